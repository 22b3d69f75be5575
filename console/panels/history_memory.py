"""How full the memory of the GPUs was."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="memory",
    title=N_("GPU memory"),
    order=20,
    metrics=((Scope.FLEET, Metric.MEMORY), (Scope.NODE, Metric.MEMORY), (Scope.GPU, Metric.MEMORY)),
    unit="%",
    places=1,
    high=100.0,
)
