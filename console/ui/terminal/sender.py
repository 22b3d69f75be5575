"""Everything that a terminal on the screen says to the core, as ready-made requests."""

from __future__ import annotations

from collections.abc import Callable

from console.model.ids import TerminalId
from console.ui.terminal.input import Stroke
from console.ui.terminal.selection import Selection, without_trailing_blanks
from console.wire.messages import (
    FindLine,
    FindLinks,
    FrameAck,
    KeyPress,
    LineRows,
    LinkSpan,
    LinkSpans,
    Mods,
    MouseInput,
    Paste,
    ReadStyled,
    ReadText,
    Request,
    ResizeTerminal,
    ScrollTerminal,
    ShowTerminal,
)

Emit = Callable[[Request], None]
Ask = Callable[[Request, Callable[[object], None]], None]


class Sender:
    """Speaks for one terminal. What was said already (size, visibility) is not said again."""

    def __init__(self, terminal_id: TerminalId, emit: Emit, ask: Ask | None) -> None:
        self.terminal_id = terminal_id
        self.ask = ask
        self._emit = emit
        self._size: tuple[int, int, int, int] | None = None
        self._shown: tuple[bool, bool] | None = None

    def start_over(self) -> None:
        """Say everything again: the core has been with another desk."""
        self._size = self._shown = None

    def key(self, stroke: Stroke) -> None:
        """Send a key."""
        self._emit(KeyPress(terminal_id=self.terminal_id, key=stroke.key, text=stroke.text, mods=stroke.mods))

    def typed(self, text: str) -> None:
        """Send text that an input method composed."""
        self._emit(KeyPress(terminal_id=self.terminal_id, key="", text=text))

    def mouse(self, kind: str, button: int, x: int, y: int, mods: Mods) -> None:
        """Send a mouse event."""
        self._emit(MouseInput(terminal_id=self.terminal_id, kind=kind, button=button, x=x, y=y, mods=mods))

    def paste(self, text: str) -> None:
        """Send text to paste."""
        if text:
            self._emit(Paste(terminal_id=self.terminal_id, text=text))

    def scroll(self, first_row: int | None) -> None:
        """Ask for a place of the scrollback."""
        self._emit(ScrollTerminal(terminal_id=self.terminal_id, first_row=first_row))

    def resize(self, cols: int, rows: int, cell_width: int, cell_height: int) -> None:
        """Say how many cells there are, once for each size."""
        size = (cols, rows, cell_width, cell_height)
        if size != self._size:
            self._size = size
            self._emit(
                ResizeTerminal(
                    terminal_id=self.terminal_id, cols=cols, rows=rows, cell_width=cell_width, cell_height=cell_height
                )
            )

    def show(self, *, visible: bool, focused: bool) -> None:
        """Say whether the terminal is seen and has the focus, once for each change."""
        if (visible, focused) != self._shown:
            self._shown = (visible, focused)
            self._emit(ShowTerminal(terminal_id=self.terminal_id, visible=visible, focused=focused))

    def painted(self, sequence: int, seconds: float) -> None:
        """Say that a frame is on the screen."""
        self._emit(FrameAck(terminal_id=self.terminal_id, sequence=sequence, paint_seconds=seconds))

    def find_line(self, row: int, on_rows: Callable[[int, int], None]) -> None:
        """Ask for the first and the last row of the line that ``row`` belongs to."""
        if self.ask is None:
            return

        def received(value: object) -> None:
            if isinstance(value, LineRows):
                on_rows(value.first, value.last)

        self.ask(FindLine(terminal_id=self.terminal_id, row=row), received)

    def find_links(self, first_row: int, count: int, on_spans: Callable[[tuple[LinkSpan, ...]], None]) -> None:
        """Ask for the hyperlinks that programs made in some rows."""
        if self.ask is None:
            return

        def received(value: object) -> None:
            if isinstance(value, LinkSpans):
                on_spans(value.spans)

        self.ask(FindLinks(terminal_id=self.terminal_id, first_row=first_row, count=count), received)

    def read_styled(self, selection: Selection, on_text: Callable[[str], None], *, html: bool) -> None:
        """Ask for the marked text with its looks."""
        if self.ask is None:
            return
        request = ReadStyled(
            terminal_id=self.terminal_id,
            start_row=selection.start.row,
            start_col=selection.start.col,
            end_row=selection.end.row,
            end_col=selection.end.col,
            block=selection.block,
            html=html,
        )

        def received(value: object) -> None:
            if isinstance(value, str) and value:
                on_text(value)

        self.ask(request, received)

    def read(self, selection: Selection, on_text: Callable[[str], None]) -> None:
        """Ask for the marked text; blanks that only fill rows up are left out."""
        if self.ask is None:
            return
        request = ReadText(
            terminal_id=self.terminal_id,
            start_row=selection.start.row,
            start_col=selection.start.col,
            end_row=selection.end.row,
            end_col=selection.end.col,
            block=selection.block,
        )

        def received(value: object) -> None:
            if isinstance(value, str) and value:
                on_text(without_trailing_blanks(value))

        self.ask(request, received)
