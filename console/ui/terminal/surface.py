"""The terminal as the mouse finds it: cells, modes of the program, the scrollback and what is marked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QWheelEvent

from console.ui.terminal.display import Display
from console.ui.terminal.glide import Glide, wheel_rows
from console.ui.terminal.input import Stroke
from console.ui.terminal.logical import Row
from console.ui.terminal.selection import Selection, Spot
from console.ui.terminal.sender import Sender
from console.ui.terminal.words import Words
from console.wire.messages import Mods


class TerminalSurface:
    """Joins display and sender for ``pointer.Pointer``."""

    def __init__(self, display: Display, sender: Sender, on_selected: Callable[[], None]) -> None:
        self._display = display
        self._sender = sender
        self._on_selected = on_selected
        self.words = Words()
        self.glide = Glide(display, sender.scroll)

    def cell_at(self, place: QPointF) -> tuple[float, float]:
        """Return column and row of the screen, with fractions."""
        return self._display.geometry.cell_at(place)

    def size_in_cells(self) -> tuple[int, int]:
        """Return columns and rows of what is shown, else of what fits."""
        canvas = self._display.canvas
        if canvas is not None and canvas.screen is not None:
            return canvas.screen.cols, canvas.screen.rows
        return self._display.geometry.cols, self._display.geometry.rows

    def first_row(self) -> int:
        """Return the absolute number of the topmost visible row."""
        return self._display.scrollback.first_row

    def row(self, row: int) -> Row | None:
        """Return the texts of the cells of a visible absolute row, and whether its line goes on."""
        canvas = self._display.canvas
        return None if canvas is None else canvas.row(row)

    def find_line(self, row: int, on_rows: Callable[[int, int], None]) -> None:
        """Find the first and the last row of a line, also where it reaches out of sight."""
        self._sender.find_line(row, on_rows)

    def wants_mouse(self, kind: str) -> bool:
        """Return whether the program asked for ``press``, ``drag`` or ``motion``; not while scrolled back."""
        from console.wire.frames import Mode

        wanted = {
            "press": Mode.MOUSE_CLICK | Mode.MOUSE_DRAG | Mode.MOUSE_MOTION,
            "drag": Mode.MOUSE_DRAG | Mode.MOUSE_MOTION,
            "motion": Mode.MOUSE_MOTION,
        }
        return self._mode(wanted[kind]) and not self._display.scrollback.scrolled_back

    def wheel_is_arrows(self) -> bool:
        """Return whether the wheel stands for arrow keys: on the alternate screen, unless switched off."""
        from console.wire.frames import Mode

        return self._mode(Mode.ALTERNATE_SCREEN) and self._mode(Mode.ALTERNATE_SCROLL)

    def alternate(self) -> bool:
        """Return whether the alternate screen is shown, which has no scrollback."""
        from console.wire.frames import Mode

        return self._mode(Mode.ALTERNATE_SCREEN)

    def takes_paste_as_whole(self) -> bool:
        """Return whether the program brackets a paste or has the screen for itself: no shell runs it line by line."""
        from console.wire.frames import Mode

        return self._mode(Mode.BRACKETED_PASTE | Mode.ALTERNATE_SCREEN)

    def _mode(self, mode: int) -> bool:
        canvas = self._display.canvas
        return canvas is not None and canvas.screen is not None and bool(canvas.screen.frame.modes & mode)

    def report_mouse(self, kind: str, button: int, x: int, y: int, mods: Mods) -> None:
        """Send a mouse event to the program."""
        self._sender.mouse(kind, button, x, y, mods)

    def send_key(self, key: str, mods: Mods) -> None:
        """Send a named key to the program."""
        self._sender.key(Stroke(key, "", mods))

    def scroll_lines(self, lines: int) -> None:
        """Scroll the view; negative is back."""
        if self._display.scrollback.moves(lines):
            self.glide.stop()
            self._sender.scroll(self._display.scrollback.by(lines))

    def scroll_wheel(self, event: QWheelEvent) -> None:
        """Scroll as the wheel or two fingers say, also by fractions of a row."""
        metrics = self._display.geometry.metrics
        rows, exact = wheel_rows(event, metrics.height / metrics.ratio)
        self.glide.by(rows, exact=exact)

    def scroll_pages(self, pages: float) -> None:
        """Scroll by pages; negative is back. One line is kept in sight."""
        self.scroll_lines(round(pages * max(1, self.size_in_cells()[1] - 1)))

    def scroll_to(self, row: int | None) -> None:
        """Show the scrollback from an absolute row; None is the live screen."""
        scrollback = self._display.scrollback
        self.glide.stop()
        self._sender.scroll(scrollback.to(scrollback.live_row if row is None else row))

    def back_to_live(self) -> None:
        """Show the live screen again, as typing does."""
        if self._display.scrollback.scrolled_back:
            self.scroll_to(None)

    # ---- what is marked ------------------------------------------------------------------------

    @property
    def selection(self) -> Selection | None:
        """What is marked now."""
        canvas = self._display.canvas
        return None if canvas is None else canvas.selection

    def select(self, selection: Selection | None) -> None:
        """Mark cells, as long as the pointer moves."""
        self._display.select(selection)

    def selection_done(self) -> None:
        """Say that what is marked stays so."""
        self._on_selected()

    def select_all(self) -> None:
        """Mark everything that the scrollback holds."""
        scrollback = self._display.scrollback
        cols, rows = self.size_in_cells()
        self.select(Selection(Spot(scrollback.oldest_row, 0), Spot(scrollback.live_row + rows - 1, cols)))
        self.selection_done()

    def clear_selection(self) -> None:
        """Mark nothing."""
        self.select(None)
        self.selection_done()
