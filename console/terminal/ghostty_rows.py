"""Absolute row numbers over an engine that counts from the oldest row it still has."""

from __future__ import annotations

from collections.abc import Iterator

from console.terminal.ghostty_types import CData, Library, ffi

LEAST_PORTION = 4096


class RowNumbers:
    """Follows one row through feeds: how far it moves towards the top is what was trimmed above it.

    A feed that replaces the whole scrollback would carry the followed row away, so feeds are cut into
    portions that cannot: a byte makes at most one row.
    """

    def __init__(self, lib: Library, terminal: CData, scrollback_lines: int) -> None:
        self._lib = lib
        self._terminal = terminal
        self._point = ffi.new("PointS *")
        self._at = ffi.new("PointCoordinate *")
        self._held = ffi.new("size_t *")
        self._screen = ffi.new("int *")
        self._ref = ffi.new("void **")
        self._anchor_y = 0
        self.oldest_row = 0
        self.limit(scrollback_lines)
        self._point.tag = lib.POINT_TAG_ACTIVE
        lib.ghostty_terminal_grid_ref_track(terminal, self._point[0], self._ref)
        self.anchor()

    def limit(self, scrollback_lines: int) -> None:
        """Set how many rows the scrollback holds."""
        self._portion = max(LEAST_PORTION, scrollback_lines)

    @property
    def live_row(self) -> int:
        """Return the absolute number of the first row of the primary screen."""
        return self.oldest_row + self._anchor_y

    @property
    def _alternate(self) -> bool:
        self._lib.ghostty_terminal_get(self._terminal, self._lib.TERMINAL_DATA_ACTIVE_SCREEN, self._screen)
        return bool(self._screen[0])

    def portions(self, data: bytes) -> Iterator[bytes]:
        """Cut a feed so that no portion makes more rows than the scrollback holds."""
        if len(data) <= self._portion:
            if data:
                yield data
            return
        for at in range(0, len(data), self._portion):
            yield data[at : at + self._portion]

    def anchor(self) -> None:
        """Follow the first row of the screen from now on."""
        if self._alternate:
            return
        lib = self._lib
        lib.ghostty_terminal_get(self._terminal, lib.TERMINAL_DATA_SCROLLBACK_ROWS, self._held)
        self._anchor_y = self._held[0]
        self._point.tag = lib.POINT_TAG_ACTIVE
        self._point.value.x, self._point.value.y = 0, 0
        lib.ghostty_tracked_grid_ref_set(self._ref[0], self._terminal, self._point[0])

    def follow(self) -> None:
        """Take note of what a feed did."""
        if self._alternate:
            return
        lib = self._lib
        if lib.ghostty_tracked_grid_ref_point(self._ref[0], lib.POINT_TAG_SCREEN, self._at) == 0:
            trimmed = self._anchor_y - self._at.y
            if trimmed > 0:
                self.oldest_row += trimmed
        else:
            self.oldest_row += self._anchor_y
        self.anchor()

    def close(self) -> None:
        """Stop following."""
        self._lib.ghostty_tracked_grid_ref_free(self._ref[0])

    def text(
        self, start: tuple[int, int], end: tuple[int, int], *, cols: int, rows: int, alternate: bool,
        block: bool = False, unwrap: bool = False,
    ) -> str:  # fmt: skip
        """Return the text between two cells, both inclusive."""
        base = self.live_row if alternate else self.oldest_row
        last = base + rows - 1 if alternate else self.live_row + rows - 1
        if start[0] < base:
            start = (base, start[1] if block else 0)
        if end[0] > last:
            end = (last, end[1] if block else cols - 1)
        options = ffi.new("FormatOptions *", {"size": ffi.sizeof("FormatOptions"), "unwrap": unwrap, "trim": True})
        selection = ffi.new("Selection *", {"size": ffi.sizeof("Selection"), "rectangle": block})
        options.selection = selection
        ends = ((selection.start, start), (selection.end, end))
        if start > end or not all(self._refer(ref, min(x, cols - 1), row - base) for ref, (row, x) in ends):
            return ""
        return self._format(options)

    def _refer(self, ref: CData, x: int, y: int) -> bool:
        ref.size = ffi.sizeof("GridRef")
        self._point.tag = self._lib.POINT_TAG_SCREEN
        self._point.value.x, self._point.value.y = max(0, x), y
        found: int = self._lib.ghostty_terminal_grid_ref(self._terminal, self._point[0], ffi.addressof(ref))
        return found == 0

    def _format(self, options: CData) -> str:
        out, size = ffi.new("uint8_t **"), ffi.new("size_t *")
        lib = self._lib
        if lib.ghostty_terminal_selection_format_alloc(self._terminal, ffi.NULL, options[0], out, size) != 0:
            return ""
        text: str = ffi.buffer(out[0], size[0])[:].decode("utf-8", "replace")
        lib.ghostty_free(ffi.NULL, out[0], size[0])
        return text
