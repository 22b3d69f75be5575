"""How busy the GPUs were."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="utilisation",
    title=N_("Utilisation"),
    order=10,
    metrics=((Scope.FLEET, Metric.UTILIZATION), (Scope.NODE, Metric.UTILIZATION), (Scope.GPU, Metric.UTILIZATION)),
    unit="%",
    high=100.0,
)
