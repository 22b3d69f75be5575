"""The same bytes on both engines give the same screen."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.unit.terminal.screens import KINDS, Shown, engine, show

TOKENS = (
    ["a", "hello ", "中", "\r", "\n", "\b", "\t", "\x1bD", "\x1bM", "\x1bE", "\x1b7", "\x1b8", "\x1bH", "x" * 25]
    + [f"\x1b[%d{final}" for final in "ABCDEFGdJKLMPX@STIZ"]
    + ["\x1b[%d;%dH", "\x1b[%d;%dr", "\x1b[r", "\x1b[%dm", "\x1b[38;5;%dm", "\x1b[0m", "\x1b[4h", "\x1b[4l", "\x1b[?7l"]
    + ["\x1b[?7h", "\x1b[?6h", "\x1b[?6l", "\x1b[?1049h", "\x1b[?1049l", "\x1b[6n", "\x1b[?25l", "\x1b[?25h"]
    + ["\x1b[48;5;4m", "\x1b[49m", "\x1b[7m", "\x1b[?5h", "\x1b[?5l", "\x1b[3g", "\x1b[!p", "\x1b[s", "\x1b[u"]
)


def stream(seed: int) -> bytes:
    """Return a program's output that both engines are to understand alike."""
    chance = random.Random(seed)
    parts = []
    for _ in range(chance.randint(2, 30)):
        token = chance.choice(TOKENS)
        parts.append(token.replace("%d", "{}").format(*(chance.choice((1, 1, 2, 3, 5, 9, 30)) for _ in range(2))))
    return "".join(parts).encode()


def summary(shown: Shown) -> tuple[object, ...]:
    """Return what has to be the same; rows of the alternate screen have numbers of their own."""
    view = shown.view
    rows = () if view.screen else (view.first_row, view.oldest_row, view.history_rows)
    return shown.lines, view.cursor, view.modes, view.screen, rows


DIFFERENCES = {
    6: "erasing a wide character also blanks the cell a line above that it did not fit into",
    86: "an alternate screen that nothing was written to is not filled with the background of the pen",
}


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_same_bytes_same_screen(first: int) -> None:
    for seed in range(first, first + 50):
        data = stream(seed)
        both = []
        for kind in KINDS:
            terminal = engine(kind)
            terminal.feed(data)
            both.append((show(terminal), terminal.take_replies(), terminal.take_events()))
            terminal.close()
        (fast, *fast_said), (slow, *slow_said) = both
        assert summary(fast) == summary(slow), (seed, data)
        assert fast_said == slow_said, (seed, data)
        alike = np.array_equal(fast.view.keys, slow.view.keys)
        assert alike == (seed not in DIFFERENCES), (seed, data)
