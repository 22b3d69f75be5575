"""Values over how many ask at once: at most two lines, each named at its end."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from console.settings.language import _
from console.ui.dashboard.heads import advance, draw
from console.ui.dashboard.plotpaint import LABEL_HEIGHT, spread
from console.ui.dashboard.scale import Scale, scale_for
from console.ui.formats import decimal
from console.ui.theme import Colors, Themes

_HEAD, _FOOT, _LEFT, _TOP = 22, 34, 46, 10
_FILL_ALPHA = 0.13
_DOT = 3.0


class Curve(Struct, frozen=True):
    """A line: what it is called, and its value at each place; None where nothing was measured."""

    name: str
    values: tuple[float | None, ...]

    @property
    def known(self) -> list[tuple[int, float]]:
        """Return places and values that there are."""
        return [(place, value) for place, value in enumerate(self.values) if value is not None]


class LoadPlot(QWidget):
    """The places stand evenly: levels are usually doubled."""

    def __init__(self, themes: Themes, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._title, self._unit = themes, title, ""
        self.marks: tuple[str, ...] = ()
        self.curves: tuple[Curve, ...] = ()
        self.setMinimumSize(220, 130)
        self.setAccessibleName(title)
        themes.changed.connect(self.update)

    def show_curves(self, marks: Sequence[str], unit: str, *curves: Curve) -> None:
        """Draw these and no others; ``marks`` name the places."""
        self.marks, self._unit, self.curves = tuple(marks), unit, curves
        told = [
            f"{curve.name} {self.marks[place]}: {self._figure(value)} {unit}"
            for curve in curves
            for place, value in curve.known
        ]
        self.setAccessibleDescription(", ".join(told))
        self.setToolTip("\n".join(told))
        self.update()

    def _figure(self, value: float) -> str:
        return decimal(value, 0 if value >= 100 else 1 if value >= 10 else 2)

    # ---- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head, grid and lines."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colors.text)
        draw(painter, QRectF(0, 0, self.width(), _HEAD), self._title, "small_strong")
        painter.setPen(colors.text3)
        beside = QRectF(advance("small_strong", self._title) + 8, 0, self.width(), _HEAD)
        draw(painter, beside, self._unit, "caption")
        values = [value for curve in self.curves for _place, value in curve.known]
        if not values:
            return
        names = max(advance("caption", f"{curve.name} {self._figure(curve.known[-1][1])}")
                    for curve in self.curves if curve.known)  # fmt: skip
        rect = QRectF(_LEFT, _HEAD + _TOP, self.width() - _LEFT - names - 18, self.height() - _HEAD - _TOP - _FOOT)
        scale = scale_for(0.0, max(values))
        self._paint_grid(painter, rect, scale, colors)
        for number, curve in enumerate(self.curves[:2]):
            self._paint_curve(painter, rect, scale, curve, number)
        self._paint_names(painter, rect, scale, colors)

    def _spot(self, rect: QRectF, scale: Scale, place: int, value: float) -> QPointF:
        share = place / (len(self.marks) - 1) if len(self.marks) > 1 else 0.5
        return QPointF(rect.left() + share * rect.width(), rect.bottom() - scale.share(value) * rect.height())

    def _paint_grid(self, painter: QPainter, rect: QRectF, scale: Scale, colors: Colors) -> None:
        for tick in scale.ticks:
            y = round(rect.bottom() - scale.share(tick) * rect.height())
            painter.fillRect(QRectF(rect.left(), y, rect.width(), 1), colors.grid)
            painter.setPen(colors.text3)
            draw(painter, QRectF(0, y - 8, _LEFT - 6, 16), decimal(tick, scale.places), "micro", right=True)
        for place, mark in enumerate(self.marks):
            x = self._spot(rect, scale, place, 0.0).x()
            width = advance("micro", mark)
            draw(painter, QRectF(x - width / 2, rect.bottom() + 3, width + 2, 13), mark, "micro")
        words = _("asking at once")
        left = rect.center().x() - advance("micro", words) / 2
        draw(painter, QRectF(left, rect.bottom() + 17, rect.width(), 13), words, "micro")

    def _color(self, number: int) -> QColor:
        colors = self._themes.current.colors
        return colors.s2 if number else colors.s1

    def _paint_curve(self, painter: QPainter, rect: QRectF, scale: Scale, curve: Curve, number: int) -> None:
        spots = [self._spot(rect, scale, place, value) for place, value in curve.known]
        if not spots:
            return
        color = self._color(number)
        if number == 0 and len(spots) > 1:
            ground = QColor(color)
            ground.setAlphaF(_FILL_ALPHA)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            first, last = QPointF(spots[0].x(), rect.bottom()), QPointF(spots[-1].x(), rect.bottom())
            painter.drawPolygon(QPolygonF([first, *spots, last]))
        pen = QPen(color, 2)
        if number:
            pen.setDashPattern([2.5, 1.3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(spots))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for spot in spots:
            painter.drawEllipse(spot, _DOT, _DOT)

    def _paint_names(self, painter: QPainter, rect: QRectF, scale: Scale, colors: Colors) -> None:
        told = [(number, curve) for number, curve in enumerate(self.curves[:2]) if curve.known]
        ends = [self._spot(rect, scale, *curve.known[-1]) for _number, curve in told]
        middles = spread([end.y() for end in ends], LABEL_HEIGHT, rect)
        for (number, curve), end, middle in zip(told, ends, middles, strict=True):
            left = end.x() + 8
            painter.setPen(self._color(number))
            draw(painter, QRectF(left, middle - LABEL_HEIGHT / 2, 200, LABEL_HEIGHT), curve.name, "caption")
            painter.setPen(colors.text)
            beside = left + advance("caption", curve.name) + 5 if curve.name else left
            figure = self._figure(curve.known[-1][1])
            draw(painter, QRectF(beside, middle - LABEL_HEIGHT / 2, 80, LABEL_HEIGHT), figure, "chip")
