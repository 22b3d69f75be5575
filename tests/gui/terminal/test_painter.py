from __future__ import annotations

import numpy as np

from console.ui.terminal.highlights import Highlights
from console.ui.terminal.painter import SPARE, Painter
from console.ui.terminal.screen import Screen
from console.ui.terminal.selection import Selection, Spot
from tests.gui.terminal.conftest import colors_of
from tests.gui.terminal.page import COLORS, Page, Style


def make(page: Page) -> tuple[Screen, Painter]:
    return Screen(page.frame()), Painter(
        page.atlas, page.atlas.tiles(13.0, 1.0), page.rows, page.cols, COLORS.background
    )


def test_only_dirty_rows_are_painted(page: Page) -> None:
    screen, painter = make(page)
    assert painter.paint(screen, COLORS, Highlights()) == list(range(10))
    assert painter.paint(screen, COLORS, Highlights()) == []
    page.put(3, 0, "x")
    screen.apply(page.frame([3]))
    assert painter.paint(screen, COLORS, Highlights()) == [3]


def test_bands_come_from_the_top(page: Page) -> None:
    screen, painter = make(page)
    assert painter.paint(screen, COLORS, Highlights(), most_rows=4) == [0, 1, 2, 3]
    height = painter.image.height() // 10
    assert colors_of(painter.image.copy(0, 4 * height, painter.image.width(), 6 * height)) == {COLORS.background}
    assert painter.paint(screen, COLORS, Highlights(), most_rows=4) == [4, 5, 6, 7]
    assert painter.paint(screen, COLORS, Highlights(), most_rows=4) == [8, 9]


def test_the_ring_begins_elsewhere_after_a_scroll(page: Page) -> None:
    _, painter = make(page)
    ring, dirty = 10 + 2 * SPARE, np.zeros(10, np.bool_)
    assert ring == 18
    for _ in range(4):
        painter.scroll(3, dirty)
    assert list(painter.pieces(0, 10)) == [(0, 12, ring - 12), (ring - 12, 0, 22 - ring)]
    assert list(painter.pieces(2, 4)) == [(2, 14, 2)]
    assert list(painter.pieces(-4, 99)) == [(0, 12, ring - 12), (ring - 12, 0, 22 - ring)]
    painter.scroll(-12, dirty)
    assert list(painter.pieces(0, 10)) == [(0, 0, 10)]


def test_rows_that_leave_the_screen_are_kept_if_they_were_painted(page: Page) -> None:
    _, painter = make(page)
    clean = np.ones(10, np.bool_)
    painter.scroll(3, clean)
    assert (painter.above, painter.below) == (3, 0)
    painter.scroll(2, clean)
    assert (painter.above, painter.below) == (SPARE, 0)
    painter.scroll(-1, clean)
    assert (painter.above, painter.below) == (SPARE - 1, 1)
    clean[8] = False
    painter.scroll(-3, clean)
    assert (painter.above, painter.below) == (0, 1)
    clean[0] = False
    painter.scroll(1, clean)
    assert (painter.above, painter.below) == (0, 0)


def test_marked_cells_stand_on_the_selection(page: Page) -> None:
    page.put(0, 0, "ab", Style(fg=0xFF0000))
    page.put(0, 2, "█", Style(fg=0x111111, bg=0xEEEEEE))
    screen, painter = make(page)
    painter.paint(screen, COLORS, Highlights(), Selection(Spot(0, 1), Spot(0, 3)))
    metrics = page.atlas.metrics(13.0, 1.0)
    cells = [painter.image.copy(col * metrics.width, 0, metrics.width, metrics.height) for col in range(3)]
    assert COLORS.background in colors_of(cells[0])
    assert COLORS.selection in colors_of(cells[1])
    assert COLORS.background not in colors_of(cells[1])
    # Text on a ground of its own would be lost: it takes the default colour.
    assert colors_of(cells[2]) == {COLORS.foreground}
