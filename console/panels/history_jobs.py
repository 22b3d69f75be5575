"""How many Slurm jobs and pods computed on the GPUs."""

from __future__ import annotations

from console.model.metric import Metric
from console.model.text import N_
from console.panels import HistoryPanel, Scope

PANEL = HistoryPanel(
    id="jobs",
    title=N_("Jobs"),
    order=60,
    metrics=((Scope.FLEET, Metric.JOBS), (Scope.NODE, Metric.JOBS)),
    unit="",
)
