"""Round moments for the axis of time: whole minutes, hours and days of the clock on the wall. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
STEPS = (
    5, 10, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE,
    _HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY,
)  # fmt: skip
LABEL_WIDTH = 84
"""A label wants so much room, in logical pixels."""
HALF_LABEL = 18
"""One that is closer to the end would be cut off."""


def moments(start: float, end: float, width: float) -> tuple[int, list[float]]:
    """Return the step and the round moments from ``start`` to ``end`` on an axis of that width."""
    wanted = (end - start) * LABEL_WIDTH / max(width, 1.0)
    step = next((step for step in STEPS if step >= wanted), STEPS[-1])
    offset = _offset(start)
    at = ((start + offset) // step + 1) * step - offset
    margin = (end - start) * HALF_LABEL / max(width, 1.0)
    found = []
    while at <= end:
        # Where summer time begins or ends within the plot, days still begin at midnight.
        moment = at + offset - _offset(at) if step >= _HOUR else at
        if start <= moment <= end - margin:
            found.append(moment)
        at += step
    return step, found


def _offset(moment: float) -> float:
    local = datetime.fromtimestamp(moment, UTC).astimezone()
    return (local.utcoffset() or timedelta(0)).total_seconds()


def labels(found: Sequence[float], step: float) -> list[str]:
    """Return what stands under each moment; midnight says the day."""
    words = []
    for moment in found:
        local = datetime.fromtimestamp(moment, UTC).astimezone()
        if step >= _DAY or (local.hour == 0 and local.minute == 0 and local.second == 0):
            words.append(f"{local:%d.%m.}")
        else:
            words.append(f"{local:%H:%M:%S}" if step < _MINUTE else f"{local:%H:%M}")
    return words
