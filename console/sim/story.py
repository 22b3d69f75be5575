"""What makes two runs tell the same story: a seed, a beginning, and the clock that was handed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from console.model.clock import Clock
from console.sim.noise import pick


class Story(Struct, frozen=True):
    """The seed and the time that every simulated value comes from."""

    seed: int
    clock: Clock

    def now(self) -> datetime:
        """Return the time in the story, in UTC."""
        return self.clock.now().astimezone(UTC)

    def moment(self) -> float:
        """Return the time in the story as seconds since 1970."""
        return self.now().timestamp()

    def booted(self, node: str) -> datetime:
        """Return when a node was started: the same day for every run in one quarter of a year."""
        now = self.now()
        quarter = datetime(now.year, 3 * ((now.month - 1) // 3) + 1, 1, tzinfo=UTC)
        return quarter - timedelta(seconds=pick(3 * 86400, 60 * 86400, self.seed, node, "boot"))
