"""How full the memory of a node was."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="node_memory",
    title=N_("Memory"),
    order=90,
    metrics=((Scope.NODE, Metric.NODE_MEMORY),),
    unit="%",
    places=1,
    high=100.0,
)
