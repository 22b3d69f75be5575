"""How many nodes answered."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="nodes",
    title=N_("Nodes that answer"),
    order=70,
    metrics=((Scope.FLEET, Metric.NODES_ANSWERING),),
    unit="",
)
