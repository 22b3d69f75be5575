"""The portable engine's screen."""

from __future__ import annotations

import pytest

from console.terminal.screen import Screen, width_of


def lines(screen: Screen) -> list[str]:
    return [
        "".join(map(screen.clusters.text, line.cells[0, : screen.cols].tolist())).rstrip() for line in screen.grid.lines
    ]


@pytest.mark.parametrize(
    ("character", "width"),
    [("a", 1), ("é", 1), ("中", 2), ("\u0301", 0), ("\u200d", 0), ("\U0001f600", 2), ("\U0001f3fb", 2)],
)
def test_widths(character: str, width: int) -> None:
    assert width_of(character) == width


def test_clusters_are_one_character() -> None:
    screen = Screen(20, 2, 0)
    screen.text("e\u0301\U0001f44d\U0001f3fb\U0001f469\u200d\U0001f52c\U0001f1e9\U0001f1ea")
    assert screen.x == 1 + 2 + 2 + 2
    assert lines(screen)[0] == "e\u0301\U0001f44d\U0001f3fb\U0001f469\u200d\U0001f52c\U0001f1e9\U0001f1ea"


def test_a_heart_becomes_an_emoji() -> None:
    screen = Screen(20, 2, 0)
    screen.text("\u2764\ufe0f")
    assert screen.x == 2


def test_endless_combining_is_bounded() -> None:
    screen = Screen(20, 2, 0)
    screen.text("e" + "\u0301" * 10_000)
    assert len(lines(screen)[0]) <= 32


def test_the_alternate_screen_has_its_own_saved_cursor() -> None:
    screen = Screen(20, 5, 0)
    screen.go(3, 3)
    screen.save()
    screen.switch(alternate=True)
    screen.go(1, 1)
    screen.save()
    screen.switch(alternate=False)
    screen.restore()
    assert (screen.x, screen.y) == (3, 3)


def test_moving_stops_at_the_margins_that_it_is_inside_of() -> None:
    screen = Screen(20, 10, 0)
    screen.top, screen.bottom = 2, 5
    screen.y = 4
    screen.move(0, 99)
    assert screen.y == 5
    screen.y = 8
    screen.move(0, 99)
    assert screen.y == 9


def test_resizing_in_the_alternate_screen_keeps_the_primary() -> None:
    screen = Screen(20, 5, 100)
    screen.plain("kept")
    screen.switch(alternate=True)
    screen.resize(10, 3)
    screen.plain("full")
    screen.switch(alternate=False)
    assert lines(screen)[0] == "kept"
