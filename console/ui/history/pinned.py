"""A plot of the history on the dashboard: it follows the time, and costs nothing while it is not seen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from console.model.clock import Clock
from console.model.ids import NodeId
from console.panels import history_panels
from console.settings.language import _
from console.settings.pins import Pin
from console.ui.bridge import Bridge
from console.ui.history.card import Card
from console.ui.history.feed import Feed
from console.ui.history.loading import Plots
from console.ui.history.subjects import Span, Subject, name_of
from console.ui.history.waiting import Waiting
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes
from console.wire import messages as m

_POINTS = 240


class PinnedPlot(QWidget):
    """One panel, of those who were compared when it was pinned."""

    unpin_wanted = Signal()

    def __init__(self, pin: Pin, bridge: Bridge, fleet: FleetModel, themes: Themes, clock: Clock, plots: Plots) -> None:
        super().__init__()
        self.pin = pin
        self._fleet, self._plots = fleet, plots
        panel = next((panel for panel in history_panels() if panel.id == pin.panel), history_panels()[0])
        self.subjects = tuple(Subject(NodeId(node), gpu) for node, gpu in pin.subjects)
        self.card = Card(panel, themes, self)
        self.card.pin_words = _("Take off the dashboard")
        self.card.pin_wanted.connect(self.unpin_wanted)
        self.card.hovered.connect(self.card.show_cursor)
        span = max(pin.seconds, 60)
        self.feed = Feed(bridge, clock, Span(span, ""), self)
        self.feed.answered.connect(self._take)
        self.card.range_wanted.connect(self._zoom)
        self.card.reset_wanted.connect(self.feed.reset)
        self.setAccessibleName(_(panel.title))
        themes.changed.connect(self.card.dress)
        self.waiting = Waiting(plots, self.feed, clock, self)
        self.waiting.turned.connect(self.card.show_waiting)
        plots.when_ready(self.card.make_chart)
        refs = [ref for subject in self.subjects if (ref := subject.series(panel)) is not None]
        self.feed.want(refs, _POINTS)

    def _take(self, history: m.History) -> None:
        if not self._plots.is_ready:
            return
        from console.ui.history.curves import line_of

        views, panel = self._fleet.views(), self.card.panel
        subjects = [subject for subject in self.subjects if subject.series(panel) is not None]
        lines = [
            line_of(subject, name_of(subject, views), curve, panel.per_unit)
            for subject, curve in zip(subjects, history.curves, strict=False)
        ]
        self.card.show_lines(lines, history.start, history.end)

    def _zoom(self, start: float, end: float) -> None:
        self.feed.show_window(start, end)
        self.card.show_lines(self.card.lines, *self.feed.stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the plot all the room."""
        self.card.setGeometry(self.rect())

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to ask."""
        super().showEvent(event)
        self.feed.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop asking."""
        super().hideEvent(event)
        self.feed.stop()
