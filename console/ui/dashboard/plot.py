"""A plot of the fleet's totals over the last hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from console.model.text import fill
from console.panels import PlotPanel, Sample, Series, Shape
from console.settings.language import _
from console.ui.dashboard.heads import MARGIN, draw, paint_head
from console.ui.dashboard.history import SPAN_SECONDS, FleetHistory, Run, gaps_between, leading_site, runs_of
from console.ui.dashboard.plotpaint import (
    Axes,
    Line,
    label_width,
    paint_gap,
    paint_grid,
    paint_labels,
    paint_limit,
    paint_line,
)
from console.ui.dashboard.scale import Scale, scale_for
from console.ui.formats import decimal
from console.ui.theme import Colors, Themes

_TICKS = 36
"""Room for the values of the grid."""
_STEP_SECONDS = 8.0
"""Lines are drawn anew this often: less cannot be seen, a pixel is wider."""
_YOUNG_SECONDS = 30.0
_FULL_SECONDS = SPAN_SECONDS - 60
_INKS = {
    "s1": lambda colors: colors.s1,
    "s2": lambda colors: colors.s2,
    "s3": lambda colors: colors.s3,
    "s4": lambda colors: colors.s4,
}


class PlotView(QWidget):
    """Draws what the history has; where it has nothing, nothing is drawn."""

    def __init__(self, panel: PlotPanel, history: FleetHistory, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel, self._history, self._themes = panel, history, themes
        self._shape = Shape.DOCK
        self._lines: tuple[Line, ...] = ()
        self._words = ""
        self._drawn_at: float | None = None
        self._body: tuple[QPixmap, Axes] | None = None
        """Grid and lines as they were drawn last, and where values stand in them."""
        self.shown: Sample | None = None
        """The newest sample that is drawn."""
        self.setAccessibleName(_(panel.title))

    def set_shape(self, shape: Shape) -> None:
        """Take the form of a strip, a dock or a column."""
        self._shape = shape
        self._body = None
        self.update()

    def refresh(self) -> None:
        """Take over the newest sample; the lines move on when that can be seen."""
        samples = self._history.samples
        if not samples:
            return
        newest = samples[-1]
        young = newest.taken_at - samples[0].taken_at < _YOUNG_SECONDS
        if self._drawn_at is None or young or not 0 <= newest.taken_at - self._drawn_at < _STEP_SECONDS:
            self._draw_anew()
        else:
            before = [len(line.figure) for line in self._lines]
            self._lines = tuple(self._renewed(line, newest) for line in self._lines)
            if [len(line.figure) for line in self._lines] != before:
                self._draw_anew()
        self._say()
        self.update()

    def _say(self) -> None:
        self.shown = self._history.samples[-1] if self._history.samples else None
        words = self.words()
        if words != self._words:
            self._words = words
            self.setAccessibleDescription(words)
            self.setToolTip(words)

    def _draw_anew(self) -> None:
        self._lines = self._make_lines(self._themes.current.colors)
        self._drawn_at = self._history.samples[-1].taken_at if self._history.samples else None
        self._body = None

    def _renewed(self, line: Line, newest: Sample) -> Line:
        last = line.series.value(newest, line.site)
        return replace(line, figure="" if last is None else decimal(last, self._panel.places))

    def dress(self) -> None:
        """Draw in the theme of now."""
        self._draw_anew()
        self._say()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the lines for the new size."""
        self._body = None

    def words(self) -> str:
        """Return the last values, and since when they are known."""
        values = [
            f"{line.label} {line.figure} {self._panel.unit}" if line.figure else f"{line.label}: {_('unknown')}"
            for line in self._lines
        ]
        return ", ".join([*values, *filter(None, [self.since()])])

    def since(self) -> str:
        """Return from when on there are values, while the hour is not full."""
        samples = self._history.samples
        if not samples or samples[-1].taken_at - samples[0].taken_at >= _FULL_SECONDS:
            return ""
        moment = datetime.fromtimestamp(samples[0].taken_at, UTC).astimezone()
        return fill(_("since {time}"), {"time": f"{moment:%H:%M}"})

    def _make_lines(self, colors: Colors) -> tuple[Line, ...]:
        samples = self._history.samples
        site = leading_site(samples)
        return tuple(
            self._line(series, site, samples, _INKS[series.ink](colors))
            for series in self._panel.series
            if series.label or site
        )

    def _line(self, series: Series, site: str, samples: Sequence[Sample], color: QColor) -> Line:
        runs = runs_of(samples, lambda sample: series.value(sample, site))
        last = series.value(samples[-1], site) if samples else None
        figure = "" if last is None else decimal(last, self._panel.places)
        return Line(_(series.label) if series.label else site, figure, color, runs, last, series, site)

    def _scale(self) -> Scale | None:
        values = [value for line in self._lines for run in line.runs for _moment, value in run]
        if not values:
            return None
        limit = [self._panel.limit.value] if self._panel.limit else []
        return scale_for(min(values), max([*values, *limit]))

    def _gaps(self, end: float) -> list[tuple[float, float]]:
        runs: Sequence[Run] = self._lines[0].runs if self._lines else ()
        return gaps_between(runs, end)

    # ---- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head, grid, lines and labels."""
        colors, panel = self._themes.current.colors, self._panel
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(MARGIN, 4, self.width() - 2 * MARGIN, 20)
        detail = "  ".join(filter(None, [panel.unit, self.since()]))
        paint_head(painter, head, _(panel.title), detail, colors)
        if self._body is None:
            self._body = self._make_body(head.bottom() + 10)
        if self._body is None:
            painter.setPen(colors.text3)
            draw(painter, head.translated(0, 26), _("No values yet."), "small")
            return
        pixmap, axes = self._body
        painter.drawPixmap(QPointF(0, head.bottom()), pixmap, self._below(head.bottom(), pixmap))
        paint_labels(painter, axes, self._lines, colors, stacked=self._shape is Shape.COLUMN)

    def _below(self, top: float, pixmap: QPixmap) -> QRectF:
        """Return the part of the picture under the head, in its own pixels."""
        ratio = pixmap.devicePixelRatio()
        return QRectF(0, top * ratio, pixmap.width(), pixmap.height() - top * ratio)

    def _make_body(self, top: float) -> tuple[QPixmap, Axes] | None:
        """Draw grid and lines; None where there is nothing to draw, or no room."""
        scale, samples, colors = self._scale(), self._history.samples, self._themes.current.colors
        right = self.width() - MARGIN - label_width(self._lines, stacked=self._shape is Shape.COLUMN) - 12
        rect = QRectF(QPointF(_TICKS, top), QPointF(right, self.height() - 22.0))
        if scale is None or rect.width() < 40 or rect.height() < 20:
            return None
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(colors.panel)
        axes = Axes(rect, scale, samples[-1].taken_at)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_grid(painter, axes, colors)
        for begin, end in self._gaps(axes.now):
            paint_gap(painter, axes, begin, end, colors)
        if self._panel.limit is not None:
            paint_limit(painter, axes, self._panel.limit, colors)
        for number, line in enumerate(self._lines):
            paint_line(painter, axes, line, is_first=number == 0)
        painter.end()
        return pixmap, axes
