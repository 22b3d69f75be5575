from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.canvas import Canvas, _under_cursor, warm_up
from console.ui.terminal.selection import Selection, Spot
from console.wire.frames import Glyph, Mode
from tests.gui.terminal.page import COLORS, Page, with_history


def make(page: Page) -> Canvas:
    canvas = Canvas(page.atlas, COLORS, 13.0, 1.0)
    canvas.take(page.frame())
    canvas.render()
    return canvas


def test_a_frame_names_the_rows_that_look_different(page: Page) -> None:
    canvas = make(page)
    assert canvas.take(page.frame([4], cursor=(0, 4))) == {0, 4}
    assert canvas.render() == [4]
    assert canvas.take(page.frame([9], scroll=1, cursor=(0, 9))) == set(range(10))


def test_nothing_is_painted_with_slots_of_another_generation(page: Page) -> None:
    canvas = make(page)
    page.atlas.add(2, 0, [Glyph(" ")])
    canvas.take(page.frame([4]))
    assert canvas.render() == []
    canvas.take(replace(page.frame(), generation=2))
    assert canvas.render() == list(range(10))


def test_a_released_framebuffer_comes_back(page: Page) -> None:
    canvas = make(page)
    canvas.release()
    assert canvas.waiting() == 10
    assert canvas.render() == list(range(10))


def test_marking_makes_the_changed_rows_dirty(page: Page) -> None:
    canvas = make(page)
    canvas.select(Selection(Spot(2, 0), Spot(4, 3)))
    assert canvas.render() == [2, 3, 4]
    canvas.select(Selection(Spot(2, 0), Spot(5, 3)))
    assert canvas.render() == [4, 5]
    canvas.select(None)
    assert canvas.render() == [2, 3, 4, 5]


def test_a_selection_stays_with_its_text(page: Page) -> None:
    canvas = Canvas(page.atlas, COLORS, 13.0, 1.0)
    canvas.take(with_history(page.frame(), oldest=0, history=50, first=50))
    marked = Selection(Spot(52, 0), Spot(53, 4))
    canvas.select(marked)
    canvas.take(with_history(page.frame([9], scroll=1), oldest=0, history=51, first=51))
    assert canvas.selection == marked
    canvas.take(with_history(page.frame([5]), oldest=0, history=51, first=51))
    assert canvas.selection == marked
    page.put(1, 0, "changed")
    canvas.take(with_history(page.frame([1]), oldest=0, history=51, first=51))
    assert canvas.selection is None


def test_a_selection_ends_with_its_screen_or_its_scrollback(page: Page) -> None:
    for change in (
        lambda frame: replace(frame, modes=Mode.ALTERNATE_SCREEN),
        lambda frame: with_history(frame, oldest=99, history=0, first=99),
    ):
        canvas = make(page)
        canvas.select(Selection(Spot(2, 0), Spot(3, 3)))
        canvas.take(change(page.frame([])))
        assert canvas.selection is None


def test_the_cursor_covers_a_wide_character_whole(page: Page) -> None:
    page.cluster(0, 4, "漢", wide=True)
    canvas = make(page)
    for x, cells in ((3, (3, 0, 1)), (4, (4, 0, 2)), (5, (4, 0, 2)), (6, (6, 0, 1)), (39, (39, 0, 1))):
        canvas.take(page.frame([], cursor=(x, 0)))
        assert canvas.cursor_cells() == cells
    canvas.take(page.frame([], cursor=None))
    assert canvas.cursor_cells() is None


@pytest.mark.parametrize(
    ("ink", "ground", "meant", "shown"),
    [
        (0xD5DDD9, 0x0F1413, None, 0x0F1413),
        (0x111111, COLORS.cursor, None, 0x111111),
        (0x202020, 0x9FC8F8, None, 0x202020),
        (0xB0C0D0, 0x9FC8F8, None, 0x000000),
        (0xD5DDD9, 0x0F1413, 0x330000, 0x330000),
        (0xD5DDD9, 0x0F1413, 0x9FC8F8, 0x0F1413),
    ],
)
def test_text_under_a_block_cursor_can_be_read(ink: int, ground: int, meant: int | None, shown: int) -> None:
    key = _under_cursor(7 << 48 | ink << 24 | ground, COLORS.cursor, meant)
    assert key == 7 << 48 | shown << 24 | COLORS.cursor


def test_texts_of_visible_rows(page: Page) -> None:
    page.put(3, 0, "abc")
    page.cluster(3, 3, "漢", wide=True)
    page.wrapped[3] = True
    canvas = Canvas(page.atlas, COLORS, 13.0, 1.0)
    assert canvas.row(0) is None
    canvas.take(with_history(page.frame(), oldest=0, history=100, first=100))
    row = canvas.row(103)
    assert row is not None
    texts, wraps = row
    assert (list(texts[:6]), wraps) == (["a", "b", "c", "漢", "", " "], True)
    assert canvas.row(99) is None
    assert canvas.row(110) is None


def test_warming_up_draws_nothing_yet(qapp: QApplication) -> None:
    atlas = GlyphAtlas()
    warm_up(atlas)
    assert not atlas.glyphs
    assert atlas.metrics(13.0, 1.0).width > 0
