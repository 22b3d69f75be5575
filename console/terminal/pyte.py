"""The portable engine: pyte and numpy, for every system that the fast one has no library for.

It is built as pyte is: a stream (pyte_stream.py) finds events by pyte's tables and calls them on a listener
(controls.py) that keeps a screen, with pyte's modes, character sets and colours. The screen is one of our own, at
30 times the speed of pyte's and with what that lacks: alternate screen, scrolling regions with history, colon SGR,
faint, REP, replies. Lines are arrays and a run of text is one assignment.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyte.modes import DECSCNM, DECTCEM

from console.terminal.caps import PYTE
from console.terminal.contrast import ContrastGuard
from console.terminal.controls import Controls
from console.terminal.events import TerminalEvent
from console.terminal.frame import Cursor, Link, Position, View
from console.terminal.glyphs import GlyphTable
from console.terminal.grid import CLUSTER, TAIL, Grid, Line
from console.terminal.keys import encode_focus, encode_paste
from console.terminal.mouse import MouseModes, encode_mouse
from console.terminal.palette import Palette
from console.terminal.pen import BOLD, FAINT, INVISIBLE, ITALIC, REVERSE
from console.terminal.pictures import NoPictures
from console.terminal.pyte_lines import Lines
from console.terminal.pyte_modes import CURSOR_BLINK, private
from console.terminal.pyte_reports import ReplyWriter
from console.terminal.pyte_stream import FastStream
from console.terminal.resolve import U32, Looks, Resolved, cell_keys, sparse, underlines
from console.terminal.screen import Screen
from console.terminal.soft_reset import soft_reset_bytes
from console.terminal.styled import tidy
from console.wire.frames import CursorShape, Mode
from console.wire.messages import Mods

DESK_MODES = (
    (1, Mode.APPLICATION_CURSOR), (2004, Mode.BRACKETED_PASTE), (1000, Mode.MOUSE_CLICK), (9, Mode.MOUSE_CLICK),
    (1002, Mode.MOUSE_DRAG), (1003, Mode.MOUSE_MOTION), (1004, Mode.FOCUS_EVENTS), (1007, Mode.ALTERNATE_SCROLL),
    (5, Mode.REVERSE_SCREEN),
)  # fmt: skip
SHAPES = (CursorShape.BLOCK, CursorShape.UNDERLINE, CursorShape.BAR)
PRINTED_ATTRIBUTES = 0x7F


class PyteEngine:
    """An Engine (console/terminal/engine.py) in Python."""

    caps = PYTE
    pictures = NoPictures()

    def __init__(self, cols: int, rows: int, scrollback_lines: int, palette: Palette) -> None:
        self._screen = Screen(cols, rows, scrollback_lines)
        self._lines = Lines(self._screen)
        self._reports = ReplyWriter(palette)
        self._controls = Controls(self._screen, self._reports)
        self._stream = FastStream(self._controls)
        self._guard = ContrastGuard(palette.minimum_contrast)
        self._palette = palette
        self._top: int | None = None

    @property
    def cols(self) -> int:
        """Return the width in cells."""
        return self._screen.cols

    @property
    def rows(self) -> int:
        """Return the height in cells."""
        return self._screen.rows

    def feed(self, data: bytes) -> None:
        """Take bytes of the program."""
        self._stream.feed_bytes(data)

    def take_replies(self) -> bytes:
        """Return, once, what the program has to be answered."""
        replies = bytes(self._reports.replies)
        self._reports.replies.clear()
        return replies

    def take_events(self) -> list[TerminalEvent]:
        """Return, once, what the program asked for."""
        return self._reports.events.take()

    # ---- the screen ----------------------------------------------------------------------------

    def view(self, glyphs: GlyphTable, *, full: bool) -> View:  # noqa: ARG002 - all rows cost half a millisecond
        """Return all rows."""
        screen, grid = self._screen, self._screen.grid
        first, oldest, history = self._rows(grid)
        lines = [grid.line(first + y) if grid is screen.primary else grid.lines[y] for y in range(screen.rows)]
        resolved = self._resolve([line or Line(screen.cols) for line in lines], glyphs)
        live = first if screen.alternate is not None else grid.live_row
        return View(
            cols=screen.cols, rows=screen.rows, screen=int(screen.alternate is not None), first_row=first,
            oldest_row=oldest, history_rows=history, cursor=self._cursor(screen.y + live - first), modes=self.modes,
            row_numbers=np.arange(screen.rows), keys=resolved.keys, attributes=resolved.attributes,
            underline_colors=resolved.underline_colors,
            wrapped=np.array([line is not None and line.wrapped for line in lines]),
        )  # fmt: skip

    def _rows(self, grid: Grid) -> tuple[int, int, int]:
        """Return the first row of the view, the oldest one, and how many lie above the live screen."""
        live = self._screen.primary.live_row
        if self._screen.alternate is not None:
            return live, live, 0
        if self._top is not None:
            self._top = max(grid.oldest_row, self._top)
            if self._top >= live:
                self._top = None
        return live if self._top is None else self._top, grid.oldest_row, len(grid.history)

    def _cursor(self, y: int) -> Cursor:
        screen = self._screen
        style = screen.cursor_style
        x = min(screen.x, screen.cols - 1)
        x -= int(x > 0 and screen.line.cells[0, x] == TAIL)
        return Cursor(
            x=x, y=min(y, screen.rows - 1), shape=SHAPES[(style - 1) // 2] if style else self._palette.cursor_shape,
            color=self._reports.color(258), visible=DECTCEM in screen.modes and y < screen.rows,
            blinks=style % 2 == 1 if style else self._palette.cursor_blinks or CURSOR_BLINK in screen.modes,
        )  # fmt: skip

    def _resolve(self, lines: list[Line], glyphs: GlyphTable) -> Resolved:
        cols = self._screen.cols
        shape = (len(lines), cols)
        cells = np.stack([line.cells[:, :cols] for line in lines], axis=1).reshape(5, -1)
        characters, bits = cells[0], cells[3]
        looks = self._looks(cells)
        shown = np.where((characters >= TAIL) | looks.invisible, 0, characters)
        text_color, background = looks.settled()
        foreground = self._guard.lift(text_color, background, shown)
        tails = np.flatnonzero(characters == TAIL)
        kinds = looks.face.copy()
        kinds[tails - 1] |= 4
        slots = glyphs.slots(shown, kinds)
        for at in np.flatnonzero((characters >= CLUSTER) & ~looks.invisible).tolist():
            text = self._screen.clusters.text(int(characters[at]))
            slots[at] = glyphs.slot(text, int(kinds[at]) & 3, wide=bool(kinds[at] & 4))
        heads = slots[tails - 1]
        slots[tails] = np.where(heads, heads + 1, 0)
        attributes = sparse((bits & PRINTED_ATTRIBUTES).astype(np.uint16))
        colored = underlines(looks.underline_color, foreground)
        return Resolved(
            keys=cell_keys(slots, foreground, background).reshape(shape),
            attributes=None if attributes is None else attributes.reshape(shape),
            underline_colors=None if colored is None else colored.reshape(shape),
        )

    def _looks(self, cells: U32) -> Looks:
        bits, reports = cells[3], self._reports
        palette = np.array([reports.color(number) for number in range(256)], np.uint32)
        default = reports.color(256), reports.color(257)
        if DECSCNM in self._screen.modes:
            default = default[1], default[0]
        own = (cells[4] > 0).astype(np.uint32) << np.uint32(24)
        return Looks(
            foreground=_color(cells[1], default[0], palette), background=_color(cells[2], default[1], palette),
            underline_color=_color(cells[4], 0, palette) | own, attributes=bits.astype(np.uint16),
            face=((bits & BOLD) > 0).astype(np.uint32) | ((bits & ITALIC) > 0).astype(np.uint32) << np.uint32(1),
            faint=(bits & FAINT) > 0, reverse=(bits & REVERSE) > 0, invisible=(bits & INVISIBLE) > 0,
        )  # fmt: skip

    @property
    def position(self) -> Position:
        """Return where the terminal stands."""
        screen, live = self._screen, self._screen.primary.live_row
        alternate = screen.alternate is not None
        oldest = live if alternate else screen.primary.oldest_row
        return Position(oldest, live, live + screen.y, min(screen.x, screen.cols - 1), alternate)

    def resize(
        self, cols: int, rows: int, cell_width: int, cell_height: int, follow: Sequence[int] = ()
    ) -> list[int | None]:
        """Change the size; lines keep their numbers, and what a narrower screen hides."""
        self._reports.cell = (cell_width, cell_height)
        self._screen.resize(cols, rows)
        if self.mode(2048):
            self._reports.size(self._screen)
        oldest, end = self._screen.primary.oldest_row, self._screen.primary.live_row + rows
        return [row if oldest <= row < end else None for row in follow]

    def scroll_to(self, row: int | None) -> None:
        """Show the scrollback from ``row`` on; None follows the live screen."""
        self._top = row

    def set_scrollback(self, lines: int) -> None:
        """Set how many lines are kept above the screen."""
        self._screen.primary.history_lines = lines
        self._screen.primary.trim()

    def set_colors(self, palette: Palette) -> None:
        """Set the default colours and the default cursor."""
        changed = palette.dark != self._palette.dark
        self._palette = palette
        self._reports.set_palette(palette)
        self._guard = ContrastGuard(palette.minimum_contrast)
        if changed and self.mode(2031):
            self._reports.replies += palette.scheme_report

    # ---- modes and input -----------------------------------------------------------------------

    def mode(self, number: int) -> bool:
        """Return whether a DEC private mode is set."""
        return private(number) in self._screen.modes

    @property
    def modes(self) -> Mode:
        """Return the modes that the desk needs to know."""
        modes = Mode(0) if self._screen.alternate is None else Mode.ALTERNATE_SCREEN
        for number, flag in DESK_MODES:
            if self.mode(number):
                modes |= flag
        return modes

    def encode_key(self, key: str, text: str, mods: Mods) -> bytes:
        """Return what a key sends."""
        return self._controls.keyboard.encode(
            key, text, mods, alternate=self._screen.alternate is not None, application_cursor=self.mode(1),
            backarrow=self.mode(67),
        )  # fmt: skip

    def encode_mouse(self, kind: str, button: int, x: int, y: int, mods: Mods) -> bytes:
        """Return what a mouse event sends."""
        modes = MouseModes(*(self.mode(number) for number in (9, 1000, 1002, 1003, 1006, 1015, 1005, 1016)))
        return encode_mouse(kind, button, x, y, mods, modes=modes, cell=self._reports.cell)

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
        text = self._lines.text(start_row, start_col, end_row, end_col, block=block, styled=styled)
        return tidy(text) if styled else text

    def colors(self) -> list[int]:
        """Return the 256 colours of the palette as they are now, then foreground and background."""
        return [self._reports.color(number) for number in range(258)]

    def lines(self, first_row: int, count: int) -> list[str]:
        """Return rows as they are displayed."""
        return self._lines.lines(first_row, count)

    def wrapped(self, first_row: int, count: int) -> list[bool]:
        """Return of each row whether the next one goes on with its line."""
        return self._lines.wrapped(first_row, count)

    def cells(self, row: int) -> list[str]:
        """Return the texts of the cells of a row."""
        return self._lines.cells(row)

    def links(self, row: int) -> list[Link]:
        """Return the hyperlinks of a row, from left to right."""
        return self._lines.links(row)

    def link_at(self, row: int, col: int) -> str:
        """Return where the hyperlink under a cell leads; empty where there is none."""
        return self._lines.link_at(row, col)

    def soft_reset(self) -> None:
        """Forget what a program that is gone left behind."""
        self.feed(soft_reset_bytes(self.modes, self._screen.x))

    def close(self) -> None:
        """Nothing is held outside Python."""


def _color(values: U32, default: int, palette: U32) -> U32:
    tag = values >> 24
    direct = values & 0xFFFFFF
    resolved = np.where(tag == 1, palette[direct & 0xFF], direct)
    return np.where(tag == 0, np.uint32(default), resolved)
