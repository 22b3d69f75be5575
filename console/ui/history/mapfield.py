"""The heat map over the plots: a click on a GPU shows its history, with Ctrl it is compared with the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.model.ids import NodeId
from console.model.metric import FLEET
from console.ui.dashboard.heatpage import HeatPage
from console.ui.history.subjects import Subject
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes


class FleetMap(HeatPage):
    """The heat map whose cells are chosen."""

    chosen = Signal(object, bool)
    """Subject, and whether it comes to the others"""

    def __init__(self, fleet: FleetModel, themes: Themes, parent: QWidget) -> None:
        super().__init__(fleet, themes, parent)
        self.heat.field.gpu_wanted.connect(self._chosen)
        self.setMinimumHeight(90)

    def mark(self, subjects: Sequence[Subject]) -> None:
        """Ring the column of the first node among these."""
        node = next((subject.node_id for subject in subjects if subject.node_id != FLEET), None)
        self.heat.select(node)

    def _chosen(self, node_id: NodeId, index: int, adds: bool) -> None:
        self.chosen.emit(Subject(node_id, index), adds)
