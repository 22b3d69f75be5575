"""Reads text, links and wraps of any rows that libghostty-vt still has, by their absolute numbers."""

from __future__ import annotations

import re

from console.terminal.frame import MOST_URI, Link, usable_uri
from console.terminal.ghostty_cells import GRAPHEME, PALETTE_BACKGROUND, SPACER_HEAD, TAIL
from console.terminal.ghostty_rows import RowNumbers
from console.terminal.ghostty_types import CData, Library, ffi
from console.terminal.styled import tidy

MOST_GRAPHEMES = 64

PLAIN, VT = 0, 1
"""What to write: GHOSTTY_FORMATTER_FORMAT_PLAIN and _VT."""
PALETTE = re.compile(r"\A(?:\x1b\]4;[^\x1b]*\x1b\\)+")
"""Before styled text the engine sets all colours."""


class Lines:
    """The rows of the screen that is shown; those of the alternate one come after the primary's."""

    def __init__(self, lib: Library, terminal: CData, numbers: RowNumbers) -> None:
        self._lib = lib
        self._terminal = terminal
        self._numbers = numbers
        self._point = ffi.new("PointS *", {"tag": lib.POINT_TAG_SCREEN})
        self._ref = ffi.new("GridRef *", {"size": ffi.sizeof("GridRef")})
        self._row = ffi.new("uint64_t *")
        self._flag = ffi.new("bool *")
        self._uri = ffi.new("uint8_t[]", MOST_URI)
        self._graphemes = ffi.new("uint32_t[]", MOST_GRAPHEMES)
        self._length = ffi.new("size_t *")

    def _bounds(self, rows: int) -> tuple[int, int]:
        """Return the numbers of the oldest and the newest row."""
        numbers = self._numbers
        base = numbers.live_row if numbers.alternate else numbers.oldest_row
        return base, numbers.live_row + rows - 1

    def text(
        self, start: tuple[int, int], end: tuple[int, int], *, cols: int, rows: int, block: bool = False,
        unwrap: bool = False, styled: bool = False,
    ) -> str:  # fmt: skip
        """Return the text between two cells, both inclusive."""
        base, last = self._bounds(rows)
        if start[0] < base:
            start = (base, start[1] if block else 0)
        if end[0] > last:
            end = (last, end[1] if block else cols - 1)
        options = ffi.new(
            "FormatOptions *",
            {"size": ffi.sizeof("FormatOptions"), "unwrap": unwrap, "trim": True, "emit": VT if styled else PLAIN},
        )
        selection = ffi.new("Selection *", {"size": ffi.sizeof("Selection"), "rectangle": block})
        options.selection = selection
        ends = ((selection.start, start), (selection.end, end))
        if start > end or not all(
            self._refer(ffi.addressof(ref), min(x, cols - 1), row - base) for ref, (row, x) in ends
        ):
            return ""
        text = self._format(options)
        return tidy(PALETTE.sub("", text)) if styled else text

    def lines(self, first_row: int, count: int, cols: int, rows: int) -> list[str]:
        """Return rows as they are displayed."""
        base, last = self._bounds(rows)
        before = min(count, max(0, base - first_row))
        first, end = first_row + before, min(first_row + count - 1, last)
        lines = self.text((first, 0), (end, cols - 1), cols=cols, rows=rows).split("\n") if first <= end else []
        return [""] * before + lines + [""] * (count - before - len(lines))

    def wrapped(self, first_row: int, count: int, rows: int) -> list[bool]:
        """Return of each row whether the next one goes on with its line."""
        base, last = self._bounds(rows)
        return [
            base <= row <= last and self._row_flag(row - base, "WRAP") for row in range(first_row, first_row + count)
        ]

    def cells(self, row: int, cols: int, rows: int) -> list[str]:
        """Return the texts of the cells of a row; what is the right half of the one before has none."""
        base, last = self._bounds(rows)
        if not base <= row <= last or not self._refer(self._ref, 0, row - base):
            return []
        found: list[str] = []
        for x in range(cols):
            self._ref.x = x
            self._lib.ghostty_grid_ref_cell(self._ref, self._row)
            found.append(self._cell_text(int(self._row[0])))
        return found

    def _cell_text(self, cell: int) -> str:
        tag, codepoint = cell & 3, cell >> 2 & 0x1FFFFF
        if cell >> 42 & 3 in {TAIL, SPACER_HEAD}:
            return ""
        if tag != GRAPHEME:
            return chr(codepoint) if tag < PALETTE_BACKGROUND and codepoint else " "
        self._length[0] = 0
        self._lib.ghostty_grid_ref_graphemes(self._ref, self._graphemes, MOST_GRAPHEMES, self._length)
        if self._length[0] > MOST_GRAPHEMES:  # how many there are, and none of them has been written
            return chr(codepoint) if codepoint else " "
        return "".join(map(chr, self._graphemes[0 : self._length[0]]))

    def links(self, row: int, cols: int, rows: int) -> list[Link]:
        """Return the links of a row, from left to right."""
        base, last = self._bounds(rows)
        if not base <= row <= last or not self._row_flag(row - base, "HYPERLINK"):
            return []
        found: list[Link] = []
        for x in range(cols):
            self._ref.x = x
            uri = self._uri_here()
            if found and found[-1].end == x and found[-1].uri == uri:
                found[-1] = Link(found[-1].start, x + 1, uri)
            elif uri:
                found.append(Link(x, x + 1, uri))
        return found

    def link_at(self, row: int, col: int, rows: int) -> str:
        """Return where the link under a cell leads; empty where there is none."""
        base, last = self._bounds(rows)
        if not base <= row <= last or not self._refer(self._ref, col, row - base):
            return ""
        return self._uri_here()

    def _uri_here(self) -> str:
        self._length[0] = 0
        if self._lib.ghostty_grid_ref_hyperlink_uri(self._ref, self._uri, MOST_URI, self._length) != 0:
            return ""
        return usable_uri(ffi.buffer(self._uri, self._length[0])[:].decode("utf-8", "replace"))

    def _row_flag(self, y: int, name: str) -> bool:
        """Return a flag of a row, to which the reference points then."""
        lib = self._lib
        if not self._refer(self._ref, 0, y) or lib.ghostty_grid_ref_row(self._ref, self._row) != 0:
            return False
        lib.ghostty_row_get(self._row[0], getattr(lib, f"ROW_DATA_{name}"), self._flag)
        return bool(self._flag[0])

    def _refer(self, ref: CData, x: int, y: int) -> bool:
        ref.size = ffi.sizeof("GridRef")
        self._point.value.x, self._point.value.y = max(0, x), y
        found: int = self._lib.ghostty_terminal_grid_ref(self._terminal, self._point[0], ref)
        return found == 0

    def _format(self, options: CData) -> str:
        out, size = ffi.new("uint8_t **"), ffi.new("size_t *")
        lib = self._lib
        if lib.ghostty_terminal_selection_format_alloc(self._terminal, ffi.NULL, options[0], out, size) != 0:
            return ""
        text: str = ffi.buffer(out[0], size[0])[:].decode("utf-8", "replace")
        lib.ghostty_free(ffi.NULL, out[0], size[0])
        return text
