"""How many processes computed on the GPUs."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="processes",
    title=N_("Processes"),
    order=50,
    metrics=((Scope.FLEET, Metric.PROCESSES), (Scope.NODE, Metric.PROCESSES)),
    unit="",
)
