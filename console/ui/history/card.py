"""A panel of the history: its head with what the cursor is at, the plot, and the labels at the ends of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from console.panels import HistoryPanel
from console.settings.language import _
from console.ui.dashboard.heads import advance, draw, paint_head
from console.ui.dashboard.plotpaint import LABEL_HEIGHT, spread
from console.ui.formats import decimal
from console.ui.history.subjects import energy_words, time_words
from console.ui.theme import Themes

if TYPE_CHECKING:
    from console.ui.history.chart import Chart
    from console.ui.history.curves import Line

HEAD = 26
_MARGIN = 10
_LEAST_LABELS, _LABELS = 78, 120
"""Room at the right for the names at the ends."""


class Card(QWidget):
    """Composes them. It has no plot before the library is there."""

    hovered = Signal(object)
    """A moment, or None"""
    range_wanted = Signal(float, float)
    reset_wanted = Signal()
    pin_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, panel: HistoryPanel, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = panel
        self._themes = themes
        self.chart: Chart | None = None
        self._moment: float | None = None
        self._span = (0.0, 1.0)
        self._waits_for = ""
        self.pin_words = _("Pin to the dashboard")
        self.setAccessibleName(_(panel.title))

    @property
    def lines(self) -> list[Line]:
        """Return what is drawn."""
        return self.chart.lines if self.chart is not None else []

    def make_chart(self) -> None:
        """Take a plot in: the library is there."""
        if self.chart is not None:
            return
        from console.ui.history.chart import Chart

        chart = self.chart = Chart(self.panel, self._themes, self)
        chart.setAccessibleName(_(self.panel.title))
        chart.hovered.connect(self.hovered)
        chart.range_wanted.connect(self.range_wanted)
        chart.reset_wanted.connect(self.reset_wanted)
        self._arrange()
        chart.show()

    def show_lines(self, lines: list[Line], start: float, end: float) -> None:
        """Draw these."""
        if self.chart is None:
            return
        self._span = (start, end)
        self.chart.show_lines(lines, start, end)
        self._say()
        self.update()

    def show_waiting(self, words: str) -> None:
        """Tell what is waited for, as long as there is no line; empty: nothing, or not for long."""
        if words == self._waits_for:
            return
        self._waits_for = words
        if not self.lines:
            self.setAccessibleDescription(words)
            self.update(0, 0, self.width(), HEAD)

    def show_cursor(self, moment: float | None) -> None:
        """Tell the values at a moment, or the newest ones."""
        if self.chart is None or moment == self._moment:
            return
        self._moment = moment
        self.chart.show_cursor(moment)
        self._say()
        self.update(0, 0, self.width(), HEAD)

    def dress(self) -> None:
        """Draw in the theme of now."""
        if self.chart is not None:
            self.chart.dress()
        self.update()

    # ---- words -------------------------------------------------------------------------------

    def _figure(self, value: float | None) -> str:
        if value is None:
            return _("unknown")
        return f"{decimal(value, self.panel.places)} {self.panel.unit}".strip()

    def detail(self) -> str:
        """Return what stands beside the title: the values at the cursor, the energy, or what is missing."""
        if not self.lines:
            return self._waits_for
        if all(line.last is None for line in self.lines):
            return _("No values in this stretch of time.")
        length = self._span[1] - self._span[0]
        if self._moment is not None:
            values = []
            for line in self.lines:
                at = line.nearest(self._moment)
                value = None if at is None else float(line.means[at])
                words = self._figure(value)
                if at is not None and len(self.lines) == 1 and line.lows[at] < line.highs[at]:
                    low, high = (decimal(float(v), self.panel.places) for v in (line.lows[at], line.highs[at]))
                    words += f" ({low}\N{EN DASH}{high})"
                values.append(words if len(self.lines) == 1 else f"{line.name} {words}")
            return f"{time_words(self._moment, length)}  {'  '.join(values)}"
        if self.panel.is_power:
            told = [
                energy_words(line.integral, line.known_seconds, length) for line in self.lines if line.known_seconds
            ]
            return "  ".join(told)
        return self.panel.unit

    def _say(self) -> None:
        lasts = ", ".join(f"{line.name} {self._figure(line.last)}" for line in self.lines)
        words = self.detail() if self._moment is not None else ", ".join(filter(None, [lasts, self.detail()]))
        if self.chart is not None and words != self.chart.accessibleDescription():
            self.chart.setAccessibleDescription(words)

    # ---- the widget itself -------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return room for three steps of the grid."""
        return QSize(420, 190)

    def minimumSizeHint(self) -> QSize:
        """Return what a plot needs at least."""
        return QSize(260, 150)

    def _label_width(self) -> int:
        widths = [max(advance("caption", line.name), advance("chip", self._figure(line.last))) for line in self.lines]
        # Plots one above the other shall have the same axis of time.
        return min(max(round(max(widths, default=0)) + 14, _LEAST_LABELS), _LABELS)

    def _arrange(self) -> None:
        if self.chart is not None:
            right = self.width() - self._label_width()
            self.chart.setGeometry(2, HEAD, max(right - 2, 40), max(self.height() - HEAD - 4, 40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the plot its room."""
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the head and the labels."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(event.rect(), colors.panel)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(_MARGIN, 3, self.width() - 2 * _MARGIN, HEAD - 4)
        paint_head(painter, head, _(self.panel.title), self.detail(), colors)
        if self.chart is None or event.rect().bottom() <= HEAD:
            return
        self._arrange()
        self._paint_labels(painter, self.lines)

    def _paint_labels(self, painter: QPainter, lines: Sequence[Line]) -> None:
        from console.ui.history.chart import color_of

        chart, colors = self.chart, self._themes.current.colors
        told = [(place, line, last) for place, line in enumerate(lines) if (last := line.last) is not None]
        if chart is None or not told:
            return
        height = 2 * LABEL_HEIGHT - 3
        room = QRectF(chart.geometry())
        tops = spread([room.top() + chart.y_of(last) for _place, _line, last in told], height, room)
        for (place, line, last), middle in zip(told, tops, strict=True):
            box = QRectF(room.right() + 6, middle - height / 2, self.width() - room.right() - 8, LABEL_HEIGHT)
            painter.setPen(color_of(place, colors))
            draw(painter, box, line.name, "caption")
            painter.setPen(colors.text)
            draw(painter, box.translated(QPointF(0, LABEL_HEIGHT - 3)), self._figure(last), "chip")

    def menu(self, place: QPoint) -> None:
        """Offer what can be done with the plot."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Whole stretch"), self.reset_wanted.emit)
        menu.addAction(self.pin_words, self.pin_wanted.emit)
        menu.addAction(_("Export…"), self.export_wanted.emit)
        menu.popup(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu with the pointer or with the menu key."""
        self.menu(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """P pins."""
        if event.key() == Qt.Key.Key_P:
            self.pin_wanted.emit()
            return
        super().keyPressEvent(event)
