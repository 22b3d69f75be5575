"""A computer that has slept is told from one that is busy."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from console.app import awaking
from console.app.awaking import slept_seconds, watch


@pytest.mark.parametrize(
    ("wall", "monotonic", "slept"),
    [
        (5.0, 5.0, 0.0),
        (8.0, 8.0, 0.0),  # busy
        (3605.0, 5.0, 3600.0),  # Linux, macOS
        (3605.0, 3605.0, 3600.0),  # Windows, or a process that was stopped
        (-3600.0, 5.0, 0.0),  # the wall clock was set back
        (5.4, 5.0, 0.0),
    ],
)
def test_gaps(wall: float, monotonic: float, slept: float) -> None:
    assert slept_seconds(wall, monotonic, 5.0) == slept


class JumpingClock:
    """Its wall goes on by an hour between two looks, once."""

    def __init__(self) -> None:
        self.looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=int(self.looks > 1))

    def monotonic(self) -> float:
        return 0.0


async def test_each_sleep_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awaking, "TICK_SECONDS", 0.001)
    told: list[float] = []
    clock = JumpingClock()
    watching = asyncio.get_running_loop().create_task(watch(clock, told.append))
    async with asyncio.timeout(5):
        while clock.looks < 10:
            await asyncio.sleep(0.001)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert told == [3600.0]
