"""Tells that this computer has slept: its clocks have gone apart, or time has passed that nobody lived through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.model.clock import Clock

TICK_SECONDS = 5.0
SLEPT_SECONDS = 10.0
"""From here on a gap is a sleep; a busy computer is late by less."""


def slept_seconds(wall: float, monotonic: float, expected: float) -> float:
    """Return how long the computer slept while ``expected`` seconds were waited for; 0 where it did not.

    ``wall`` and ``monotonic`` are how far the clocks went: while a computer sleeps the monotonic clock of Linux and
    macOS stands still and the wall clock does not; elsewhere both go on and the wait was too long.
    """
    gap = max(wall - monotonic, monotonic - expected)
    return gap if gap >= SLEPT_SECONDS else 0.0


async def watch(clock: Clock, awoke: Callable[[float], None]) -> None:
    """Call ``awoke`` with the seconds after each sleep, until cancelled."""
    while True:
        wall, monotonic = clock.now(), clock.monotonic()
        await asyncio.sleep(TICK_SECONDS)
        slept = slept_seconds((clock.now() - wall).total_seconds(), clock.monotonic() - monotonic, TICK_SECONDS)
        if slept:
            awoke(slept)
