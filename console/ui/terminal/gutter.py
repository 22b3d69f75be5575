"""What stands beside the rows: a time, and a sign for how a command ended. Off until somebody fills it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.geometry import Geometry

SIGN_CELLS = 2
"""The signs stand in the last cells of the gutter, next to the text."""


class GutterSign(Enum):
    """How the command of a prompt fares; each has its own silhouette."""

    NONE = "none"
    PROMPT = "prompt"
    RUNNING = "running"
    SUCCESS = "success"
    FAILURE = "failure"


class GutterLine(Struct, frozen=True):
    """What stands beside one row; text that is too long for the gutter is cut."""

    text: str = ""
    sign: GutterSign = GutterSign.NONE


Provider = Callable[[int], GutterLine | None]
"""Says what stands beside an absolute row. Called while painting: it answers from memory."""


class Gutter:
    """A column of fixed width at the left of the grid."""

    def __init__(self) -> None:
        self.cells = 0
        self._provider: Provider | None = None

    def set(self, cells: int, provider: Provider | None) -> None:
        """Take this width and this provider; 0 or None switch the gutter off."""
        self.cells = max(0, cells) if provider is not None else 0
        self._provider = provider if self.cells else None

    def draw(
        self, painter: QPainter, geometry: Geometry, colors: TerminalColors, first_row: int, rows: tuple[int, int]
    ) -> None:
        """Draw the rows ``[first, last)`` of a screen whose row 0 is ``first_row``; ``painter`` is in device pixels."""
        if self._provider is None:
            return
        metrics = geometry.metrics
        room = (self.cells - SIGN_CELLS) * metrics.width
        painter.save()
        painter.setFont(metrics.font())
        for row in range(*rows):
            line = self._provider(first_row + row)
            if line is None:
                continue
            top = geometry.row_top(row)
            if line.text and room > 0:
                painter.save()
                painter.setClipRect(QRectF(geometry.padding, top, room, metrics.height), Qt.ClipOperation.IntersectClip)
                painter.setPen(QColor.fromRgb(colors.caption))
                painter.drawText(QPointF(geometry.padding, top + metrics.baseline), line.text)
                painter.restore()
            place = QPointF(geometry.left - metrics.width * SIGN_CELLS / 2, top + metrics.height / 2)
            _draw_sign(painter, line.sign, place, metrics.height / 18, colors)
        painter.restore()


def _draw_sign(painter: QPainter, sign: GutterSign, at: QPointF, unit: float, colors: TerminalColors) -> None:
    """Draw a stroke for a prompt, a ring while it runs, a dot for success, a cross in a box for failure."""
    if sign is GutterSign.NONE:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(at)
    painter.scale(unit, unit)
    painter.setPen(Qt.PenStyle.NoPen)
    match sign:
        case GutterSign.PROMPT:
            painter.fillRect(QRectF(-0.75, -4, 1.5, 8), QColor.fromRgb(colors.caption))
        case GutterSign.RUNNING:
            painter.setPen(QPen(QColor.fromRgb(colors.accent), 1.5))
            painter.drawEllipse(QPointF(0, 0), 3.4, 3.4)
        case GutterSign.SUCCESS:
            painter.setBrush(QColor.fromRgb(colors.success))
            painter.drawEllipse(QPointF(0, 0), 2.8, 2.8)
        case _:
            painter.setBrush(QColor.fromRgb(colors.failure))
            painter.drawRect(QRectF(-5, -5, 10, 10))
            painter.setPen(QPen(QColor.fromRgb(colors.background), 1.6))
            painter.drawLine(QPointF(-2.5, -2.5), QPointF(2.5, 2.5))
            painter.drawLine(QPointF(-2.5, 2.5), QPointF(2.5, -2.5))
    painter.restore()
