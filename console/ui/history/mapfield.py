"""The heat map over the plots: a click on a GPU shows its history, with Ctrl it is compared with the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from console.model.ids import NodeId
from console.model.metric import FLEET
from console.panels import HeatPanel, Shape, panels
from console.ui.dashboard.heatmap import HeatMapView
from console.ui.history.subjects import Subject
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes

REFRESH_MILLISECONDS = 500
"""Changes of the fleet within this time are drawn together."""


class FleetMap(QWidget):
    """Draws only while it is seen."""

    chosen = Signal(object, bool)
    """Subject, and whether it comes to the others"""

    def __init__(self, fleet: FleetModel, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        panel = next(panel for panel in panels() if isinstance(panel, HeatPanel))
        self.heat = HeatMapView(panel, fleet, themes, self)
        self.heat.set_shape(Shape.COLUMN)
        self.heat.field.gpu_wanted.connect(self._chosen)
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_MILLISECONDS)
        self._soon.timeout.connect(self._refresh)
        fleet.totals_changed.connect(self._changed)
        self.setMinimumHeight(90)

    def mark(self, subjects: Sequence[Subject]) -> None:
        """Ring the column of the first node among these."""
        node = next((subject.node_id for subject in subjects if subject.node_id != FLEET), None)
        self.heat.select(node)

    def dress(self) -> None:
        """Draw in the theme of now."""
        self.heat.dress()

    def _chosen(self, node_id: NodeId, index: int, adds: bool) -> None:
        self.chosen.emit(Subject(node_id, index), adds)

    def _changed(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _refresh(self) -> None:
        if self.isVisible():
            self.heat.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the map all the room."""
        self.heat.setGeometry(self.rect())

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while nobody looked."""
        super().showEvent(event)
        self.heat.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop drawing."""
        super().hideEvent(event)
        self._soon.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(event.rect(), self._themes.current.colors.panel)
