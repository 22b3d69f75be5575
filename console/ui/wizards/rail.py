"""The rail of a wizard: its steps from top to bottom, done, current or still to come."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.fonts import ui_font
from console.ui.signs import Sign, paint_sign
from console.ui.theme import Themes

STEP_HEIGHT = 50
TOP = 88
CIRCLE = 24


class StepRail(QWidget):
    """Shows the steps. A step that is done can be clicked to go back to it."""

    wanted = Signal(int)

    def __init__(self, themes: Themes, title: str, names: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._title = title
        self._names = names
        self._values = [""] * len(names)
        self._current = 0
        self._caption = ""
        self._returnable = True
        self.setFixedWidth(themes.current.metrics.size.wizard_rail)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)

    def show_step(self, current: int, values: list[str], *, returnable: bool) -> None:
        """Show which step is current, and what was chosen in the others."""
        self._current, self._values, self._returnable = current, values, returnable
        self.setAccessibleDescription(f"{current + 1}/{len(self._names)}: {self._names[current]}")
        self.update()

    def set_caption(self, text: str) -> None:
        """Show a second line under the title."""
        self._caption = text
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all steps."""
        return QSize(self.width(), TOP + STEP_HEIGHT * len(self._names) + 16)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go back to a step that is done."""
        step = int(event.position().y() - TOP) // STEP_HEIGHT
        if self._returnable and 0 <= step < self._current:
            self.wanted.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rail."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._themes.current.metrics.radius.dialog
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(QRectF(1, 1, self.width() + radius, self.height() - 2), radius, radius)
        painter.setPen(QPen(colors.line, 1))
        painter.drawLine(QPointF(self.width() - 0.5, 1), QPointF(self.width() - 0.5, self.height() - 1))
        painter.setPen(colors.text)
        painter.setFont(ui_font("product"))
        painter.drawText(QRectF(22, 24, self.width() - 30, 24), Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.setPen(colors.text3)
        painter.setFont(ui_font("small"))
        painter.drawText(QRectF(22, 48, self.width() - 30, 18), Qt.AlignmentFlag.AlignVCenter, self._caption)
        for number in range(len(self._names)):
            self._paint_step(painter, number)

    def _paint_step(self, painter: QPainter, number: int) -> None:
        colors = self._themes.current.colors
        painter.save()
        row = QRectF(12, TOP + number * STEP_HEIGHT, self.width() - 24, STEP_HEIGHT - 4)
        circle = QRectF(row.left() + 10, row.center().y() - CIRCLE / 2, CIRCLE, CIRCLE)
        done, current = number < self._current, number == self._current
        if number + 1 < len(self._names):
            painter.setPen(QPen(colors.ok if done else colors.line, 2 if done else 1))
            x = circle.center().x()
            painter.drawLine(QPointF(x, circle.bottom() + 2), QPointF(x, circle.top() + STEP_HEIGHT - 2))
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.select)
            painter.drawRoundedRect(row, 6, 6)
        painter.setBrush(colors.accent if current else (colors.ok_bg if done else Qt.BrushStyle.NoBrush))
        painter.setPen(QPen(colors.accent if current else (colors.ok if done else colors.edge), 1.4))
        painter.drawEllipse(circle)
        if done:
            paint_sign(painter, circle.adjusted(5, 5, -5, -5), Sign.TICK, colors, colors.ok_bg)
        else:
            painter.setFont(ui_font("chip"))
            painter.setPen(colors.on_accent if current else colors.text3)
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number + 1))
        self._paint_words(painter, row, number, strong=current or done)
        painter.restore()

    def _paint_words(self, painter: QPainter, row: QRectF, number: int, *, strong: bool) -> None:
        colors = self._themes.current.colors
        value = self._values[number]
        words = row.adjusted(46, 0, -6, 0)
        painter.setPen(colors.text if strong else colors.text2)
        painter.setFont(ui_font("body_strong" if strong else "body"))
        if not value:
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._names[number])
            return
        upper, lower = QRectF(words), QRectF(words)
        upper.setBottom(row.center().y() + 1)
        lower.setTop(row.center().y() + 1)
        painter.drawText(upper, Qt.AlignmentFlag.AlignBottom, self._names[number])
        small = ui_font("small")
        painter.setFont(small)
        painter.setPen(colors.text2)
        text = QFontMetricsF(small).elidedText(value, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignTop, text)
