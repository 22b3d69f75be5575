"""The page of the history: the fleet as a heat map, and below it a plot for each panel that has something to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.errors import Problem
from console.model.text import N_
from console.panels import HistoryPanel, history_panels
from console.settings.language import _
from console.ui.bridge import Bridge
from console.ui.history.card import Card
from console.ui.history.choosing import Choosing
from console.ui.history.feed import Feed
from console.ui.history.loading import Plots
from console.ui.history.mapfield import FleetMap
from console.ui.history.subjects import MOST, WHOLE_FLEET, Subject, found, name_of, spans, suggestions
from console.ui.history.waiting import Waiting
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes
from console.wire import messages as m

TWO_COLUMNS_FROM = 900
_POINTS = (200, 600)


class _Grid(QWidget):
    """The lines between the plots are what the plots leave of its ground."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(event.rect(), self._themes.current.colors.line)


class HistoryPage(QWidget):
    """Whoever is chosen is drawn in every panel that knows such; all plots share the stretch and the cursor."""

    pin_wanted = Signal(object, object, int)
    """HistoryPanel, tuple of Subjects, seconds"""
    export_wanted = Signal(str)
    """``png``, ``svg`` or ``csv``"""
    refused = Signal(object)
    """Problem"""

    def __init__(self, bridge: Bridge, fleet: FleetModel, themes: Themes, clock: Clock, plots: Plots) -> None:
        super().__init__()
        self._fleet, self._themes = fleet, themes
        self._spans = spans()
        self.subjects: tuple[Subject, ...] = (WHOLE_FLEET,)
        self.feed = Feed(bridge, clock, self._spans[1], self)
        self.feed.answered.connect(self._take)
        self.feed.refused.connect(self.refused)
        self.setAccessibleName(_("History"))
        self.choosing = Choosing(themes, self._spans, lambda: suggestions(fleet.views()), self)
        self.map = FleetMap(fleet, themes, self)
        self.map.chosen.connect(self._choose)
        self._grid_widget = _Grid(themes, self)
        self.cards = {panel.id: self._card(panel) for panel in history_panels()}
        self._grid = QGridLayout(self._grid_widget)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self._columns = 0
        self._compose()
        self._wire()
        self._plots = plots
        self.waiting = Waiting(plots, self.feed, clock, self)
        self.waiting.turned.connect(self._show_waiting)
        plots.when_ready(self._plots_came)
        self.show_subjects(self.subjects)

    def _card(self, panel: HistoryPanel) -> Card:
        card = Card(panel, self._themes, self._grid_widget)
        card.hovered.connect(self._hover)
        card.range_wanted.connect(self._zoom)
        card.reset_wanted.connect(self._reset)
        card.pin_wanted.connect(lambda: self.pin_wanted.emit(panel, self._drawn_in(panel), self.feed.span.seconds))
        card.export_wanted.connect(lambda: self.export_wanted.emit("csv"))
        return card

    def _compose(self) -> None:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._grid_widget)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(True)
        split.setHandleWidth(5)
        split.addWidget(self.map)
        split.addWidget(area)
        split.setSizes([260, 480])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.choosing)
        layout.addWidget(split, 1)

    def _wire(self) -> None:
        choosing = self.choosing
        choosing.span_chosen.connect(self._show_span)
        choosing.added.connect(self._add)
        choosing.removed.connect(self._remove)
        choosing.paused.connect(self._pause)
        choosing.reset_wanted.connect(self._reset)
        choosing.export_wanted.connect(self.export_wanted)
        self._themes.changed.connect(self._dress)

    # ---- whom and when -----------------------------------------------------------------------

    def show_subjects(self, subjects: Sequence[Subject]) -> None:
        """Compare these and no others."""
        self.subjects = tuple(dict.fromkeys(subjects))[:MOST]
        views = self._fleet.views()
        self.choosing.show_subjects([(subject, name_of(subject, views)) for subject in self.subjects])
        self.map.mark(self.subjects)
        self._arrange(anew=True)
        self._want()

    def _drawn_in(self, panel: HistoryPanel) -> tuple[Subject, ...]:
        return tuple(subject for subject in self.subjects if subject.series(panel) is not None)

    def _shown(self) -> list[Card]:
        return [card for card in self.cards.values() if self._drawn_in(card.panel)]

    def _choose(self, subject: Subject, adds: bool) -> None:
        if not adds:
            self.show_subjects([subject])
        elif subject in self.subjects:
            self._remove(subject)
        else:
            self.show_subjects([*self.subjects, subject])

    def _add(self, words: str) -> None:
        subject = found(words, self._fleet.views())
        if subject is None:
            problem = N_("There is no node and no GPU called {name}.")
            self.refused.emit(
                Problem("history.nobody", problem, N_("Write gpu-a01, or gpu-a01/3 for its GPU 3."), {"name": words})
            )
            return
        self.choosing.field.clear()
        self.show_subjects([*self.subjects, subject])

    def _remove(self, subject: Subject) -> None:
        rest = [other for other in self.subjects if other != subject]
        self.show_subjects(rest or [WHOLE_FLEET])

    def _show_span(self, place: int) -> None:
        self.feed.show_span(self._spans[place])
        self._show_state()

    def _zoom(self, start: float, end: float) -> None:
        self.feed.show_window(start, end)
        window = self.feed.stretch
        for card in self._shown():
            card.show_lines(card.lines, *window)
        self._show_state()

    def _reset(self) -> None:
        self.feed.reset()
        self._show_state()

    def _pause(self, paused: bool) -> None:
        self.feed.pause(paused=paused)
        self._show_state()

    def _show_state(self) -> None:
        place = self._spans.index(self.feed.span)
        self.choosing.show_state(place=place, paused=self.feed.is_paused, zoomed=self.feed.window is not None)

    def _hover(self, moment: float | None) -> None:
        for card in self._shown():
            card.show_cursor(moment)

    # ---- values ------------------------------------------------------------------------------

    def _want(self) -> None:
        series = dict.fromkeys(
            ref
            for card in self._shown()
            for subject in self.subjects
            if (ref := subject.series(card.panel)) is not None
        )
        columns = max(self._columns, 1)
        least, most = _POINTS
        self.feed.want(tuple(series), min(max(self.width() // columns, least), most))

    def _take(self, history: m.History) -> None:
        if not self._plots.is_ready:
            return
        from console.ui.history.curves import line_of

        views = self._fleet.views()
        curves = {curve.ref: curve for curve in history.curves}
        for card in self._shown():
            named = [(s, s.series(card.panel)) for s in self.subjects]
            lines = [
                line_of(subject, name_of(subject, views), curves[ref], card.panel.per_unit)
                for subject, ref in named
                if ref is not None and ref in curves
            ]
            card.show_lines(lines, history.start, history.end)

    def _show_waiting(self, words: str) -> None:
        for card in self.cards.values():
            card.show_waiting(words)

    def _plots_came(self) -> None:
        for card in self.cards.values():
            card.make_chart()
        self._want()

    def picture(self) -> QImage:
        """Return the plots as a picture."""
        widget = self._grid_widget
        image = QImage(widget.size() * self.devicePixelRatioF(), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        image.fill(self._themes.current.colors.panel)
        self.draw(image)
        return image

    def draw(self, target: QImage | QPainter) -> None:
        """Draw the plots on something."""
        if isinstance(target, QPainter):
            self._grid_widget.render(target, QPoint(0, 0))
        else:
            self._grid_widget.render(target)

    @property
    def plots_size(self) -> QSize:
        """Return how large the plots are together."""
        return self._grid_widget.size()

    # ---- the widget itself -------------------------------------------------------------------

    def _arrange(self, *, anew: bool = False) -> None:
        columns = 2 if self.width() >= TWO_COLUMNS_FROM else 1
        if columns == self._columns and not anew:
            return
        self._columns = columns
        shown = self._shown()
        for card in self.cards.values():
            self._grid.removeWidget(card)
            card.setVisible(card in shown)
        for place, card in enumerate(shown):
            # The last one takes the whole line where nothing stands beside it.
            width = columns if place == len(shown) - 1 and place % columns == 0 else 1
            self._grid.addWidget(card, place // columns, place % columns, 1, width)

    def _dress(self) -> None:
        for card in self.cards.values():
            card.dress()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in one column or in two."""
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to ask."""
        super().showEvent(event)
        self._show_state()
        self.feed.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop asking."""
        super().hideEvent(event)
        self.feed.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(event.rect(), self._themes.current.colors.panel)
