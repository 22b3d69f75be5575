"""When a frame may be made: one in flight, and never faster than the desk paints."""

from __future__ import annotations

FOCUSED_SECONDS = 0.016
UNFOCUSED_SECONDS = 0.050
FOCUSED_COST = 4
UNFOCUSED_COST = 3
FLOOD_SECONDS = 0.033
FLOOD_COST = 5
"""Nobody reads what is replaced several times between two frames: fewer of them leave the time to get through it."""
HOLD_SECONDS = 0.150
"""How long a program may hold its screen back (mode 2026) before it is shown half drawn."""


class Pacer:
    """The first frame after quiet goes at once; in a flood each waits for the one before and a pause."""

    def __init__(self) -> None:
        self._in_flight: int | None = None
        self._sent_at = float("-inf")
        self._made_seconds = 0.0
        self._interval = FOCUSED_SECONDS
        self.visible = False
        self.focused = False

    @property
    def ready(self) -> bool:
        """Return whether a frame may be made at all: somebody looks and has painted the last one."""
        return self.visible and self._in_flight is None

    def wait(self, now: float, *, floods: bool = False) -> float:
        """Return the seconds until the next frame may be made, of a program that floods the screen or does not."""
        interval = max(self._interval, FLOOD_SECONDS, FLOOD_COST * self._made_seconds) if floods else self._interval
        return max(0.0, self._sent_at + interval - now)

    def sent(self, sequence: int, now: float, made_seconds: float = 0.0) -> None:
        """Remember the frame that is in flight, begun at ``now``, and what it took to make it."""
        self._in_flight = sequence
        self._sent_at = now
        self._made_seconds = made_seconds

    def acknowledged(self, sequence: int, paint_seconds: float) -> bool:
        """Take the acknowledgement of a frame; return whether it was the one in flight."""
        if sequence != self._in_flight:
            return False
        self._in_flight = None
        least, cost = (FOCUSED_SECONDS, FOCUSED_COST) if self.focused else (UNFOCUSED_SECONDS, UNFOCUSED_COST)
        self._interval = max(least, cost * paint_seconds)
        return True

    def restart(self) -> None:
        """Forget the frame in flight: whoever it was for is gone."""
        self._in_flight = None
        self._sent_at = float("-inf")
