"""The last hour of the fleet's totals, in memory. Pure: it is handed views and moments."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import median

from console.model.node import NodeView
from console.model.rollup import is_reachable
from console.panels import Sample

SPAN_SECONDS = 3600.0
STEP_SECONDS = 2.0
"""Samples are at least this far apart."""
_EARLY_SECONDS = 0.25
"""Bursts that come on the beat may be a little early."""
GAP_SECONDS = 15.0
"""Samples that are farther apart are not joined: nobody knows what was between them."""

Run = tuple[tuple[float, float], ...]
"""Moments and values that belong together."""


def sample_of(views: Iterable[NodeView], taken_at: float) -> Sample:
    """Sum up what the nodes that answer say; nothing is made up for the others."""
    celsius: list[float] = []
    sites: dict[str, float] = {}
    for view in views:
        if view.snapshot is None or not is_reachable(view):
            continue
        gpus = view.snapshot.gpus
        celsius += [gpu.temperature_celsius for gpu in gpus if gpu.temperature_celsius is not None]
        watts = [gpu.power_draw_watts for gpu in gpus if gpu.power_draw_watts is not None]
        if watts:
            site = view.node.path[0] if view.node.path else ""
            sites[site] = sites.get(site, 0.0) + sum(watts)
    return Sample(
        taken_at,
        power_draw_watts=sum(sites.values()) if sites else None,
        site_power_watts=tuple(sites.items()),
        hottest_celsius=max(celsius, default=None),
        median_celsius=median(celsius) if celsius else None,
    )


class FleetHistory:
    """A ring of samples; the oldest make room."""

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque(maxlen=round(SPAN_SECONDS / STEP_SECONDS) + 1)

    @property
    def samples(self) -> Sequence[Sample]:
        """Return the samples, oldest first."""
        return self._samples

    def is_due(self, moment: float) -> bool:
        """Tell whether a sample at this moment would be taken."""
        if not self._samples:
            return True
        distance = moment - self._samples[-1].taken_at
        return distance < 0 or distance >= STEP_SECONDS - _EARLY_SECONDS

    def add(self, sample: Sample) -> None:
        """Keep a sample and forget what is older than the span."""
        # A clock that was set back would let the line run backwards.
        while self._samples and self._samples[-1].taken_at >= sample.taken_at:
            self._samples.pop()
        self._samples.append(sample)
        while self._samples[0].taken_at < sample.taken_at - SPAN_SECONDS:
            self._samples.popleft()


def leading_site(samples: Sequence[Sample]) -> str:
    """Return the site that draws most now; empty where there is only one, or none."""
    sites = dict(samples[-1].site_power_watts) if samples else {}
    return max(sites, key=lambda name: sites[name]) if len(sites) > 1 else ""


def runs_of(samples: Iterable[Sample], value: Callable[[Sample], float | None]) -> list[Run]:
    """Return a series in pieces: it ends where samples or values are missing."""
    runs: list[list[tuple[float, float]]] = []
    before: float | None = None
    for sample in samples:
        here = value(sample)
        if here is None:
            before = None
            continue
        if before is None or sample.taken_at - before > GAP_SECONDS:
            runs.append([])
        runs[-1].append((sample.taken_at, here))
        before = sample.taken_at
    return [tuple(run) for run in runs]


def gaps_between(runs: Sequence[Run], end: float | None = None) -> list[tuple[float, float]]:
    """Return from when to when nothing is known between the pieces, and after the last one up to ``end``."""
    gaps = [(before[-1][0], after[0][0]) for before, after in pairwise(runs)]
    if runs and end is not None and end - runs[-1][-1][0] > GAP_SECONDS:
        gaps.append((runs[-1][-1][0], end))
    return gaps
