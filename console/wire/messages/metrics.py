"""What was measured: series of the fleet, of nodes and of GPUs over time."""

from __future__ import annotations

import msgspec

from console.model.ids import NodeId
from console.wire.messages.base import Request, Result


class SeriesRef(msgspec.Struct, frozen=True):
    """A series: what a node says of itself, or of one of its GPUs. ``model.metric`` makes the key."""

    node_id: NodeId
    """``FLEET`` for the sums over everything."""
    key: int


class ReadHistory(Request, frozen=True, kw_only=True):
    """Read series from ``start`` to ``end``, in seconds since the epoch. Reply: History."""

    series: tuple[SeriesRef, ...]
    start: float
    end: float
    points: int
    """At most so many of each series."""


class HistoryCurve(msgspec.Struct, frozen=True):
    """One series. Two points that are farther apart than ``gap_seconds`` are not joined: nobody knows what was."""

    ref: SeriesRef
    moments: bytes
    """Little-endian float64, seconds since the epoch, ascending."""
    lows: bytes
    """Little-endian float32, as the means and the highs: the least, the mean and the greatest around each moment."""
    means: bytes
    highs: bytes
    gap_seconds: float
    known_seconds: float
    """How much of the time is known."""
    integral: float
    """Mean times known time: watt-seconds for a power."""


class History(Result, frozen=True):
    """The series in the order in which they were asked for."""

    curves: tuple[HistoryCurve, ...]
    start: float
    end: float
