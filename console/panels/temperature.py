"""How warm the GPUs of the fleet are: the hottest, and the one in the middle."""

from __future__ import annotations

from console.model.text import N_
from console.panels import Ink, Limit, PlotPanel, Sample, Series


def _hottest(sample: Sample, _site: str) -> float | None:
    return sample.hottest_celsius


def _median(sample: Sample, _site: str) -> float | None:
    return sample.median_celsius


PANEL = PlotPanel(
    id="temperature",
    title=N_("Temperature"),
    order=30,
    unit="°C",
    places=0,
    series=(Series(N_("Max"), Ink.S3, _hottest), Series(N_("Median"), Ink.S4, _median)),
    limit=Limit(85.0, "85 °C"),
)
