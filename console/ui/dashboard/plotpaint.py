"""Draws the lines of a plot: grid, limit, gaps, series and their labels at the end."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from console.panels import Limit, Series
from console.settings.language import _
from console.ui.dashboard.heads import advance, draw
from console.ui.dashboard.history import SPAN_SECONDS, Run
from console.ui.dashboard.scale import Scale
from console.ui.fonts import ui_font
from console.ui.formats import decimal
from console.ui.theme import Colors

LABEL_HEIGHT = 15
_ROOM_FOR_MIDDLE = 130
"""Narrower plots do without the half hour under their axis."""
_FILL_ALPHA = 0.13
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class Line(Struct, frozen=True):
    """One series, ready to be drawn."""

    label: str
    figure: str
    """The last value in words; empty where it is not known now."""
    color: QColor
    runs: Sequence[Run]
    last: float | None
    """Where the line ends; None where it does not reach the last sample."""
    series: Series
    site: str


class Axes(Struct, frozen=True):
    """Where values and moments stand on the screen."""

    rect: QRectF
    scale: Scale
    now: float

    def x(self, moment: float) -> float:
        """Return where a moment stands."""
        return self.rect.right() - (self.now - moment) / SPAN_SECONDS * self.rect.width()

    def y(self, value: float) -> float:
        """Return where a value stands."""
        return self.rect.bottom() - self.scale.share(value) * self.rect.height()


def paint_grid(painter: QPainter, axes: Axes, colors: Colors) -> None:
    """Draw the three steps with their values, and the hour below."""
    rect = axes.rect
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setFont(ui_font("micro"))
    for tick in axes.scale.ticks:
        y = round(axes.y(tick))
        painter.fillRect(QRectF(rect.left(), y, rect.width(), 1), colors.grid)
        painter.setPen(colors.text3)
        painter.drawText(QRectF(rect.left() - 46, y - 8, 40, 16), _RIGHT, decimal(tick, axes.scale.places))
    below = QRectF(rect.left(), rect.bottom() + 3, rect.width(), 13)
    sides = ((Qt.AlignmentFlag.AlignLeft, _("\u221260 min")), (Qt.AlignmentFlag.AlignHCenter, _("\u221230 min")),
             (Qt.AlignmentFlag.AlignRight, _("now")))  # fmt: skip
    for side, words in sides:
        if side is Qt.AlignmentFlag.AlignHCenter and rect.width() < _ROOM_FOR_MIDDLE:
            continue
        painter.drawText(below, side | Qt.AlignmentFlag.AlignVCenter, words)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_limit(painter: QPainter, axes: Axes, limit: Limit, colors: Colors) -> None:
    """Draw the limit dashed, with its words above it at the left."""
    y = axes.y(limit.value)
    pen = QPen(colors.warn, 1.6)
    pen.setDashPattern([7, 4])
    painter.setPen(pen)
    painter.drawLine(QPointF(axes.rect.left(), y), QPointF(axes.rect.right(), y))
    painter.setFont(ui_font("micro_strong"))
    words = QRectF(axes.rect.left() + 6, y - 14, 80, 13)
    painter.fillRect(QRectF(words.left() - 2, words.top(), advance("micro_strong", limit.words) + 4, 13), colors.panel)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, limit.words)


def paint_gap(painter: QPainter, axes: Axes, begin: float, end: float, colors: Colors) -> None:
    """Hatch the time in which nobody knows what was."""
    left, right = max(axes.x(begin), axes.rect.left()), axes.x(end)
    zone = QRectF(left, axes.rect.top(), max(right - left, 3.0), axes.rect.height())
    painter.save()
    painter.setClipRect(zone)
    painter.setPen(QPen(colors.line, 2))
    height, step = zone.height(), 6
    for start in range(int(zone.left() - height), int(zone.right()) + 1, step):
        painter.drawLine(QPointF(start, zone.bottom()), QPointF(start + height, zone.top()))
    painter.restore()


def paint_line(painter: QPainter, axes: Axes, line: Line, *, is_first: bool) -> None:
    """Draw a series; the first is solid and filled, the second dashed."""
    painter.save()
    painter.setClipRect(axes.rect.adjusted(0, -1, 1, 1))
    pen = QPen(line.color, 2)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if not is_first:
        pen.setDashPattern([2.5, 1.3])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    ground = QColor(line.color)
    ground.setAlphaF(_FILL_ALPHA)
    for run in line.runs:
        points = thinned(run, axes)
        if is_first:
            bottom = axes.rect.bottom()
            corners = [QPointF(points[0].x(), bottom), *points, QPointF(points[-1].x(), bottom)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawPolygon(QPolygonF(corners))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points if len(points) > 1 else [points[0] - QPointF(1, 0), points[0]]))
    painter.restore()


def thinned(run: Run, axes: Axes) -> list[QPointF]:
    """Return at most two points a pixel, the highest and the last of each, so that no peak is lost."""
    points: list[QPointF] = []
    column, top = None, 0.0
    for moment, value in run:
        x, y = axes.x(moment), axes.y(value)
        if int(x) != column:
            column, top = int(x), y
            points.append(QPointF(x, y))
        elif y < top:
            top = y
            points[-1] = QPointF(x, y)
    x, y = axes.x(run[-1][0]), axes.y(run[-1][1])
    if points[-1] != QPointF(x, y):
        points.append(QPointF(x, y))
    return points


def label_width(lines: Sequence[Line], *, stacked: bool) -> float:
    """Return how much room the labels at the ends take."""
    gap = 0.0 if stacked else 7.0
    both = [(advance("caption", line.label), advance("chip", line.figure)) for line in lines]
    return max((max(a, b) if stacked else a + gap + b for a, b in both), default=0.0)


def paint_labels(painter: QPainter, axes: Axes, lines: Sequence[Line], colors: Colors, *, stacked: bool) -> None:
    """Draw name and last value at the ends of the lines, moved apart where they would touch."""
    told = [line for line in lines if line.last is not None]
    height = 2 * LABEL_HEIGHT - 3 if stacked else LABEL_HEIGHT
    tops = spread([axes.y(line.last) for line in told if line.last is not None], height, axes.rect)
    left = axes.rect.right() + 10
    for line, middle in zip(told, tops, strict=True):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line.color)
        painter.drawEllipse(QPointF(axes.rect.right() + 1, axes.y(line.last or 0.0)), 2.4, 2.4)
        box = QRectF(left, middle - height / 2, 200, LABEL_HEIGHT)
        painter.setPen(line.color)
        draw(painter, box, line.label, "caption")
        painter.setPen(colors.text)
        along = QPointF(0, LABEL_HEIGHT - 3) if stacked else QPointF(advance("caption", line.label) + 7, 0)
        draw(painter, box.translated(along), line.figure, "chip")


def spread(middles: Sequence[float], height: float, rect: QRectF) -> list[float]:
    """Return the middles moved so that labels of this height do not touch, inside ``rect`` as far as they fit."""
    order = sorted(range(len(middles)), key=lambda at: middles[at])
    moved = list(middles)
    floor = rect.top() + height / 2 - 6
    for at in order:
        moved[at] = max(moved[at], floor)
        floor = moved[at] + height
    ceiling = rect.bottom() - height / 2 + 6
    for at in reversed(order):
        moved[at] = min(moved[at], ceiling)
        ceiling = moved[at] - height
    return moved
