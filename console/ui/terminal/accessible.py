"""The terminal for screen readers: its text, cursor and selection through Qt's accessibility, and what changes in them.

A terminal paints itself, so Qt knows nothing of its text. The interface below answers with the visible screen
(https://doc.qt.io/qt-6/qaccessibletextinterface.html); ``Reader`` tells of new lines, moves of the cursor and
selections, at most ten times a second and only while somebody listens.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInsertEvent,
    QAccessibleTextInterface,
    QAccessibleTextRemoveEvent,
)
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import Shiboken

from console.model.text import fill
from console.settings.language import _
from console.ui.terminal.selection import Selection, Spot
from console.ui.terminal.spokentext import SpokenText, changes
from console.ui.terminal.widget import TerminalWidget

TELL_MS = 100
MOST_TOLD = 4_000
"""Characters of one change: of a flood nobody wants to hear more than its end."""


def spoken(widget: TerminalWidget) -> SpokenText:
    """Return the text that a terminal shows."""
    surface = widget.surface
    first = surface.first_row()
    _, rows = surface.size_in_cells()
    found = (surface.row(first + number) for number in range(rows))
    return SpokenText.of([() if row is None else row[0] for row in found])


def cursor(widget: TerminalWidget, text: SpokenText) -> int:
    """Return the offset of the cursor; the end of the text where it is not in sight."""
    canvas = widget.display.canvas
    place = None if canvas is None else canvas.cursor_cells()
    if place is None:
        return len(text.text)
    col, row, _ = place
    # A cursor behind the end of its line stands there, as in an editor.
    return text.offset(row, col)


def marked(widget: TerminalWidget, text: SpokenText) -> str:
    """Return what is marked and in sight."""
    selection = widget.surface.selection
    if selection is None:
        return ""
    first, cols = widget.surface.first_row(), widget.surface.size_in_cells()[0]
    lines = []
    for row, cells in enumerate(text.rows):
        span = selection.span(first + row, cols)
        if span is not None:
            lines.append("".join(cells[slice(*span)]))
    return "\n".join(lines)


class TerminalText(QAccessibleTextInterface):
    """What a reader may ask and do. Offsets are characters of the visible screen."""

    def __init__(self, widget: TerminalWidget) -> None:
        super().__init__()
        self._widget = widget

    def _text(self) -> SpokenText:
        return spoken(self._widget) if Shiboken.isValid(self._widget) else SpokenText(())

    def text(self, startOffset: int, endOffset: int) -> str:
        """Return the characters between two offsets."""
        text = self._text().text
        return text[startOffset : endOffset if endOffset >= 0 else len(text)]

    def characterCount(self) -> int:
        """Return how many characters there are."""
        return len(self._text().text)

    def cursorPosition(self) -> int:
        """Return where the cursor is."""
        return cursor(self._widget, self._text()) if Shiboken.isValid(self._widget) else 0

    def setCursorPosition(self, position: int) -> None:
        """Do nothing: the cursor is the program's."""

    def characterRect(self, offset: int) -> QRect:
        """Return a character on the screen of the desk, in logical pixels."""
        row, col = self._text().place(offset)
        rect = self._widget.display.geometry.cell_rect(col, row).toAlignedRect()
        return rect.translated(self._widget.mapToGlobal(QPoint(0, 0)))

    def offsetAtPoint(self, point: QPoint) -> int:
        """Return the character at a place on the screen of the desk."""
        x, y = self._widget.surface.cell_at(QPointF(self._widget.mapFromGlobal(point)))
        return self._text().offset(int(y), int(x))

    def selectionCount(self) -> int:
        """Return 0: Qt's bindings leave no way to answer where a selection is. ``Reader`` announces what is marked."""
        return 0

    def addSelection(self, startOffset: int, endOffset: int) -> None:
        """Mark the characters between two offsets."""
        text, first = self._text(), self._widget.surface.first_row()
        (start_row, start), (end_row, end) = text.place(startOffset), text.place(endOffset)
        self._widget.surface.select(Selection(Spot(first + start_row, start), Spot(first + end_row, end)))

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        """Mark other characters."""
        self.addSelection(startOffset, endOffset)

    def removeSelection(self, selectionIndex: int) -> None:
        """Mark nothing."""
        self._widget.surface.clear_selection()

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        """Do nothing: the text is what is in sight."""


class AccessibleTerminal(QAccessibleWidget):
    """A terminal among the accessible widgets."""

    def __init__(self, widget: TerminalWidget) -> None:
        super().__init__(widget, QAccessible.Role.Terminal)
        self._text = TerminalText(widget)

    def interface_cast(self, interface: QAccessible.InterfaceType) -> int:
        """Return the address of an interface. The stub says int, but only a VoidPtr becomes a pointer in C++."""
        if interface is QAccessible.InterfaceType.TextInterface:
            return cast("int", Shiboken.VoidPtr(Shiboken.getCppPointer(self._text)[0]))
        return super().interface_cast(interface) or cast("int", Shiboken.VoidPtr(0))


_made: list[QAccessibleInterface] = []
"""Qt keeps the interfaces; the Python halves have to be kept here."""
_offered: list[bool] = []


def _make(_class_name: str, target: QObject) -> QAccessibleInterface | None:
    if not isinstance(target, TerminalWidget):
        return None
    made = AccessibleTerminal(target)
    _made[:] = [kept for kept in _made if Shiboken.isValid(kept)]
    _made.append(made)
    return made


def _offer_interfaces() -> None:
    """Let Qt find the interface of every terminal, once in the life of a process."""
    if not _offered:
        _offered.append(True)
        QAccessible.installFactory(_make)


class Reader(QObject):
    """Tells whoever listens what changes in one terminal."""

    def __init__(self, widget: TerminalWidget) -> None:
        super().__init__(widget)
        _offer_interfaces()
        self._widget = widget
        self._before = SpokenText(())
        self._first_row = 0
        self._cursor = -1
        self._marked = ""
        self._soon = QTimer(self, singleShot=True, interval=TELL_MS)
        self._soon.timeout.connect(self.tell)
        widget.frame_shown.connect(self._changed)
        widget.selection_changed.connect(self._changed)

    def _changed(self) -> None:
        if QAccessible.isActive() and not self._soon.isActive():
            self._soon.start()

    def tell(self) -> None:
        """Tell what is different from the last time."""
        widget, before = self._widget, self._before
        after, first_row = spoken(widget), widget.surface.first_row()
        for change in changes(before, after, first_row - self._first_row):
            if change.removed:
                event = QAccessibleTextRemoveEvent(widget, change.offset, change.removed[:MOST_TOLD])
                QAccessible.updateAccessibility(event)
            if change.inserted:
                start = max(0, len(change.inserted) - MOST_TOLD)
                told = QAccessibleTextInsertEvent(widget, change.offset + start, change.inserted[start:])
                QAccessible.updateAccessibility(told)
        self._before, self._first_row = after, first_row
        place = cursor(widget, after)
        if place != self._cursor:
            self._cursor = place
            QAccessible.updateAccessibility(QAccessibleTextCursorEvent(widget, place))
        text = marked(widget, after)
        if text != self._marked:
            self._marked = text
            words = fill(_("Marked: {text}"), {"text": text[:MOST_TOLD]}) if text else _("Nothing is marked")
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
