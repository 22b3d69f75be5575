"""One cell of the heat map: its ground on the ramp and the mark over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from console.ui.dashboard.heatmarks import OVER_THE_RAMP, Mark
from console.ui.theme import Colors, Theme

RADIUS = 2
_SMALL = 10
"""Cells that are lower have thinner marks."""


def paint_cell(painter: QPainter, rect: QRectF, mark: Mark, ground: QColor, theme: Theme) -> None:
    """Draw a cell; ``ground`` is the place of its value on the ramp."""
    colors = theme.colors
    if mark in OVER_THE_RAMP:
        _box(painter, rect, ground, None)
    if mark is Mark.HOT:
        _hot(painter, rect, colors)
    elif mark is Mark.STALE:
        _hatch(painter, rect, colors)
    elif mark is Mark.FAILED:
        _failed(painter, rect, colors)
    elif mark is Mark.KEY:
        _key(painter, rect, colors, theme.load_ramp[0])
    elif mark is Mark.UNREACHABLE:
        _box(painter, rect, None, colors.unreach)
        reach = QPointF(1.5, -1.5)
        painter.drawLine(rect.bottomLeft() + reach, rect.topRight() - reach)
    elif mark is Mark.DRAINED:
        _drained(painter, rect, colors, theme.load_ramp[0])
    elif mark in {Mark.CONNECTING, Mark.UNKNOWN}:
        _ring(painter, rect, colors.busy if mark is Mark.CONNECTING else colors.text3, theme.load_ramp[0])


def _box(painter: QPainter, rect: QRectF, ground: QColor | None, edge: QColor | None) -> None:
    painter.setPen(QPen(edge, 1.4) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    inset = 0.7 if edge is not None else 0.0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)


def _side(rect: QRectF) -> float:
    return min(rect.width(), rect.height())


def _hot(painter: QPainter, rect: QRectF, colors: Colors) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if _side(rect) >= _SMALL:
        # A dark line parts the ring from a cell that may be as light as the ring.
        painter.setPen(QPen(colors.panel, 1))
        painter.drawRoundedRect(rect.adjusted(2.2, 2.2, -2.2, -2.2), 1, 1)
    painter.setPen(QPen(colors.warn, 2))
    painter.drawRoundedRect(rect.adjusted(0.7, 0.7, -0.7, -0.7), RADIUS, RADIUS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.warn)
    corner, notch = rect.topRight(), _side(rect) * 0.5
    painter.drawPolygon(QPolygonF([corner, corner - QPointF(notch, 0), corner + QPointF(0, notch)]))


def _hatch(painter: QPainter, rect: QRectF, colors: Colors) -> None:
    painter.save()
    painter.setClipRect(rect)
    painter.setPen(QPen(colors.panel, 2))
    for shift in range(-round(rect.height()), round(rect.width()), 6):
        start = QPointF(rect.left() + shift, rect.bottom())
        painter.drawLine(start, start + QPointF(rect.height(), -rect.height()))
    painter.restore()


def _failed(painter: QPainter, rect: QRectF, colors: Colors) -> None:
    _box(painter, rect, colors.fail, None)
    on_fill = colors.desk if colors.fail.lightnessF() > 0.5 else colors.on_alarm
    painter.setPen(QPen(on_fill, 1.8 if _side(rect) >= _SMALL else 1.3))
    reach, middle = _side(rect) * 0.25, rect.center()
    painter.drawLine(middle - QPointF(reach, reach), middle + QPointF(reach, reach))
    painter.drawLine(middle - QPointF(reach, -reach), middle + QPointF(reach, -reach))


def _key(painter: QPainter, rect: QRectF, colors: Colors, low: QColor) -> None:
    _box(painter, rect, low, colors.fail)
    side = _side(rect) * 0.32
    square = QRectF(0, 0, side, side)
    square.moveCenter(rect.center())
    painter.fillRect(square, colors.fail)


def _drained(painter: QPainter, rect: QRectF, colors: Colors, low: QColor) -> None:
    _box(painter, rect, low, None)
    painter.setBrush(colors.drain)
    side = _side(rect)
    for direction in (-1, 1):
        bar = QRectF(0, 0, side * 0.16, side * 0.5)
        bar.moveCenter(rect.center() + QPointF(direction * side * 0.16, 0))
        painter.drawRect(bar)


def _ring(painter: QPainter, rect: QRectF, color: QColor, low: QColor) -> None:
    _box(painter, rect, low, None)
    painter.setPen(QPen(color, 1.6 if _side(rect) >= _SMALL else 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect.center(), _side(rect) * 0.22, _side(rect) * 0.22)
