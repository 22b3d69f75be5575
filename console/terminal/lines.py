"""Lines that are longer than a row, anywhere in the scrollback."""

from __future__ import annotations

from console.terminal.engine import Engine

STEP = 64
MOST_ROWS = 2048
"""Looked at on either side: 2 ms at most."""


def line_extent(engine: Engine, row: int) -> tuple[int, int]:
    """Return the first and the last row of the line that an absolute row belongs to."""
    first = last = row
    while row - first < MOST_ROWS:
        above = engine.wrapped(first - STEP, STEP)
        whole = all(above)
        first -= STEP if whole else above[::-1].index(False)
        if not whole:
            break
    while last - row < MOST_ROWS:
        below = engine.wrapped(last, STEP)
        whole = all(below)
        last += STEP if whole else below.index(False)
        if not whole:
            break
    return first, last
