"""What the colours and marks of the heat map mean. It is always there."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.panels import Metric, Ramp
from console.settings.language import _
from console.ui.dashboard.heads import advance, draw
from console.ui.dashboard.heatcell import paint_cell
from console.ui.dashboard.heatmarks import OVER_THE_RAMP, Mark, mark_name
from console.ui.theme import Theme, Themes, ramp_color

MARKS = (Mark.HOT, Mark.KEY, Mark.FAILED, Mark.UNREACHABLE, Mark.STALE, Mark.DRAINED, Mark.CONNECTING)
LINE_HEIGHT = 18
_RAMP_WIDTH, _SAMPLE, _GAP = 52, 11, 8


class Legend(QWidget):
    """The ramp with its ends, then each mark with its word."""

    def __init__(self, themes: Themes, metric: Metric, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._metric = themes, metric
        self.setAccessibleName(_("Legend"))

    def show_metric(self, metric: Metric) -> None:
        """Show another ramp."""
        self._metric = metric
        self.update()

    def lines(self, width: float) -> int:
        """Return how many lines the legend takes in this width."""
        return self._flow(width)[-1][1] + 1

    def _flow(self, width: float) -> list[tuple[float, int, Mark | None]]:
        """Return where each entry stands: x, line, mark; None is the ramp."""
        wanted: list[tuple[Mark | None, float]] = [(None, self._ramp_room())]
        wanted += [(mark, _SAMPLE + 5 + advance("caption", mark_name(mark)) + _GAP) for mark in MARKS]
        x, line, placed = 0.0, 0, []
        for mark, room in wanted:
            if x and x + room - _GAP > width:
                x, line = 0.0, line + 1
            placed.append((x, line, mark))
            x += room
        return placed

    def _ends(self) -> tuple[str, str]:
        return _(self._metric.lowest), _(self._metric.highest)

    def _ramp_room(self) -> float:
        return sum(advance("caption", end) for end in self._ends()) + _RAMP_WIDTH + 12 + _GAP + 4

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries."""
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, line, mark in self._flow(self.width()):
            top = line * LINE_HEIGHT
            if mark is None:
                self._paint_ramp(painter, top, theme)
                continue
            low = theme.load_ramp[2 if mark in OVER_THE_RAMP else 0]
            paint_cell(painter, QRectF(x, top + (LINE_HEIGHT - _SAMPLE) / 2, _SAMPLE, _SAMPLE), mark, low, theme)
            painter.setPen(theme.colors.text2)
            left = x + _SAMPLE + 5
            draw(painter, QRectF(left, top, self.width() - left, LINE_HEIGHT), mark_name(mark), "caption")

    def _paint_ramp(self, painter: QPainter, top: float, theme: Theme) -> None:
        ramp = theme.temperature_ramp if self._metric.ramp is Ramp.TEMPERATURE else theme.load_ramp
        low, high = self._ends()
        painter.setPen(theme.colors.text3)
        draw(painter, QRectF(0, top, advance("caption", low) + 2, LINE_HEIGHT), low, "caption")
        x, steps = advance("caption", low) + 6, 20
        for step in range(steps):
            width = _RAMP_WIDTH / steps
            painter.fillRect(
                QRectF(x + step * width, top + 5, width, LINE_HEIGHT - 10), ramp_color(ramp, step / (steps - 1))
            )
        painter.setPen(theme.colors.text3)
        left = x + _RAMP_WIDTH + 6
        draw(painter, QRectF(left, top, advance("caption", high) + 2, LINE_HEIGHT), high, "caption")
