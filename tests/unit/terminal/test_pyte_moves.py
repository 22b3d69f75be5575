"""Moves on the portable screen, beyond the table that both engines share."""

from __future__ import annotations

import pytest

from console.terminal.pyte_moves import Moves
from console.terminal.screen import Screen


def moves(x: int = 0, y: int = 0) -> Moves:
    """Return moves on a screen of 40 by 6."""
    made = Moves()
    made.screen = Screen(40, 6, 0)
    made.screen.go(x, y)
    return made


@pytest.mark.parametrize(
    ("start", "event", "count", "column"),
    [
        (0, "tab_forward", 0, 8), (0, "tab_forward", 2, 16), (7, "tab_forward", 1, 8), (8, "tab_forward", 1, 16),
        (0, "tab_forward", 60_000, 39), (39, "tab_back", 0, 32), (32, "tab_back", 2, 16), (3, "tab_back", 60_000, 0),
    ],
)  # fmt: skip
def test_tabs(start: int, event: str, count: int, column: int) -> None:
    made = moves(start)
    getattr(made, event)(count)
    assert made.screen.x == column


def test_tab_stops_are_set_and_cleared() -> None:
    made = moves(3)
    made.set_tab_stop()
    made.screen.x = 8
    made.clear_tab_stop()
    made.screen.x = 0
    made.tab()
    assert made.screen.x == 3
    made.tab()
    assert made.screen.x == 16
    made.clear_tab_stop(3)
    made.screen.x = 0
    made.tab()
    assert made.screen.x == 39


def test_a_tab_keeps_a_wrap_that_waits() -> None:
    made = moves()
    made.screen.plain("x" * 40)
    made.tab()
    assert made.screen.x == 40


def test_a_count_of_zero_is_one() -> None:
    made = moves(5, 3)
    for event in (made.cursor_up, made.cursor_down, made.cursor_back, made.cursor_forward):
        event(0)
    assert (made.screen.x, made.screen.y) == (5, 3)
    made.cursor_up1(0)
    assert (made.screen.x, made.screen.y) == (0, 2)
    made.cursor_position(0, 0)
    assert (made.screen.x, made.screen.y) == (0, 0)


def test_margins_of_less_than_two_lines_are_refused() -> None:
    made = moves(5, 3)
    made.set_margins(4, 4)
    made.set_margins(99, 0)
    assert (made.screen.top, made.screen.bottom, made.screen.y) == (0, 5, 3)
    made.set_margins(2, 99)
    assert (made.screen.top, made.screen.bottom, made.screen.y) == (1, 5, 0)
