"""Curves as the core sends them, ready to be drawn. Needs numpy, so it is imported late."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from console.ui.history.subjects import Subject
from console.wire.messages.metrics import HistoryCurve


class Line(Struct, frozen=True):
    """The values of one subject in one panel, in the panel's unit; not a number where nothing is known."""

    subject: Subject
    name: str
    moments: NDArray[np.float64]
    lows: NDArray[np.float64]
    means: NDArray[np.float64]
    highs: NDArray[np.float64]
    gaps: tuple[tuple[float, float], ...]
    """From when to when nothing is known between points."""
    known_seconds: float
    integral: float
    """In the metric's own unit, times seconds."""

    def nearest(self, moment: float) -> int | None:
        """Return the point that is next to a moment; None where nothing is known around it."""
        told = np.flatnonzero(~np.isnan(self.means))
        if not len(told) or any(begin < moment < end for begin, end in self.gaps):
            return None
        at = int(np.argmin(np.abs(self.moments[told] - moment)))
        return int(told[at])

    @property
    def last(self) -> float | None:
        """Return the newest value."""
        told = self.means[~np.isnan(self.means)]
        return float(told[-1]) if len(told) else None


def line_of(subject: Subject, name: str, curve: HistoryCurve, per_unit: float) -> Line:
    """Return a curve with a hole in each of its gaps."""
    moments = np.frombuffer(curve.moments, "<f8")
    values = [
        np.frombuffer(data, "<f4").astype(np.float64) / per_unit for data in (curve.lows, curve.means, curve.highs)
    ]
    ends = np.flatnonzero(np.diff(moments) > curve.gap_seconds)
    gaps = tuple((float(moments[at]), float(moments[at + 1])) for at in ends)
    holes = [(begin + end) / 2 for begin, end in gaps]
    lows, means, highs = (np.insert(table, ends + 1, np.nan) for table in values)
    return Line(
        subject,
        name,
        np.insert(moments, ends + 1, holes),
        lows,
        means,
        highs,
        gaps,
        curve.known_seconds,
        curve.integral,
    )


def unknown(lines: list[Line], end: float, margin: float) -> list[tuple[float, float]]:
    """Return when nothing is known of anybody: a stretch in which one line goes on is no gap of the plot.

    Before the first value nothing was there to be known.
    """
    known: list[tuple[float, float]] = []
    for line in lines:
        told = ~np.isnan(line.means)
        if not told.any():
            continue
        edges = [float(line.moments[told][0]), *(at for gap in line.gaps for at in gap), float(line.moments[told][-1])]
        known += list(zip(edges[::2], edges[1::2], strict=True))
    known.sort()
    gaps, at = [], known[0][0] if known else end
    for begin, finish in known:
        if begin - at > margin:
            gaps.append((at, begin))
        at = max(at, finish)
    if end - at > margin:
        gaps.append((at, end))
    return gaps
