"""The dashboard: its panels, fed by the fleet, in the shape that the window has room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from console.model.clock import Clock
from console.model.ids import NodeId
from console.model.service import DeployView
from console.panels import ROOMY, AlertPanel, HeatPanel, ListPanel, Panel, PlotPanel, Shape, panels
from console.settings.language import _
from console.ui.bridge import Bridge
from console.ui.dashboard.alertpanel import AlertPanelView
from console.ui.dashboard.deploylist import DeployList
from console.ui.dashboard.heatmap import HeatMapView
from console.ui.dashboard.history import FleetHistory, sample_of
from console.ui.dashboard.places import Wish, places_for
from console.ui.dashboard.plot import PlotView
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes
from console.wire import messages as m

PAINT_MILLISECONDS = 500
"""Changes of the fleet that come within this time are drawn together."""
TICK_MILLISECONDS = 1000

View = HeatMapView | PlotView | DeployList | AlertPanelView


class Dashboard(QWidget):
    """Hidden it draws nothing; the history goes on, so that no hour has a hole where nobody looked."""

    node_wanted = Signal(object)
    """NodeId"""
    open_wanted = Signal(object)
    """NodeId"""
    deploy_chosen = Signal(str)
    """DeployId"""

    def __init__(
        self, bridge: Bridge, fleet: FleetModel, themes: Themes, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fleet, self._themes, self._clock = fleet, themes, clock
        self.history = FleetHistory()
        self.shape = Shape.DOCK
        self._dividers: Sequence[QRect] = ()
        self.pinned: list[QWidget] = []
        """Plots of the history that a person has put here."""
        self._selected: NodeId | None = None
        self.views: dict[str, View] = {panel.id: self._view(panel) for panel in panels()}
        self.setAccessibleName(_("Dashboard"))
        self._soon = QTimer(self, singleShot=True, interval=PAINT_MILLISECONDS)
        self._soon.timeout.connect(self._refresh_now)
        self._ticks = QTimer(self, interval=TICK_MILLISECONDS)
        self._ticks.timeout.connect(self._tick)
        fleet.totals_changed.connect(self._fleet_changed)
        themes.changed.connect(self._dress)
        bridge.welcome.connect(self._welcome)
        bridge.deploy_changed.connect(self._deploy_changed)
        bridge.deploy_forgotten.connect(self._deploy_forgotten)
        bridge.alerts_changed.connect(self.show_alerts)

    def _view(self, panel: Panel) -> View:
        if isinstance(panel, HeatPanel):
            heat = HeatMapView(panel, self._fleet, self._themes, self)
            heat.node_wanted.connect(self.node_wanted)
            heat.open_wanted.connect(self.open_wanted)
            return heat
        if isinstance(panel, PlotPanel):
            return PlotView(panel, self.history, self._themes, self)
        if isinstance(panel, AlertPanel):
            alerts = AlertPanelView(panel, self._fleet, self._themes, self._clock, self)
            alerts.setVisible(self.shape in panel.shapes)
            alerts.node_wanted.connect(self.node_wanted)
            return alerts
        deploys = DeployList(panel, self._fleet, self._themes, self._clock, self)
        deploys.deploy_chosen.connect(self.deploy_chosen)
        return deploys

    # ---- what the window calls ---------------------------------------------------------------

    def select(self, node_id: NodeId | None) -> None:
        """Ring the column of a node."""
        self._selected = node_id
        if self.isVisible():
            for view in self.views.values():
                if isinstance(view, HeatMapView):
                    view.select(node_id)

    def set_shape(self, shape: Shape) -> None:
        """Take another shape."""
        if shape is self.shape:
            return
        self.shape = shape
        for panel in panels():
            self.views[panel.id].setVisible(shape in panel.shapes)
            self.views[panel.id].set_shape(shape)
        for plot in self.pinned:
            plot.setVisible(shape in ROOMY)
        self._arrange()

    def show_pinned(self, plots: Sequence[QWidget]) -> None:
        """Show these plots and no others beside the panels; a strip has no room for them."""
        for gone in self.pinned:
            gone.hide()
            gone.deleteLater()
        self.pinned = list(plots)
        for plot in self.pinned:
            plot.setParent(self)
            plot.setVisible(self.shape in ROOMY)
        self._arrange()

    # ---- what the fleet and the core tell ----------------------------------------------------

    def _fleet_changed(self) -> None:
        moment = self._clock.now().timestamp()
        if self.history.is_due(moment):
            self.history.add(sample_of(self._fleet.views(), moment))
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _refresh_now(self) -> None:
        if not self.isVisible():
            return
        newest = self.history.samples[-1] if self.history.samples else None
        begun = self._clock.monotonic()
        for view in self.views.values():
            if isinstance(view, PlotView) and newest is view.shown:
                continue
            view.refresh()
        if self.shape is Shape.STRIP:
            self._arrange()
        # While a large fleet comes, the map is laid out anew each time: that must leave time for others.
        taken_ms = (self._clock.monotonic() - begun) * 1000
        self._soon.setInterval(max(PAINT_MILLISECONDS, round(taken_ms * 30)))

    def _welcome(self, welcome: m.Welcome) -> None:
        self.keep(welcome.deploys)

    def keep(self, views: Sequence[DeployView]) -> None:
        """List these deploys and no others."""
        for deploys in self._lists():
            deploys.keep(views)
        self._count()

    def _deploy_changed(self, deploy: DeployView) -> None:
        for deploys in self._lists():
            deploys.put(deploy)
        self._count()

    def _deploy_forgotten(self, deploy_id: str) -> None:
        for deploys in self._lists():
            deploys.forget(deploy_id)
        self._count()

    def show_alerts(self, changed: m.AlertsChanged) -> None:
        """List these alerts."""
        for view in self.views.values():
            if isinstance(view, AlertPanelView):
                view.show_alerts(changed.alerts)

    def _lists(self) -> list[DeployList]:
        return [view for view in self.views.values() if isinstance(view, DeployList)]

    def _count(self) -> None:
        counts = self.isVisible() and any(view.isVisible() and view.is_counting() for view in self._lists())
        if counts != self._ticks.isActive():
            (self._ticks.start if counts else self._ticks.stop)()

    def _tick(self) -> None:
        for deploys in self._lists():
            deploys.tick()
        self._count()

    # ---- the widget itself -------------------------------------------------------------------

    def _dress(self) -> None:
        for view in self.views.values():
            view.dress()
        self.update()

    def _arrange(self) -> None:
        heat = next((view for view in self.views.values() if isinstance(view, HeatMapView)), None)
        wishes = [
            Wish(panel.id, _KINDS[type(panel)], 0 if heat is None else heat.strip_width())
            for panel in panels()
            if self.shape in panel.shapes
        ]
        if self.shape in ROOMY:
            wishes[-1:-1] = [Wish(f"pinned {number}", "pinned", 0) for number in range(len(self.pinned))]
        placed, self._dividers = places_for(self.shape, wishes, self.size())
        pinned = {f"pinned {number}": plot for number, plot in enumerate(self.pinned)}
        for name, rect in placed.items():
            (self.views.get(name) or pinned[name]).setGeometry(rect)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each panel its place."""
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while nobody looked."""
        super().showEvent(event)
        self._refresh_now()
        self.select(self._selected)
        self._count()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop drawing."""
        super().hideEvent(event)
        self._soon.stop()
        self._ticks.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the lines between the panels."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(event.rect(), colors.panel)
        for line in self._dividers:
            painter.fillRect(line, colors.line)


_KINDS = {AlertPanel: "alerts", HeatPanel: "heat", PlotPanel: "plot", ListPanel: "list"}
