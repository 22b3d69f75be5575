"""What was drawn, and how much energy that was."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="power",
    title=N_("Power and energy"),
    order=40,
    metrics=((Scope.FLEET, Metric.POWER), (Scope.NODE, Metric.POWER), (Scope.GPU, Metric.POWER)),
    unit="kW",
    per_unit=1000.0,
    places=2,
    is_power=True,
)
