"""What the fleet draws, and the site that draws most of it."""

from __future__ import annotations

from console.model.text import N_
from console.panels import Ink, PlotPanel, Sample, Series


def _total(sample: Sample, _site: str) -> float | None:
    return None if sample.power_draw_watts is None else sample.power_draw_watts / 1000


def _of_site(sample: Sample, site: str) -> float | None:
    watts = dict(sample.site_power_watts).get(site)
    return None if watts is None else watts / 1000


PANEL = PlotPanel(
    id="power",
    title=N_("Power"),
    order=20,
    unit="kW",
    places=1,
    series=(Series(N_("Total"), Ink.S1, _total), Series("", Ink.S2, _of_site)),
)
