"""How full the disk of a node was."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="disk",
    title=N_("Disk"),
    order=100,
    metrics=((Scope.NODE, Metric.DISK),),
    unit="%",
    places=1,
    high=100.0,
)
