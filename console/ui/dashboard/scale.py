"""Round numbers for the steps of a plot's grid. Pure."""

from __future__ import annotations

from math import ceil, floor, log10

from msgspec import Struct

STEPS = 3
_ROUND = (1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0)


class Scale(Struct, frozen=True):
    """Three equal steps from ``low`` up."""

    low: float
    step: float

    @property
    def high(self) -> float:
        """Return the upper end."""
        return self.low + STEPS * self.step

    @property
    def ticks(self) -> tuple[float, ...]:
        """Return the values at which lines stand, lowest first."""
        return tuple(self.low + number * self.step for number in range(STEPS + 1))

    @property
    def places(self) -> int:
        """Return how many decimals the ticks need."""
        return next((p for p in range(3) if all(abs(round(t, p) - t) < 1e-9 for t in (self.low, self.step))), 3)

    def share(self, value: float) -> float:
        """Return where a value stands, 0 at the lower end, 1 at the upper."""
        return (value - self.low) / (self.high - self.low)


def scale_for(lowest: float, highest: float) -> Scale:
    """Return the narrowest round scale that holds both values, never below zero for values that are not."""
    span = max(highest - lowest, abs(highest) * 0.2, 0.3)
    decade = 10.0 ** floor(log10(span / STEPS))
    for power in (decade, decade * 10):
        for factor in _ROUND:
            step = factor * power
            low = floor(lowest / step + 1e-9) * step
            if low + STEPS * step >= highest - 1e-9 and STEPS * step >= span:
                return Scale(low, step)
    step = decade * 100
    return Scale(floor(lowest / step) * step, ceil((highest - lowest) / step) * step)
