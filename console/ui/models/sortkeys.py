"""What rows are sorted by."""

from __future__ import annotations

import re
from functools import total_ordering

from msgspec import Struct

Natural = tuple[tuple[int, int, str], ...]


@total_ordering
class Backwards(Struct, frozen=True):
    """A text that sorts from its end to its beginning."""

    value: Natural

    def __lt__(self, other: Backwards) -> bool:
        return other.value < self.value


Key = tuple[int, bool, float | Natural | Backwards, int]
"""Groups before nodes, those without a value last, the value, and the order of the inventory."""


def natural(text: str) -> Natural:
    """Return what sorts ``gpu-9`` before ``gpu-10``, and case aside."""
    parts = re.split(r"(\d+)", text.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
