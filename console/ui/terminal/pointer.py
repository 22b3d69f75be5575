"""What the mouse does in a terminal: reports to a program that asked for it, else marking and scrolling."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWheelEvent

from console.ui.terminal.glide import LINES_A_NOTCH, NOTCH
from console.ui.terminal.input import modifiers
from console.ui.terminal.logical import Row
from console.ui.terminal.selection import Marking, Selection, Unit
from console.ui.terminal.words import Words
from console.wire.messages import Mods

AUTOSCROLL_MS = 50

Button = Qt.MouseButton
_NUMBERS = {Button.LeftButton: 1, Button.MiddleButton: 2, Button.RightButton: 3}


class Surface(Protocol):
    """The terminal as the pointer sees it."""

    def cell_at(self, place: QPointF) -> tuple[float, float]:
        """Return column and row of the screen, with fractions."""
        ...

    def size_in_cells(self) -> tuple[int, int]:
        """Return columns and rows."""
        ...

    def first_row(self) -> int:
        """Return the absolute number of the topmost visible row."""
        ...

    def row(self, row: int) -> Row | None:
        """Return the texts of the cells of a visible absolute row, and whether its line goes on."""
        ...

    def find_line(self, row: int, on_rows: Callable[[int, int], None]) -> None:
        """Find the first and the last row of a line, also where it reaches out of sight."""
        ...

    def wants_mouse(self, kind: str) -> bool:
        """Return whether the program asked for ``press``, ``drag`` or ``motion``."""
        ...

    def wheel_is_arrows(self) -> bool:
        """Return whether the wheel stands for arrow keys now."""
        ...

    def report_mouse(self, kind: str, button: int, x: int, y: int, mods: Mods) -> None:
        """Send a mouse event to the program."""
        ...

    def send_key(self, key: str, mods: Mods) -> None:
        """Send a named key to the program."""
        ...

    def scroll_lines(self, lines: int) -> None:
        """Scroll the view; negative is back."""
        ...

    def scroll_wheel(self, event: QWheelEvent) -> None:
        """Scroll the view as the wheel says, also by fractions of a row."""
        ...

    @property
    def words(self) -> Words:
        """Return where words begin and end."""
        ...

    @property
    def selection(self) -> Selection | None:
        """Return what is marked now."""
        ...

    def select(self, selection: Selection | None) -> None:
        """Mark cells."""
        ...

    def selection_done(self) -> None:
        """Offer what is marked to a middle click elsewhere."""
        ...


class Pointer(QObject):
    """Turns mouse events into reports, selections and scrolling. Shift keeps them from the program."""

    def __init__(self, surface: Surface, paste: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._surface = surface
        self._paste = paste
        self._marking: Marking | None = None
        self._last: tuple[Marking, Selection] | None = None
        """What was marked last by hand: Shift and a click extend it from where it began."""
        self._reporting = 0
        self._last_cell = (-1, -1)
        self._last_place = QPointF()
        self._wheel = 0.0
        self._double_clicked_at = -1_000_000
        self._autoscroll = QTimer(self)
        self._autoscroll.setInterval(AUTOSCROLL_MS)
        self._autoscroll.timeout.connect(self._scroll_on)

    @property
    def marking(self) -> bool:
        """Return whether a person is marking at this moment."""
        return self._marking is not None

    def press(self, event: QMouseEvent) -> None:
        """Handle a button going down."""
        mods = modifiers(event.modifiers())
        if self._surface.wants_mouse("press") and not mods.shift:
            self._reporting = _NUMBERS.get(event.button(), 0)
            if self._reporting:
                self._report("press", self._reporting, event.position(), mods)
        elif event.button() is Button.LeftButton:
            interval = QGuiApplication.styleHints().mouseDoubleClickInterval()
            triple = event.timestamp() - self._double_clicked_at <= interval
            self._mark(event, Unit.LINE if triple else Unit.CHARACTER)
        elif event.button() is Button.MiddleButton:
            self._paste()

    def double_click(self, event: QMouseEvent) -> None:
        """Handle the second press of a double click."""
        mods = modifiers(event.modifiers())
        if event.button() is Button.LeftButton and (mods.shift or not self._surface.wants_mouse("press")):
            self._double_clicked_at = event.timestamp()
            self._mark(event, Unit.WORD)
        else:
            self.press(event)

    def move(self, event: QMouseEvent) -> None:
        """Handle the pointer moving, with or without a button."""
        place = event.position()
        if self._marking is not None:
            self._last_place = place
            self._follow()
            self._autoscroll_at(place)
        elif self._reporting:
            if self._surface.wants_mouse("drag"):
                self._report("move", self._reporting, place, modifiers(event.modifiers()), once=True)
        elif self._surface.wants_mouse("motion") and not event.buttons():
            self._report("move", 0, place, modifiers(event.modifiers()), once=True)

    def release(self, event: QMouseEvent) -> None:
        """Handle a button going up."""
        if self._marking is not None and event.button() is Button.LeftButton:
            self._autoscroll.stop()
            marked = self._marking.selection()
            self._last = None if marked is None else (self._marking, marked)
            self._marking = None
            if marked is not None:
                self._surface.selection_done()
        elif self._reporting and _NUMBERS.get(event.button(), 0) == self._reporting:
            self._report("release", self._reporting, event.position(), modifiers(event.modifiers()))
            self._reporting = 0

    def wheel(self, event: QWheelEvent) -> None:
        """Handle the wheel or two fingers: programs are told whole lines, the scrollback moves as they do."""
        mods = modifiers(event.modifiers())
        reports = self._surface.wants_mouse("press") and not mods.shift
        if not reports and (mods.shift or not self._surface.wheel_is_arrows()):
            self._surface.scroll_wheel(event)
            return
        self._wheel += event.angleDelta().y() * LINES_A_NOTCH / NOTCH
        lines = int(self._wheel)
        self._wheel -= lines
        if reports and lines:
            for _ in range(max(1, abs(lines) // LINES_A_NOTCH)):
                self._report("wheel", 4 if lines > 0 else 5, event.position(), mods)
            return
        for _ in range(abs(lines)):
            self._surface.send_key("ArrowUp" if lines > 0 else "ArrowDown", Mods())

    def _mark(self, event: QMouseEvent, unit: Unit) -> None:
        held = event.modifiers()
        x, y = self._surface.cell_at(event.position())
        row = self._surface.first_row() + int(y // 1)
        extends = bool(held & Qt.KeyboardModifier.ShiftModifier) and unit is Unit.CHARACTER
        block = bool(held & Qt.KeyboardModifier.AltModifier)
        marking = self._extended(row, x) if extends else None
        if marking is None:
            marking = Marking(row, x, unit, self._surface.row, self._surface.words, block=block)
        self._marking = marking
        self._surface.select(marking.move(row, x))
        if unit is Unit.LINE:
            self._surface.find_line(row, partial(self._widen, marking))

    def _extended(self, row: int, x: float) -> Marking | None:
        """Return the marking that goes on with what is marked, None where nothing is."""
        selection = self._surface.selection
        if selection is None:
            return None
        if self._last is not None and self._last[1] == selection:
            return self._last[0]
        return Marking.extending(selection, row, x, self._surface.row, self._surface.words)

    def _widen(self, marking: Marking, first: int, last: int) -> None:
        """Mark the whole line, now that it is known where it begins and ends."""
        if marking is self._marking:
            self._surface.select(marking.widen(first, last))
        elif self._last is not None and self._last == (marking, self._surface.selection):
            marked = marking.widen(first, last)
            if marked is not None and marked != self._last[1]:
                self._last = (marking, marked)
                self._surface.select(marked)
                self._surface.selection_done()

    def _follow(self) -> None:
        if self._marking is None:
            return
        x, y = self._surface.cell_at(self._last_place)
        _, rows = self._surface.size_in_cells()
        row = min(max(int(y // 1), 0), rows - 1)
        self._surface.select(self._marking.move(self._surface.first_row() + row, x))

    def _autoscroll_at(self, place: QPointF) -> None:
        _, y = self._surface.cell_at(place)
        outside = y < 0 or y >= self._surface.size_in_cells()[1]
        if outside and not self._autoscroll.isActive():
            self._autoscroll.start()
        elif not outside:
            self._autoscroll.stop()

    def _scroll_on(self) -> None:
        """Scroll while the pointer is held outside; further out is faster."""
        _, y = self._surface.cell_at(self._last_place)
        rows = self._surface.size_in_cells()[1]
        self._surface.scroll_lines(int(y) - 1 if y < 0 else int(y) - rows + 1)
        self._follow()

    def _report(self, kind: str, button: int, place: QPointF, mods: Mods, *, once: bool = False) -> None:
        cols, rows = self._surface.size_in_cells()
        x, y = self._surface.cell_at(place)
        cell = (min(max(int(x), 0), cols - 1), min(max(int(y), 0), rows - 1))
        if once and cell == self._last_cell:
            return
        self._last_cell = cell
        self._surface.report_mouse(kind, button, *cell, mods)
