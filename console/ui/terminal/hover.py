"""What the pointer is over: links are underlined when they can be followed, and Ctrl and a click follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from console.ui.terminal.finding import LIVE, Finder, Thing
from console.ui.terminal.highlights import Highlight, Layer, Line, Span

if TYPE_CHECKING:
    from console.ui.terminal.widget import TerminalWidget

Mods = Qt.KeyboardModifier
# On macOS Qt calls the Command key Control, which is the one that follows links there.
Cell = tuple[int, int]
"""Absolute row and column."""
REST_MS = 350
"""How long the pointer rests before a card is shown; with Ctrl it is shown at once."""
QUIET = Highlight(line=Line.DOTTED)
"""A link of a program's own, as long as nothing would follow it."""


class Hover(QObject):
    """Watches the pointer over one terminal."""

    pointed = Signal(object, QRect)
    """The Thing under the pointer that is underlined, and where it is on the screen; None when there is none."""
    followed = Signal(object, QPoint)
    """The Thing that was clicked with Ctrl, and where on the screen."""

    def __init__(self, terminal: TerminalWidget, finder: Finder) -> None:
        super().__init__(terminal)
        self._terminal = terminal
        self._finder = finder
        self._place = QPointF()
        self._cell: Cell | None = None
        self._control = False
        self._thing: Thing | None = None
        self._pressed: Thing | None = None
        self._shown: tuple[Thing | None, bool] = (None, False)
        self._asked = 0
        self._wait = QTimer(self, singleShot=True, interval=REST_MS)
        self._wait.timeout.connect(self._point)
        kinds = QEvent.Type
        pointing = (kinds.MouseMove, kinds.MouseButtonPress, kinds.MouseButtonDblClick, kinds.MouseButtonRelease)
        terminal.listen(self._pointer, *pointing)
        terminal.listen(self._key, kinds.KeyPress, kinds.KeyRelease)
        terminal.listen(self._away, kinds.Leave, kinds.Hide, kinds.FocusOut, kinds.Wheel)
        terminal.frame_shown.connect(self._frame_shown)

    @property
    def thing(self) -> Thing | None:
        """What is underlined now."""
        return self._thing

    def look_again(self) -> None:
        """Look where the pointer rests: what is known has changed."""
        cell, self._cell = self._cell, None
        if cell is not None:
            self._look(cell, control=self._control)

    # ---- events ----------------------------------------------------------------------------------

    def _key(self, event: QEvent) -> bool:
        """Follow the Ctrl key."""
        if isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Control:
                self._look(self._cell, control=event.type() is QEvent.Type.KeyPress)
            elif self._thing is not None and not self._control:
                self._show(None)
        return False

    def _away(self, event: QEvent) -> bool:
        """Let go of what the pointer is no longer over."""
        self._look(self._cell if event.type() is QEvent.Type.Wheel else None, control=False)
        return False

    def _pointer(self, event: QEvent) -> bool:
        """Follow the pointer; a click that follows a link is nobody else's."""
        return isinstance(event, QMouseEvent) and self._mouse(event.type(), event)

    def _mouse(self, kind: QEvent.Type, event: QMouseEvent) -> bool:
        left = event.button() is Qt.MouseButton.LeftButton
        control = bool(event.modifiers() & Mods.ControlModifier)
        if kind is QEvent.Type.MouseMove:
            self._place = event.position()
            if self._pressed is None:
                self._look(None if event.buttons() else self.cell(event.position()), control=control)
            return self._pressed is not None
        if kind in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}:
            if left and not self._control:
                self._look(None, control=control)
            self._pressed = self._thing if left and control else None
            return self._pressed is not None
        if kind is QEvent.Type.MouseButtonRelease and self._pressed is not None and left:
            pressed, self._pressed = self._pressed, None
            cell = self.cell(event.position())
            if cell is not None and pressed.holds(*cell):
                self.followed.emit(pressed, event.globalPosition().toPoint())
            return True
        return False

    def cell(self, place: QPointF) -> Cell | None:
        """Return the cell at a place of the widget."""
        surface = self._terminal.surface
        x, y = surface.cell_at(place)
        cols, rows = surface.size_in_cells()
        if not (0 <= x < cols and 0 <= y < rows) or self._terminal.display.bar_hovered:
            return None
        return surface.first_row() + int(y), int(x)

    def _frame_shown(self) -> None:
        """Look again where the text has changed under a pointer that rests."""
        if self._cell is not None and (self._control or self._thing is not None):
            self._cell = None
            self._look(self.cell(self._place), control=self._control)

    # ---- what is shown ---------------------------------------------------------------------------

    def _look(self, cell: Cell | None, *, control: bool) -> None:
        if (cell, control) == (self._cell, self._control):
            return
        self._cell, self._control = cell, control
        if cell is None:
            self._show(None)
            return
        self._asked += 1
        asked = self._asked

        def found(thing: Thing | None) -> None:
            if asked == self._asked:
                shows = thing is not None and (control or thing.explicit or thing.found.kind in LIVE)
                self._show(thing if shows else None)

        canvas = self._terminal.display.canvas
        if control or (canvas is not None and canvas.linked(*cell)):
            self._finder.at(*cell, found)
        else:
            found(self._finder.live_at(*cell))

    def _show(self, thing: Thing | None) -> None:
        if thing is None:
            self._asked += 1
        shown = thing, self._control and thing is not None
        if shown == self._shown:
            return
        self._thing, self._shown = thing, shown
        terminal = self._terminal
        style = None if self._control else QUIET
        spans = [] if thing is None else [Span(*piece, style) for piece in thing.pieces]
        terminal.overlay.set_highlights(Layer.LINK, spans)
        follows = thing is not None and self._control
        terminal.setCursor(Qt.CursorShape.PointingHandCursor if follows else Qt.CursorShape.IBeamCursor)
        if thing is None or self._control:
            self._wait.stop()
            self._point()
        else:
            self._wait.start()

    def _point(self) -> None:
        thing = self._thing
        self.pointed.emit(thing, QRect() if thing is None else place_of(self._terminal, thing))


def place_of(terminal: TerminalWidget, thing: Thing) -> QRect:
    """Return where the first row of a thing that is in sight is on the screen."""
    first = terminal.surface.first_row()
    row, start, end = next((piece for piece in thing.pieces if piece[0] >= first), thing.pieces[0])
    rect = terminal.display.geometry.cell_rect(start, row - first, end - start).toAlignedRect()
    return QRect(terminal.mapToGlobal(rect.topLeft()), rect.size())
