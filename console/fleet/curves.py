"""One series of the history as at most so many points, with what is not known left out. Pure."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from console.fleet.blocks import MISSING, Columns, merged
from console.model.metric import SPECS, metric_of

STEPS = (10, 60, 600)
"""The tiers of the history."""
LEAST_GAP_SECONDS = 15.0
"""Moments that are no farther apart than this are joined, however often a node is asked."""
USUAL_DISTANCES = 3.5
"""Moments that are so many times farther apart than usual have a gap between them."""


class Curve(Struct, frozen=True):
    """Points in ascending order. Two that are farther apart than ``gap_seconds`` are not joined."""

    moments: NDArray[np.float64]
    lows: NDArray[np.float32]
    means: NDArray[np.float32]
    highs: NDArray[np.float32]
    gap_seconds: float
    known_seconds: float
    """How much of the time is known."""
    integral: float
    """The mean times the known seconds: Ws for a power."""


EMPTY = Curve(
    np.empty(0), np.empty(0, np.float32), np.empty(0, np.float32), np.empty(0, np.float32), LEAST_GAP_SECONDS, 0.0, 0.0
)


def curve_of(columns: Columns | None, key: int, start: float, end: float, points: int) -> Curve:
    """Return a series from ``start`` to ``end`` in at most ``points`` points."""
    only = _only(columns, key, step_for(end - start, points)) if columns is not None else None
    if only is None:
        return EMPTY
    usual, gap = _distances(only)
    until = np.append(only.moments[1:], end) - only.moments
    held = np.where(until <= gap, until, usual)
    held[-1] = min(float(until[-1]), usual)
    scale = SPECS[metric_of(key)].step
    integral, known = float((only.means[0] * held).sum()) * scale, float(held.sum())
    shift = step_for(end - start, points) / 2
    if len(only.moments) > points:
        width = (end - start) / points
        only, gap, shift = merged(only, start, width), max(gap, 1.5 * width), width / 2
    lows, means, highs = ((table[0] * scale).astype(np.float32) for table in (only.lows, only.means, only.highs))
    # A point stands for its whole step: it is where the middle of that is.
    return Curve(only.moments[:points] + shift, lows[:points], means[:points], highs[:points], gap, known, integral)


def step_for(span_seconds: float, points: int) -> int:
    """Return how long the steps are that are read for so many points; 0: the samples themselves."""
    return max((step for step in STEPS if step <= span_seconds / points), default=0)


def _only(columns: Columns, key: int, step: int) -> Columns | None:
    """Return one series, what several tiers say of the same step put together; None where nothing is known."""
    if key not in columns.keys:
        return None
    row = columns.keys.index(key)
    told = columns.means[row] != MISSING
    if not told.any():
        return None
    tables = (table[row : row + 1, told] for table in (columns.lows, columns.means, columns.highs))
    return merged(Columns((key,), columns.moments[told], *tables), 0.0, step or 0.5)


def _distances(columns: Columns) -> tuple[float, float]:
    """Return how far apart moments usually are, and from which distance on there is a gap."""
    apart = np.diff(columns.moments)
    if not len(apart):
        return LEAST_GAP_SECONDS / USUAL_DISTANCES, LEAST_GAP_SECONDS
    # Not the median alone: older steps may be longer, and those are no gaps.
    return float(np.median(apart)), max(LEAST_GAP_SECONDS, USUAL_DISTANCES * float(np.percentile(apart, 90)))
