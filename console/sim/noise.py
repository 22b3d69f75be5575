"""Seeded values that move smoothly: the same key and the same moment give the same number."""

from __future__ import annotations

import hashlib
import math


def fraction(*key: object) -> float:
    """Return a number in [0, 1) that depends on ``key`` alone."""
    digest = hashlib.blake2b("/".join(map(str, key)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def pick(low: int, high: int, *key: object) -> int:
    """Return a whole number from ``low`` to ``high``, both included."""
    return low + int(fraction(*key) * (high - low + 1))


def hexadecimal(length: int, *key: object) -> str:
    """Return ``length`` hexadecimal digits."""
    return hashlib.blake2b("/".join(map(str, key)).encode(), digest_size=32).hexdigest()[:length]


def wander(moment: float, period_seconds: float, *key: object) -> float:
    """Return a smooth curve in [-1, 1] that meets a new seeded value every ``period_seconds``."""
    position = moment / period_seconds
    knot = math.floor(position)
    part = position - knot
    part = part * part * (3 - 2 * part)
    before, after = fraction(*key, knot), fraction(*key, knot + 1)
    return 2 * (before + (after - before) * part) - 1
