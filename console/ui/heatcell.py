"""One cell of the heat map: its place on the ramp and the mark of its state."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from console.model.node import NodeState
from console.ui.heatgrid import Cell, Metric, share
from console.ui.models.readings import HOT_CELSIUS
from console.ui.theme import Colors, Theme, ramp_color

_SMALL = 10


def paint_cell(painter: QPainter, cell: Cell, metric: Metric, theme: Theme) -> None:
    """Draw a cell."""
    colors, state, rect = theme.colors, cell.view.state, cell.rect
    ramp = theme.temperature_ramp if metric is Metric.TEMPERATURE else theme.load_ramp
    if cell.gpu is not None and cell.gpu.fault is not None:
        _failed(painter, rect, colors)
    elif state is NodeState.KEY_CHANGED:
        _key(painter, rect, colors, ramp[0])
    elif state is NodeState.UNREACHABLE:
        _fill(painter, rect, None, colors.unreach)
        painter.drawLine(rect.bottomLeft() + QPointF(1.5, -1.5), rect.topRight() + QPointF(-1.5, 1.5))
    elif state is NodeState.CONNECTING or cell.gpu is None:
        _fill(painter, rect, ramp[0], None)
        painter.setPen(QPen(colors.busy if state is NodeState.CONNECTING else colors.text3, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect.center(), rect.width() / 4, rect.width() / 4)
    else:
        told = share(cell.gpu, metric)
        _fill(painter, rect, colors.track if told is None else ramp_color(ramp, told), None)
        _mark(painter, cell, theme, ramp[0])


def _mark(painter: QPainter, cell: Cell, theme: Theme, low: QColor) -> None:
    rect, state, gpu, colors = cell.rect, cell.view.state, cell.gpu, theme.colors
    if state is NodeState.STALE:
        painter.save()
        painter.setClipRect(rect)
        painter.setPen(QPen(colors.text3, 2))
        for shift in range(-12, round(rect.width()), 6):
            start = QPointF(rect.left() + shift, rect.bottom())
            painter.drawLine(start, start + QPointF(rect.height(), -rect.height()))
        painter.restore()
    elif state is NodeState.DRAINED:
        _fill(painter, rect, low, None)
        painter.setBrush(colors.drain)
        width, height = rect.width() * 0.16, rect.height() * 0.5
        for side in (-1, 1):
            x = rect.center().x() + side * rect.width() * 0.16 - width / 2
            painter.drawRect(QRectF(x, rect.center().y() - height / 2, width, height))
    elif gpu is not None and gpu.temperature_celsius is not None and gpu.temperature_celsius >= HOT_CELSIUS:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.warn, 2))
        painter.drawRoundedRect(rect, 2.5, 2.5)
        # A dark line parts the ring from a cell that may be as light as the ring.
        painter.setPen(QPen(colors.panel, 1))
        painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), 1, 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.warn)
        notch = rect.width() * 0.4
        corner = rect.topRight()
        painter.drawPolygon(QPolygonF([corner, corner - QPointF(notch, 0), corner + QPointF(0, notch)]))


def _fill(painter: QPainter, rect: QRectF, ground: QColor | None, edge: QColor | None) -> None:
    painter.setPen(QPen(edge, 1.4) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    inset = 0.7 if edge is not None else 0.0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), 2, 2)


def _failed(painter: QPainter, rect: QRectF, colors: Colors) -> None:
    _fill(painter, rect, colors.fail, None)
    painter.setPen(QPen(QColor("#101010") if colors.fail.lightnessF() > 0.5 else colors.on_alarm, 1.6))
    reach = rect.width() * 0.24
    middle = rect.center()
    painter.drawLine(middle - QPointF(reach, reach), middle + QPointF(reach, reach))
    painter.drawLine(middle - QPointF(reach, -reach), middle + QPointF(reach, -reach))


def _key(painter: QPainter, rect: QRectF, colors: Colors, low: QColor) -> None:
    _fill(painter, rect, low, colors.fail)
    inner = rect.width() * (0.34 if rect.width() < _SMALL else 0.3)
    square = QRectF(0, 0, inner, inner)
    square.moveCenter(rect.center())
    painter.fillRect(square, colors.fail)
