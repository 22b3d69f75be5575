"""How long to wait before the next attempt."""

from __future__ import annotations

from collections.abc import Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0


def backoff(attempt: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait before attempt ``attempt`` (0 is the first repetition).

    The ceiling doubles from 1 s to 60 s; full jitter below it keeps a thousand nodes that were lost
    together from coming back together. ``random`` returns numbers in [0, 1).
    """
    # The exponent is capped so that the millionth attempt does not compute a huge number.
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(max(attempt, 0), 16))
    return ceiling * random()
