"""The fleet heat map on a page of its own, where the dashboard has no room for every GPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from console.panels import HeatPanel, Shape, panels
from console.settings.language import _
from console.ui.dashboard.heatmap import HeatMapView
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes

if TYPE_CHECKING:
    from console.ui.window import Window

KEY = "heat map"
PAINT_MILLISECONDS = 500
"""Changes of the fleet that come within this time are drawn together."""


class HeatPage(QWidget):
    """Hidden it draws nothing."""

    node_wanted = Signal(object)
    """NodeId"""
    open_wanted = Signal(object)
    """NodeId"""

    def __init__(self, fleet: FleetModel, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        panel = next(panel for panel in panels() if isinstance(panel, HeatPanel))
        self.setAccessibleName(_(panel.title))
        self.heat = HeatMapView(panel, fleet, themes, self)
        self.heat.set_shape(Shape.COLUMN)
        self.heat.node_wanted.connect(self.node_wanted)
        self.heat.open_wanted.connect(self.open_wanted)
        self.setFocusProxy(self.heat.field)
        self._soon = QTimer(self, singleShot=True, interval=PAINT_MILLISECONDS)
        self._soon.timeout.connect(self._refresh)
        fleet.totals_changed.connect(self._fleet_changed)
        themes.changed.connect(self.heat.dress)

    def _fleet_changed(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _refresh(self) -> None:
        if self.isVisible():
            self.heat.refresh()

    def minimumSizeHint(self) -> QSize:
        """Take the room that there is."""
        return QSize(0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while nobody looked."""
        super().showEvent(event)
        self.heat.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop drawing."""
        super().hideEvent(event)
        self._soon.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the map the whole page."""
        self.heat.setGeometry(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(event.rect(), self._themes.current.colors.panel)


class HeatDesk(QObject):
    """Opens the page, and ties it to the tree and the terminals as the dashboard is."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.commands.bind("heat_map", self.open)
        window.panel.view.selectionModel().currentChanged.connect(lambda *_rows: self._select())

    def open(self) -> QWidget:
        """Show the page."""
        return self._window.views.open(KEY, _("Fleet heat map"), self._make)

    def _make(self) -> HeatPage:
        window = self._window
        page = HeatPage(window.fleet, window.themes)
        page.node_wanted.connect(window.panel.view.select_node)
        page.open_wanted.connect(window.desk.open_node)
        page.heat.select(window.panel.view.current_node())
        return page

    def _select(self) -> None:
        page = self._window.views.page(KEY)
        if isinstance(page, HeatPage):
            page.heat.select(self._window.panel.view.current_node())
