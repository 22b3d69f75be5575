from __future__ import annotations

import numpy as np

from console.ui.terminal.screen import Screen
from tests.gui.terminal.page import Page, Style


def text(screen: Screen, page: Page) -> list[str]:
    return ["".join(page.atlas.text(slot) for slot in screen.slots(row)).rstrip() for row in range(screen.rows)]


def numbered(page: Page) -> None:
    for row in range(page.rows):
        page.put(row, 0, str(row))


def test_a_full_frame_shows_everything(page: Page) -> None:
    numbered(page)
    screen = Screen(page.frame())
    assert text(screen, page) == list("0123456789")
    assert screen.dirty.all()


def test_a_scroll_moves_rows_and_what_waits_for_the_painter(page: Page) -> None:
    numbered(page)
    screen = Screen(page.frame())
    screen.dirty[:] = False
    screen.dirty[4] = True
    page.put(9, 0, "x")
    assert screen.apply(page.frame([9], scroll=2)) == 2
    # The core keeps what stood in the rows that came in, until it sends them; so do we.
    assert text(screen, page) == list("234567898x")
    assert np.flatnonzero(screen.dirty).tolist() == [2, 8, 9]


def test_a_scroll_back(page: Page) -> None:
    numbered(page)
    screen = Screen(page.frame())
    screen.dirty[:] = False
    screen.apply(page.frame([], scroll=-3))
    assert text(screen, page) == list("0120123456")
    assert np.flatnonzero(screen.dirty).tolist() == [0, 1, 2]


def lines(screen: Screen, row: int) -> tuple[int, int]:
    assert screen.attributes is not None
    assert screen.underline_colors is not None
    return int(screen.attributes[row, 0]), int(screen.underline_colors[row, 0])


def test_attributes_come_and_go(page: Page) -> None:
    screen = Screen(page.frame())
    page.put(1, 0, "u", Style(attributes=1, line_color=0xFF0000))
    screen.apply(page.frame([1]))
    assert lines(screen, 1) == (1, 0xFF0000)
    screen.apply(page.frame([], scroll=1))
    assert lines(screen, 0) == (1, 0xFF0000)
    page.put(0, 0, "p")
    screen.apply(page.frame([0]))
    assert lines(screen, 0) == (0, 0)


def test_rows_remember_that_they_go_on_in_the_next(page: Page) -> None:
    page.wrapped[4] = True
    screen = Screen(page.frame())
    screen.apply(page.frame([], scroll=2))
    assert np.flatnonzero(screen.wrapped).tolist() == [2]
    page.wrapped[:] = False
    screen.apply(page.frame([2]))
    assert not screen.wrapped.any()


def test_another_size_starts_anew(page: Page) -> None:
    screen = Screen(page.frame())
    other = Page(12, 3, page.atlas)
    other.put(0, 0, "y")
    screen.apply(other.frame())
    assert (screen.cols, screen.rows) == (12, 3)
    assert screen.keys.shape == (3, 12)
