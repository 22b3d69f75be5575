"""The fast engine: libghostty-vt through pyghostty's library."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from console.terminal.caps import GHOSTTY, unavailable
from console.terminal.contrast import ContrastGuard
from console.terminal.events import TerminalEvent
from console.terminal.frame import Cursor, Link, Position, View
from console.terminal.ghostty_cells import CellReader, Colors256
from console.terminal.ghostty_feed import Feed
from console.terminal.ghostty_keys import KeyEncoder
from console.terminal.ghostty_library import load
from console.terminal.ghostty_lines import Lines
from console.terminal.ghostty_pictures import Pictures
from console.terminal.ghostty_reports import Reports
from console.terminal.ghostty_rows import RowNumbers
from console.terminal.ghostty_types import CData, ffi
from console.terminal.glyphs import GlyphTable
from console.terminal.keys import encode_focus, encode_paste
from console.terminal.mouse import MouseModes, encode_mouse
from console.terminal.palette import Palette
from console.terminal.soft_reset import soft_reset_bytes
from console.wire.frames import CursorShape, Mode
from console.wire.messages import Mods

SHAPES = (CursorShape.BAR, CursorShape.BLOCK, CursorShape.UNDERLINE, CursorShape.HOLLOW)
GRAPHEME_CLUSTERS = 2027
TERM = b"xterm-256color"
"""As what programs know the terminal (``TERM``)."""
BYTES_PER_CELL, BYTES_PER_ROW = 8.5, 50
"""What the scrollback takes: a cap far above it makes the engine ten times slower."""
MOST_FOLDED = 8
"""How many times the rows of the scrollback may be kept after its lines were wrapped anew in a narrow window."""
PAGE_CELLS = 40_000
"""The scrollback is trimmed by pages of so many cells; two more are allowed, so that what was asked for is there."""
DESK_MODES = (
    (1, Mode.APPLICATION_CURSOR), (2004, Mode.BRACKETED_PASTE), (1000, Mode.MOUSE_CLICK), (9, Mode.MOUSE_CLICK),
    (1002, Mode.MOUSE_DRAG), (1003, Mode.MOUSE_MOTION), (1004, Mode.FOCUS_EVENTS), (1007, Mode.ALTERNATE_SCROLL),
    (5, Mode.REVERSE_SCREEN),
)  # fmt: skip


class GhosttyEngine:
    """An Engine (console/terminal/engine.py) over one libghostty-vt terminal. Raises EngineUnavailable."""

    caps = GHOSTTY

    def __init__(self, cols: int, rows: int, scrollback_lines: int, palette: Palette) -> None:
        self._lib = lib = load()
        self._cols, self._rows, self._cell = cols, rows, (8, 18)
        self._scrollback = scrollback_lines
        owner = ffi.new("void **")
        if lib.ghostty_terminal_new(ffi.NULL, owner, cols, rows) != 0:
            raise unavailable("no memory for a terminal")
        self._terminal = owner[0]
        state = ffi.new("void **")
        lib.ghostty_render_state_new(ffi.NULL, state)
        self._state = state[0]
        self._mode = ffi.new("ModeConfig *")
        self._cursor = ffi.new("Cursor *")
        self._colors = ffi.new("Colors *")
        self._colors_seen = b""
        self._colors_read = b"", Colors256(np.zeros(256, np.uint32), 0, 0)
        self._reports = Reports(lib, self._terminal)
        self._cells = CellReader(lib, self._terminal, self._state)
        self._keys = KeyEncoder(lib, self._terminal)
        name = ffi.new("uint8_t[]", TERM)
        self._set("String *", lib.TERMINAL_OPT_TERMINFO_NAME, (name, len(TERM)))
        for option in (lib.TERMINAL_OPT_MODE_DEFAULT, lib.TERMINAL_OPT_MODE):
            self._set("ModeConfig *", option, {"mode": GRAPHEME_CLUSTERS, "value": True})
        self.set_colors(palette)
        self._cap_scrollback()
        self._numbers = RowNumbers(lib, self._terminal, scrollback_lines)
        self._lines = Lines(lib, self._terminal, self._numbers)
        self.pictures = Pictures(lib, self._terminal, self._numbers)
        self._feed = Feed(lib, self._terminal, self._numbers, self._reports, self.pictures)
        self.resize(cols, rows, *self._cell)

    def _set(self, kind: str, option: int, value: object) -> None:
        self._lib.ghostty_terminal_set(self._terminal, option, ffi.new(kind, value))

    def _get(self, kind: str, data: int) -> CData:
        out = ffi.new(kind)
        self._lib.ghostty_terminal_get(self._terminal, data, out)
        return out[0]

    def _cap_scrollback(self, held: int = 0) -> None:
        """Bound the scrollback; ``held`` rows of it may stay, as many as a narrow window makes of the lines."""
        wanted = max(self._scrollback, min(held, MOST_FOLDED * self._scrollback))
        # On a screen of one row without a scrollback the library frees the page that a hyperlink is written to.
        lines = wanted + 2 * PAGE_CELLS // self._cols if wanted or self._rows == 1 else 0
        size = int((lines + self._rows) * (self._cols * BYTES_PER_CELL + BYTES_PER_ROW))
        self._set("size_t *", self._lib.TERMINAL_OPT_SCROLLBACK_MAX_BYTES, size)
        # The bytes have to bind: trimming by lines makes the library four times slower.
        self._set("size_t *", self._lib.TERMINAL_OPT_SCROLLBACK_MAX_LINES, 2 * lines)

    @property
    def cols(self) -> int:
        """Return the width in cells."""
        return self._cols

    @property
    def rows(self) -> int:
        """Return the height in cells."""
        return self._rows

    # ---- bytes in, answers out -----------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Take bytes of the program."""
        self._feed.feed(data)

    def take_replies(self) -> bytes:
        """Return, once, what the program has to be answered."""
        replies = bytes(self._reports.replies)
        self._reports.replies.clear()
        return replies

    def take_events(self) -> list[TerminalEvent]:
        """Return, once, what the program asked for."""
        return self._reports.events.take()

    # ---- the screen ----------------------------------------------------------------------------

    def view(self, glyphs: GlyphTable, *, full: bool) -> View:
        """Return the rows that may have changed since the last view, or all."""
        lib = self._lib
        lib.ghostty_render_state_update(self._state, self._terminal)
        colors, changed = self._read_colors()
        numbers, raw, pages, wrapped = self._cells.read(self._cols, self._rows, full=full or changed)
        lib.ghostty_render_state_clean(self._state)
        resolved = self._cells.resolve(numbers, raw, pages, colors, glyphs) if numbers else None
        bar = self._get("Scrollbar *", lib.TERMINAL_DATA_SCROLLBAR)
        alternate = self._numbers.alternate
        oldest = self._numbers.live_row if alternate else self._numbers.oldest_row
        return View(
            cols=self._cols, rows=self._rows, screen=int(alternate), first_row=oldest + bar.offset,
            oldest_row=oldest, history_rows=max(0, bar.total - bar.len), cursor=self._read_cursor(), modes=self.modes,
            row_numbers=np.array(numbers, np.intp),
            keys=raw if resolved is None else resolved.keys,
            attributes=None if resolved is None else resolved.attributes,
            underline_colors=None if resolved is None else resolved.underline_colors,
            wrapped=np.array(wrapped, np.bool_),
        )  # fmt: skip

    def _read_colors(self) -> tuple[Colors256, bool]:
        colors = self._colors
        colors.size = ffi.sizeof("Colors")
        self._lib.ghostty_render_state_get(self._state, self._lib.RENDER_STATE_DATA_COLORS, colors)
        seen = ffi.buffer(colors)[:] + (b"\1" if self.mode(5) else b"\0")
        changed, self._colors_seen = seen != self._colors_seen, seen
        if seen == self._colors_read[0]:
            return self._colors_read[1], changed
        rgb = np.frombuffer(ffi.buffer(colors.palette), np.uint8).reshape(256, 3).astype(np.uint32)
        palette = (rgb * np.array([1 << 16, 1 << 8, 1], np.uint32)).sum(axis=1, dtype=np.uint32)
        foreground, background = _packed(colors.foreground), _packed(colors.background)
        self._colors_read = seen, Colors256(palette, foreground, background)
        return self._colors_read[1], changed

    def _read_cursor(self) -> Cursor:
        cursor = self._cursor
        cursor.size = ffi.sizeof("Cursor")
        self._lib.ghostty_render_state_get(self._state, self._lib.RENDER_STATE_DATA_CURSOR, cursor)
        color = self._colors.cursor if self._colors.cursor_has_value else self._colors.foreground
        # Out of view it has the place that it had before, which a smaller screen may not have.
        seen = bool(cursor.viewport_has_value)
        x, y = (max(0, cursor.viewport_x - cursor.wide_tail), cursor.viewport_y) if seen else (0, 0)
        return Cursor(
            x=x, y=y, shape=SHAPES[cursor.visual_style & 3], color=_packed(color),
            visible=bool(cursor.visible and seen), blinks=bool(cursor.blinking),
        )  # fmt: skip

    @property
    def position(self) -> Position:
        """Return where the terminal stands."""
        x, y = self._feed.cursor()
        live, alternate = self._numbers.live_row, self._numbers.alternate
        return Position(live if alternate else self._numbers.oldest_row, live, live + y, x, alternate)

    def resize(
        self, cols: int, rows: int, cell_width: int, cell_height: int, follow: Sequence[int] = ()
    ) -> list[int | None]:
        """Change the size; the primary screen is wrapped anew."""
        tracked = self._feed.track(follow)
        self._cols, self._rows, self._cell = cols, rows, (cell_width, cell_height)
        self._reports.size = (cols, rows, cell_width, cell_height)
        self._cap_scrollback(MOST_FOLDED * self._scrollback)
        self._lib.ghostty_terminal_resize(self._terminal, cols, rows, cell_width, cell_height)
        self._numbers.anchor()
        self._cap_scrollback(self._numbers.held)
        return [self._numbers.where(ref) for ref in tracked]

    def scroll_to(self, row: int | None) -> None:
        """Show the scrollback from ``row`` on; None follows the live screen."""
        at = None if row is None or self._numbers.alternate else max(0, row - self._numbers.oldest_row)
        if at is None or at >= self._get("size_t *", self._lib.TERMINAL_DATA_SCROLLBACK_ROWS):
            where = ffi.new("ScrollS *", {"tag": self._lib.SCROLL_VIEWPORT_BOTTOM})
        else:
            where = ffi.new("ScrollS *", {"tag": self._lib.SCROLL_VIEWPORT_ROW, "value": [at, 0]})
        self._lib.ghostty_terminal_scroll_viewport(self._terminal, where[0])

    def set_scrollback(self, lines: int) -> None:
        """Set how many lines are kept above the screen."""
        self._scrollback = lines
        self._cap_scrollback()
        self._numbers.limit(lines)

    def set_colors(self, palette: Palette) -> None:
        """Set the default colours and the default cursor."""
        self._cells.guard = ContrastGuard(palette.minimum_contrast)
        self._colors_seen = b""
        lib = self._lib
        if palette.dark != self._reports.dark:
            self._reports.dark = palette.dark
            if self.mode(2031):
                self._reports.replies += palette.scheme_report
        self._set("Rgb *", lib.TERMINAL_OPT_COLOR_FOREGROUND, _unpacked(palette.foreground))
        self._set("Rgb *", lib.TERMINAL_OPT_COLOR_BACKGROUND, _unpacked(palette.background))
        self._set("Rgb *", lib.TERMINAL_OPT_COLOR_CURSOR, _unpacked(palette.cursor))
        self._set("Rgb[256]", lib.TERMINAL_OPT_COLOR_PALETTE, [_unpacked(color) for color in palette.indexed()])
        self._set("int *", lib.TERMINAL_OPT_DEFAULT_CURSOR_STYLE, SHAPES.index(palette.cursor_shape))
        self._set("bool *", lib.TERMINAL_OPT_DEFAULT_CURSOR_BLINK, palette.cursor_blinks)

    # ---- modes and input -----------------------------------------------------------------------

    def mode(self, number: int) -> bool:
        """Return whether a DEC private mode is set."""
        self._mode.mode = number & 0x7FFF
        self._mode.value = False
        self._lib.ghostty_terminal_get(self._terminal, self._lib.TERMINAL_DATA_MODE, self._mode)
        return bool(self._mode.value)

    @property
    def modes(self) -> Mode:
        """Return the modes that the desk needs to know."""
        modes = Mode.ALTERNATE_SCREEN if self._numbers.alternate else Mode(0)
        for number, flag in DESK_MODES:
            if self.mode(number):
                modes |= flag
        return modes

    def encode_key(self, key: str, text: str, mods: Mods) -> bytes:
        """Return what a key sends."""
        return self._keys.encode(key, text, mods, self._feed.other_keys)

    def encode_mouse(self, kind: str, button: int, x: int, y: int, mods: Mods) -> bytes:
        """Return what a mouse event sends."""
        modes = MouseModes(*(self.mode(number) for number in (9, 1000, 1002, 1003, 1006, 1015, 1005, 1016)))
        return encode_mouse(kind, button, x, y, mods, modes=modes, cell=self._cell)

    def encode_paste(self, text: str) -> bytes:
        """Return pasted text, bracketed where the program asked for that."""
        return encode_paste(text, bracketed=self.mode(2004))

    def encode_focus(self, *, focused: bool) -> bytes:
        """Return what a change of focus sends."""
        return encode_focus(focused=focused, wanted=self.mode(1004))

    # ---- text ----------------------------------------------------------------------------------

    def text(
        self, start_row: int, start_col: int, end_row: int, end_col: int, *, block: bool = False, styled: bool = False
    ) -> str:
        """Return the text up to and without the cell (end_row, end_col)."""
        if not block and end_col <= 0:
            end_row, end_col = end_row - 1, self._cols
        return self._lines.text(
            (start_row, start_col), (end_row, end_col - 1), cols=self._cols, rows=self._rows, block=block,
            unwrap=not block, styled=styled,
        )  # fmt: skip

    def colors(self) -> list[int]:
        """Return the 256 colours of the palette as they are now, then foreground and background."""
        self._lib.ghostty_render_state_update(self._state, self._terminal)
        seen = self._colors_seen
        colors, _ = self._read_colors()
        self._colors_seen = seen  # the next view has not seen them yet
        return [*colors.palette.tolist(), colors.foreground, colors.background]

    def lines(self, first_row: int, count: int) -> list[str]:
        """Return rows as they are displayed."""
        return self._lines.lines(first_row, count, self._cols, self._rows)

    def wrapped(self, first_row: int, count: int) -> list[bool]:
        """Return of each row whether the next one goes on with its line."""
        return self._lines.wrapped(first_row, count, self._rows)

    def cells(self, row: int) -> list[str]:
        """Return the texts of the cells of a row."""
        return self._lines.cells(row, self._cols, self._rows)

    def links(self, row: int) -> list[Link]:
        """Return the hyperlinks of a row, from left to right."""
        return self._lines.links(row, self._cols, self._rows)

    def link_at(self, row: int, col: int) -> str:
        """Return where the hyperlink under a cell leads; empty where there is none."""
        return self._lines.link_at(row, col, self._rows)

    def soft_reset(self) -> None:
        """Forget what a program that is gone left behind."""
        self._feed.forget()
        self.feed(soft_reset_bytes(self.modes, self._feed.cursor()[0]))

    def close(self) -> None:
        """Free the terminal."""
        if self._terminal is None:
            return
        self.pictures.close()
        self._numbers.close()
        self._keys.close()
        self._cells.close()
        self._lib.ghostty_render_state_free(self._state)
        self._lib.ghostty_terminal_free(self._terminal)
        self._terminal = None


def _packed(color: CData) -> int:
    return int(color.r << 16 | color.g << 8 | color.b)


def _unpacked(color: int) -> tuple[int, int, int]:
    return color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF
