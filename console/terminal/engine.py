"""What both engines satisfy, and the choice between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from console.model.errors import Problem
from console.terminal.caps import Caps, EngineUnavailable
from console.terminal.events import TerminalEvent
from console.terminal.frame import Link, Position, View
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.terminal.pictures import PictureSource
from console.wire.frames import Mode
from console.wire.messages import Mods

EngineKind = Literal["auto", "ghostty", "pyte"]


class Engine(Protocol):
    """A terminal without a window. Rows are absolute: counted from the first line it ever had."""

    @property
    def caps(self) -> Caps:
        """Return what the engine can do."""
        ...

    @property
    def cols(self) -> int:
        """Return the width in cells."""
        ...

    @property
    def rows(self) -> int:
        """Return the height in cells."""
        ...

    @property
    def modes(self) -> Mode:
        """Return the modes that the desk needs to know."""
        ...

    def feed(self, data: bytes) -> None:
        """Take bytes of the program. Never raises, whatever the bytes."""
        ...

    def take_replies(self) -> bytes:
        """Return, once, what the program has to be answered."""
        ...

    def take_events(self) -> list[TerminalEvent]:
        """Return, once, what the program asked for."""
        ...

    def view(self, glyphs: GlyphTable, *, full: bool) -> View:
        """Return the rows that may have changed since the last view, or all, resolved to cell keys."""
        ...

    @property
    def pictures(self) -> PictureSource:
        """Return what knows the pictures between the text."""
        ...

    @property
    def position(self) -> Position:
        """Return where the terminal stands: its oldest row, its live screen, its cursor."""
        ...

    def resize(
        self, cols: int, rows: int, cell_width: int, cell_height: int, follow: Sequence[int] = ()
    ) -> list[int | None]:
        """Change the size; no line of the scrollback is lost, unless it takes many times the rows that it took.

        Where lines are wrapped anew, rows get other numbers: returned is where each row of ``follow`` is
        then, None for one that is gone.
        """
        ...

    def scroll_to(self, row: int | None) -> None:
        """Show the scrollback from ``row`` on; None follows the live screen."""
        ...

    def set_scrollback(self, lines: int) -> None:
        """Set how many lines are kept above the screen."""
        ...

    def set_colors(self, palette: Palette) -> None:
        """Set the default colours and the default cursor; what a program changed stays changed."""
        ...

    def mode(self, number: int) -> bool:
        """Return whether a DEC private mode is set."""
        ...

    def encode_key(self, key: str, text: str, mods: Mods) -> bytes:
        """Return what a key sends: ``key`` as W3C names it or empty, ``text`` what it types."""
        ...

    def encode_mouse(self, kind: str, button: int, x: int, y: int, mods: Mods) -> bytes:
        """Return what a mouse event sends, empty where the program did not ask for it."""
        ...

    def encode_paste(self, text: str) -> bytes:
        """Return pasted text, bracketed where the program asked for that."""
        ...

    def encode_focus(self, *, focused: bool) -> bytes:
        """Return what a change of focus sends, empty where the program did not ask for it."""
        ...

    def text(
        self, start_row: int, start_col: int, end_row: int, end_col: int, *, block: bool = False, styled: bool = False
    ) -> str:
        """Return the text up to and without the cell (end_row, end_col); soft-wrapped rows are joined.

        Styled text has SGR sequences (console/terminal/styled.py); what stands before the first one is plain.
        """
        ...

    def colors(self) -> list[int]:
        """Return the 256 colours of the palette as they are now, then foreground and background."""
        ...

    def lines(self, first_row: int, count: int) -> list[str]:
        """Return rows as they are displayed, without their trailing blanks; 10,000 take 10 to 50 ms."""
        ...

    def wrapped(self, first_row: int, count: int) -> list[bool]:
        """Return of each row whether the next one goes on with its line."""
        ...

    def cells(self, row: int) -> list[str]:
        """Return the texts of the cells of a row, blanks too.

        A cell that belongs to the one before it has none, nor has one that a wide character left free when it
        went to the next row.
        """
        ...

    def links(self, row: int) -> list[Link]:
        """Return the hyperlinks of a row, from left to right."""
        ...

    def link_at(self, row: int, col: int) -> str:
        """Return where the hyperlink under a cell leads; empty where there is none."""
        ...

    def soft_reset(self) -> None:
        """Forget what a program that is gone left behind; keep the lines."""
        ...

    def close(self) -> None:
        """Free what is held; nothing else may be called after it."""
        ...


_told: list[str] = []


def make_engine(
    kind: EngineKind = "auto",
    cols: int = 80,
    rows: int = 24,
    scrollback_lines: int = 10_000,
    palette: Palette | None = None,
) -> tuple[Engine, Problem | None]:
    """Return an engine, and once in the life of a process why it is not the fast one.

    ``auto`` takes ghostty where it runs and pyte everywhere else. Raises EngineUnavailable where
    ``ghostty`` was asked for by name.
    """
    colors = palette or Palette()
    if kind == "pyte":
        return _portable(cols, rows, scrollback_lines, colors), None
    try:
        from console.terminal.ghostty import GhosttyEngine

        return GhosttyEngine(cols, rows, scrollback_lines, colors), None
    except EngineUnavailable as error:
        if kind == "ghostty":
            raise
        problem = None if error.code in _told else error.problem
        _told.append(error.code)
        return _portable(cols, rows, scrollback_lines, colors), problem


def _portable(cols: int, rows: int, scrollback_lines: int, colors: Palette) -> Engine:
    # Where the fast engine runs, nobody waits for this import.
    from console.terminal.pyte import PyteEngine

    return PyteEngine(cols, rows, scrollback_lines, colors)
