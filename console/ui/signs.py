"""State signs, drawn in code: each state has its own silhouette, colour only repeats it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.model.node import NodeState
from console.ui.theme import Colors, Themes


class Sign(StrEnum):
    """What a sign says."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    KEY = "key"
    UNREACHABLE = "unreachable"
    STALE = "stale"
    DRAINED = "drained"
    BUSY = "busy"
    HOLLOW = "hollow"
    TICK = "tick"
    SQUARE = "square"
    RECORD = "record"
    HIDDEN = "hidden"


_OF_STATE: dict[NodeState, Sign] = {
    NodeState.OK: Sign.OK,
    NodeState.WARNING: Sign.WARNING,
    NodeState.FAILED: Sign.FAILED,
    NodeState.KEY_CHANGED: Sign.KEY,
    NodeState.UNREACHABLE: Sign.UNREACHABLE,
    NodeState.STALE: Sign.STALE,
    NodeState.DRAINED: Sign.DRAINED,
    NodeState.CONNECTING: Sign.BUSY,
    NodeState.IDLE: Sign.HOLLOW,
}


def sign_of(state: NodeState) -> Sign:
    """Return the sign of a node's state."""
    return _OF_STATE[state]


def sign_color(sign: Sign, colors: Colors) -> QColor:
    """Return the colour that repeats what the sign says."""
    return {
        Sign.OK: colors.ok,
        Sign.WARNING: colors.warn,
        Sign.FAILED: colors.fail,
        Sign.KEY: colors.alarm,
        Sign.UNREACHABLE: colors.unreach,
        Sign.STALE: colors.text3,
        Sign.DRAINED: colors.drain,
        Sign.BUSY: colors.busy,
        Sign.HOLLOW: colors.text3,
        Sign.TICK: colors.ok,
        Sign.SQUARE: colors.text3,
        Sign.RECORD: colors.accent,
        Sign.HIDDEN: colors.accent,
    }[sign]


def paint_sign(
    painter: QPainter, rect: QRectF, sign: Sign, colors: Colors, ground: QColor, turn_degrees: float = 0.0
) -> None:
    """Draw ``sign`` into the square ``rect``; ``ground`` is cut out of filled signs."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 14, rect.height() / 14)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    color = sign_color(sign, colors)
    if sign is Sign.BUSY:
        _busy(painter, color, turn_degrees)
    elif sign is Sign.KEY:
        _key(painter, color, colors.on_alarm)
    else:
        _DRAW[sign](painter, color, ground)
    painter.restore()


def _stroke(color: QColor, width: float = 1.6) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _fill(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)


def _dot(painter: QPainter, color: QColor, _ground: QColor) -> None:
    _fill(painter, color)
    painter.drawEllipse(QPointF(7, 7), 3.6, 3.6)


def _warning(painter: QPainter, color: QColor, ground: QColor) -> None:
    painter.setBrush(color)
    painter.setPen(_stroke(color, 1.4))
    painter.drawPolygon(QPolygonF([QPointF(7, 1.4), QPointF(13, 12.2), QPointF(1, 12.2)]))
    painter.setPen(_stroke(ground, 1.7))
    painter.drawLine(QPointF(7, 5.2), QPointF(7, 8))
    _fill(painter, ground)
    painter.drawEllipse(QPointF(7, 10.4), 1.0, 1.0)


def _failed(painter: QPainter, color: QColor, ground: QColor) -> None:
    _fill(painter, color)
    cut, edge = 4.0, 13.6
    near = 14 - edge
    corners = [
        (cut + near, near),
        (edge - cut, near),
        (edge, cut + near),
        (edge, edge - cut),
        (edge - cut, edge),
        (cut + near, edge),
        (near, edge - cut),
        (near, cut + near),
    ]
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.setPen(_stroke(ground, 1.8))
    painter.drawLine(QPointF(4.7, 4.7), QPointF(9.3, 9.3))
    painter.drawLine(QPointF(9.3, 4.7), QPointF(4.7, 9.3))


def _key(painter: QPainter, color: QColor, on: QColor) -> None:
    _fill(painter, color)
    painter.drawRoundedRect(QRectF(-1, -1, 16, 16), 3, 3)
    _key_shape(painter, on)


def paint_key(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """Draw the key alone into the square ``rect``."""
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 14, rect.height() / 14)
    _key_shape(painter, color)
    painter.restore()


def _key_shape(painter: QPainter, on: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(on, 1.9))
    painter.drawEllipse(QPointF(4.4, 7), 2.2, 2.2)
    painter.setPen(QPen(on, 1.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(6.6, 7), QPointF(12.4, 7))
    painter.drawLine(QPointF(11.5, 7), QPointF(11.5, 10))
    painter.drawLine(QPointF(8.9, 7), QPointF(8.9, 9.4))


def _unreachable(painter: QPainter, color: QColor, _ground: QColor) -> None:
    painter.setPen(_stroke(color))
    painter.drawEllipse(QPointF(7, 7), 5.3, 5.3)
    painter.drawLine(QPointF(3.5, 10.5), QPointF(10.5, 3.5))


def _stale(painter: QPainter, color: QColor, _ground: QColor) -> None:
    painter.setPen(_stroke(color))
    painter.drawEllipse(QPointF(7, 7), 5.3, 5.3)
    painter.drawPolyline(QPolygonF([QPointF(7, 4), QPointF(7, 7.2), QPointF(9.3, 8.3)]))


def _drained(painter: QPainter, color: QColor, _ground: QColor) -> None:
    _fill(painter, color)
    painter.drawRoundedRect(QRectF(3, 2, 2.9, 10), 0.6, 0.6)
    painter.drawRoundedRect(QRectF(8.1, 2, 2.9, 10), 0.6, 0.6)


def _busy(painter: QPainter, color: QColor, turn_degrees: float) -> None:
    painter.setPen(_stroke(color, 2.0))
    painter.drawArc(QRectF(2, 2, 10, 10), int((90 - turn_degrees) * 16), 270 * 16)


def _hollow(painter: QPainter, color: QColor, _ground: QColor) -> None:
    painter.setPen(_stroke(color, 1.3))
    painter.drawEllipse(QPointF(7, 7), 3.2, 3.2)


def _tick(painter: QPainter, color: QColor, _ground: QColor) -> None:
    painter.setPen(_stroke(color, 1.9))
    painter.drawPolyline(QPolygonF([QPointF(2.2, 7.4), QPointF(5.6, 10.8), QPointF(12, 3.8)]))


def _square(painter: QPainter, color: QColor, _ground: QColor) -> None:
    _fill(painter, color)
    painter.drawRoundedRect(QRectF(5, 5, 4, 4), 0.8, 0.8)


def _record(painter: QPainter, color: QColor, _ground: QColor) -> None:
    painter.setPen(_stroke(color, 1.4))
    painter.drawEllipse(QPointF(7, 7), 5.4, 5.4)
    _fill(painter, color)
    painter.drawEllipse(QPointF(7, 7), 2.7, 2.7)


def _hidden(painter: QPainter, color: QColor, ground: QColor) -> None:
    painter.setPen(_stroke(color, 1.5))
    eye = QPainterPath(QPointF(0.9, 7))
    eye.quadTo(7, 0.4, 13.1, 7)
    eye.quadTo(7, 13.6, 0.9, 7)
    painter.drawPath(eye)
    painter.drawEllipse(QPointF(7, 7), 1.6, 1.6)
    painter.setPen(_stroke(ground, 3.4))
    painter.drawLine(QPointF(2.6, 11.8), QPointF(11.4, 2.2))
    painter.setPen(_stroke(color, 1.5))
    painter.drawLine(QPointF(2.6, 11.8), QPointF(11.4, 2.2))


_DRAW: dict[Sign, Callable[[QPainter, QColor, QColor], None]] = {
    Sign.OK: _dot,
    Sign.WARNING: _warning,
    Sign.FAILED: _failed,
    Sign.UNREACHABLE: _unreachable,
    Sign.STALE: _stale,
    Sign.DRAINED: _drained,
    Sign.HOLLOW: _hollow,
    Sign.TICK: _tick,
    Sign.SQUARE: _square,
    Sign.RECORD: _record,
    Sign.HIDDEN: _hidden,
}


def sign_pixmap(sign: Sign, colors: Colors, ground: QColor, pixels: int, ratio: float) -> QPixmap:
    """Return the sign as a picture for controls that want one."""
    side = pixels + 2
    picture = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_sign(painter, QRectF(1, 1, pixels, pixels), sign, colors, ground)
    painter.end()
    return picture


def paint_mark(painter: QPainter, rect: QRectF, color: QColor, lamp: QColor) -> None:
    """Draw the mark: a console in side view with one lamp."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 24, rect.height() / 24)
    painter.setPen(QPen(color, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
    path = QPainterPath(QPointF(1.2, 21))
    path.lineTo(1.2, 4.2)
    path.lineTo(8.6, 4.2)
    path.lineTo(14.4, 15.4)
    path.lineTo(22.8, 15.4)
    path.lineTo(22.8, 21)
    painter.drawPath(path)
    _fill(painter, lamp)
    painter.drawRoundedRect(QRectF(14.6, 8.8, 3.6, 3.6), 0.6, 0.6)
    painter.restore()


class SignLabel(QWidget):
    """A sign in a layout. It is decoration: the words beside it carry the meaning for a screen reader."""

    def __init__(self, themes: Themes, sign: Sign, pixels: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._sign, self._pixels = themes, sign, pixels
        self.setFixedSize(pixels + 2, pixels + 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_sign(self, sign: Sign) -> None:
        """Show another sign."""
        self._sign = sign
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        paint_sign(painter, QRectF(1, 1, self._pixels, self._pixels), self._sign, colors, colors.panel)
