"""Text that an input method is still composing: shown at the cursor, underlined, not sent."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.fonts import CellMetrics


class Preedit:
    """The composed text and how it is drawn."""

    def __init__(self) -> None:
        self.text = ""

    def draw(self, painter: QPainter, cell: QRectF, right: float, metrics: CellMetrics, colors: TerminalColors) -> None:
        """Draw over the row of ``cell`` from it on; text that would leave the widget is moved left."""
        if not self.text:
            return
        font = metrics.font()
        # The painter is in logical pixels, the font in device pixels.
        scale = 1 / metrics.ratio
        width = QFontMetricsF(font).horizontalAdvance(self.text) * scale
        left = max(0.0, min(cell.left(), right - width))
        painter.fillRect(QRectF(left, cell.top(), width, cell.height()), QColor.fromRgb(colors.background))
        painter.setPen(QColor.fromRgb(colors.foreground))
        painter.fillRect(QRectF(left, cell.bottom() - 1, width, 1), QColor.fromRgb(colors.cursor))
        painter.save()
        painter.translate(left, cell.top() + metrics.baseline / metrics.ratio)
        painter.scale(scale, scale)
        painter.setFont(font)
        painter.drawText(QPointF(0, 0), self.text)
        painter.restore()
