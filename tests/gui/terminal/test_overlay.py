from __future__ import annotations

from console.ui.terminal.highlights import Highlight, Layer, Span
from console.ui.terminal.marks import MarkKind
from console.wire.messages import ScrollTerminal
from tests.gui.terminal.conftest import Desk, colors_of, where
from tests.gui.terminal.mouse import Mouse
from tests.gui.terminal.page import COLORS, Page, with_history


def test_a_highlight_is_painted_over_what_is_shown_and_goes_again(desk: Desk) -> None:
    desk.page.put(3, 0, "needle")
    desk.widget.apply_frame(with_history(desk.page.frame(cursor=None), oldest=0, history=50, first=50))
    before = desk.picture()
    desk.widget.overlay.set_highlights(Layer.SEARCH, [Span(53, 0, 6, Highlight(ground=0x203040))])
    assert 0x203040 in colors_of(desk.cell(0, 3))
    assert 0x203040 in colors_of(desk.cell(5, 3))
    assert 0x203040 not in colors_of(desk.cell(6, 3))
    desk.widget.overlay.set_highlights(Layer.SEARCH, [])
    assert desk.picture() == before


def test_a_highlight_stays_with_its_row(desk: Desk) -> None:
    desk.widget.overlay.set_highlights(Layer.TRIGGER, [Span(53, 0, 2, Highlight(ground=0x203040))])
    desk.widget.apply_frame(with_history(desk.page.frame(cursor=None), oldest=0, history=50, first=50))
    assert colors_of(desk.cell(0, 3)) == {0x203040}
    scrolled = with_history(desk.page.frame([9], scroll=1, cursor=None), oldest=0, history=51, first=51)
    desk.widget.apply_frame(scrolled)
    assert colors_of(desk.cell(0, 2)) == {0x203040}
    assert 0x203040 not in colors_of(desk.cell(0, 3))


def test_only_rows_that_look_different_are_painted(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    canvas = desk.widget.display.canvas
    assert canvas is not None
    highlights = desk.widget.display.highlights
    highlights.set(Layer.SEARCH, [Span(row, 0, 1) for row in range(0, 1000, 2)])
    before = highlights.set(Layer.SEARCH, [Span(row, 0, 1) for row in range(0, 1000, 3)])
    canvas.highlighted(before, highlights.layer(Layer.SEARCH))
    assert canvas.render() == [2, 3, 4, 8, 9]


def test_search_marks_keep_the_bar_in_sight(desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=90, first=90))
    desk.widget.overlay.set_marks(MarkKind.PROMPT, [10])
    assert COLORS.rule not in colors_of(desk.picture())
    desk.widget.overlay.set_marks(MarkKind.SEARCH, [20])
    shown = where(desk.picture(), COLORS.accent)
    assert shown
    assert min(x for x, _ in shown) >= desk.widget.width() - 14
    desk.widget.overlay.set_marks(MarkKind.SEARCH, [])
    assert not where(desk.picture(), COLORS.accent)


def test_the_pointer_reads_a_mark_and_a_click_goes_there(desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=90, first=90))
    desk.widget.overlay.set_marks(MarkKind.ERROR, [50])
    mouse = Mouse(desk)
    # 100 rows over ten rows of the screen and the padding.
    row = (50.5 / 100 * desk.widget.height() - 8) / desk.metrics.height - 0.5
    mouse.move(41, row)
    assert desk.widget.toolTip() == "Error"
    mouse.press(41, row)
    (scroll,) = desk.take(ScrollTerminal)
    assert isinstance(scroll, ScrollTerminal)
    assert scroll.first_row == 47
    mouse.release(41, row)
    mouse.move(10, row)
    assert desk.widget.toolTip() == ""


def test_highlights_outlive_a_new_size(desk: Desk) -> None:
    desk.widget.overlay.set_highlights(Layer.CURRENT, [Span(0, 0, 40)])
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    smaller = Page(20, 5, desk.page.atlas)
    desk.widget.apply_frame(smaller.frame(cursor=None))
    assert colors_of(desk.cell(19, 0)) == {COLORS.accent}
