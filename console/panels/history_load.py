"""How busy the processors of a node were."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="load",
    title=N_("Load"),
    order=80,
    metrics=((Scope.NODE, Metric.LOAD),),
    unit="",
    places=1,
)
