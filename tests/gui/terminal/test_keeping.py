from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.ui.terminal.keeping import still_there
from console.ui.terminal.screen import Screen
from console.ui.terminal.selection import Selection, Spot
from console.wire.frames import Frame, Mode
from tests.gui.terminal.page import Page, Style, with_history

MARKED = Selection(Spot(102, 2), Spot(104, 5))


def shown(page: Page) -> Screen:
    for row in range(page.rows):
        page.put(row, 0, f"line {row} of the text")
    return Screen(with_history(page.frame(), oldest=0, history=100, first=100))


def later(page: Page, rows: list[int], *, scrolled: int = 0) -> Frame:
    frame = page.frame(rows, scroll=scrolled)
    return with_history(frame, oldest=0, history=100 + scrolled, first=100 + scrolled)


@pytest.mark.parametrize(
    ("row", "col", "kept"), [(1, 0, True), (2, 0, True), (2, 3, False), (3, 30, False), (4, 6, True), (5, 0, True)]
)
def test_only_a_change_of_the_marked_text_itself_counts(page: Page, row: int, col: int, kept: bool) -> None:
    screen = shown(page)
    page.put(row, col, "X")
    assert still_there(MARKED, screen, later(page, list(range(10)))) is kept


def test_text_that_gets_another_colour_is_the_same_text(page: Page) -> None:
    screen = shown(page)
    page.put(3, 0, "line 3", Style(fg=0xFF0000))
    assert still_there(MARKED, screen, later(page, [3]))


def test_output_that_scrolls_moves_it_along(page: Page) -> None:
    screen = shown(page)
    page.keys[:-3] = page.keys[3:].copy()
    page.put(9, 0, "new")
    assert still_there(MARKED, screen, later(page, list(range(10)), scrolled=3))
    page.put(0, 0, "changed")
    assert not still_there(MARKED, screen, later(page, [0], scrolled=3))


def test_another_screen_another_size_and_a_trimmed_history_drop_it(page: Page) -> None:
    screen = shown(page)
    frame = later(page, [])
    assert not still_there(MARKED, screen, replace(frame, modes=Mode.ALTERNATE_SCREEN))
    assert not still_there(MARKED, screen, replace(frame, cols=41))
    assert not still_there(MARKED, screen, replace(frame, oldest_row=105))
    assert still_there(MARKED, screen, replace(frame, oldest_row=104))


def test_glyphs_with_other_numbers_are_not_compared(page: Page) -> None:
    screen = shown(page)
    frame = page.frame()
    assert still_there(MARKED, screen, replace(with_history(frame, oldest=0, history=100, first=100), generation=2))
