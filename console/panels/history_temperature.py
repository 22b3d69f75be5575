"""How warm the GPUs were: of the fleet and of a node the hottest one."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Limit, Scope

PANEL = HistoryPanel(
    id="temperature",
    title=N_("Temperature"),
    order=30,
    metrics=((Scope.FLEET, Metric.HOTTEST), (Scope.NODE, Metric.HOTTEST), (Scope.GPU, Metric.TEMPERATURE)),
    unit="°C",
    low=None,
    limit=Limit(85.0, "85 °C"),
)
