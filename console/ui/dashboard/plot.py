"""A plot of the fleet's totals over the last hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
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
        self.shown: Sample | None = None
        """The newest sample that is drawn."""
        self.setAccessibleName(_(panel.title))

    def set_shape(self, shape: Shape) -> None:
        """Take the form of a strip, a dock or a column."""
        self._shape = shape
        self.update()

    def refresh(self) -> None:
        """Take over the newest sample."""
        self._lines = self._make_lines(self._themes.current.colors)
        self.shown = self._history.samples[-1] if self._history.samples else None
        words = self.words()
        if words != self._words:
            self._words = words
            self.setAccessibleDescription(words)
            self.setToolTip(words)
        self.update()

    def dress(self) -> None:
        """Draw in the theme of now."""
        self.refresh()

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
        return Line(_(series.label) if series.label else site, figure, color, runs, last)

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
        scale, samples = self._scale(), self._history.samples
        if scale is None:
            painter.setPen(colors.text3)
            draw(painter, head.translated(0, 26), _("No values yet."), "small")
            return
        stacked = self._shape is Shape.COLUMN
        room = label_width(self._lines, stacked=stacked)
        right = self.width() - MARGIN - room - 12
        top_left = QPointF(_TICKS, head.bottom() + 10)
        axes = Axes(QRectF(top_left, QPointF(right, self.height() - 22)), scale, samples[-1].taken_at)
        if axes.rect.width() < 40 or axes.rect.height() < 20:
            return
        paint_grid(painter, axes, colors)
        for begin, end in self._gaps(axes.now):
            paint_gap(painter, axes, begin, end, colors)
        if panel.limit is not None:
            paint_limit(painter, axes, panel.limit, colors)
        for number, line in enumerate(self._lines):
            paint_line(painter, axes, line, is_first=number == 0)
        paint_labels(painter, axes, self._lines, colors, stacked=stacked)
