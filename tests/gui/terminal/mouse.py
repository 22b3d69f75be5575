"""Mouse events at cells, as Qt would make them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from tests.gui.terminal.conftest import Desk

Button = Qt.MouseButton
Mod = Qt.KeyboardModifier
NONE = Mod.NoModifier


class Mouse:
    """One hand on the mouse of a desk; time passes slowly, so that clicks are single ones."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.held = Button.NoButton
        self.clock = 10_000

    def place(self, col: float, row: float) -> QPointF:
        return QPointF(14 + col * self.desk.metrics.width, 8 + (row + 0.5) * self.desk.metrics.height)

    def _event(self, kind: QEvent.Type, button: Button, place: QPointF, mods: Mod, later: int) -> QMouseEvent:
        self.clock += later
        everywhere = QPointF(self.desk.widget.mapToGlobal(place))
        event = QMouseEvent(kind, place, everywhere, button, self.held, mods)
        event.setTimestamp(self.clock)
        return event

    def press(
        self, col: float, row: float, button: Button = Button.LeftButton, mods: Mod = NONE, later: int = 5000
    ) -> None:
        self.held = button
        event = self._event(QEvent.Type.MouseButtonPress, button, self.place(col, row), mods, later)
        self.desk.widget.mousePressEvent(event)

    def move(self, col: float, row: float, mods: Mod = NONE) -> None:
        event = self._event(QEvent.Type.MouseMove, Button.NoButton, self.place(col, row), mods, 10)
        self.desk.widget.mouseMoveEvent(event)

    def release(self, col: float, row: float, mods: Mod = NONE) -> None:
        button, self.held = self.held, Button.NoButton
        event = self._event(QEvent.Type.MouseButtonRelease, button, self.place(col, row), mods, 10)
        self.desk.widget.mouseReleaseEvent(event)

    def double(self, col: float, row: float) -> None:
        self.press(col, row)
        self.release(col, row)
        self.held = Button.LeftButton
        event = self._event(QEvent.Type.MouseButtonDblClick, self.held, self.place(col, row), NONE, 100)
        self.desk.widget.mouseDoubleClickEvent(event)
        self.release(col, row)

    def drag(self, start: tuple[float, float], end: tuple[float, float], mods: Mod = NONE) -> None:
        self.press(*start, mods=mods)
        self.move(*end, mods=mods)
        self.release(*end, mods=mods)

    def wheel(self, col: float, row: float, eighths: int, mods: Mod = NONE) -> None:
        place = self.place(col, row)
        self.desk.widget.wheelEvent(
            QWheelEvent(
                place, QPointF(self.desk.widget.mapToGlobal(place)), QPoint(), QPoint(0, eighths), self.held, mods,
                Qt.ScrollPhase.NoScrollPhase, False,
            )
        )  # fmt: skip
