from __future__ import annotations

from console.wire.messages import ScrollTerminal
from tests.gui.terminal.conftest import Desk, where
from tests.gui.terminal.mouse import Mouse
from tests.gui.terminal.page import COLORS, with_history


def scrolled(desk: Desk) -> list[int | None]:
    return [scroll.first_row for scroll in desk.take(ScrollTerminal) if isinstance(scroll, ScrollTerminal)]


def test_the_bar_comes_with_the_pointer_and_goes_with_it(desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=90, first=90))
    mouse = Mouse(desk)
    mouse.move(41, 5)
    assert where(desk.picture(), COLORS.rule)
    mouse.move(20, 5)
    assert not where(desk.picture(), COLORS.rule)


def test_dragging_goes_to_the_top_and_back(desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=90, first=90))
    mouse = Mouse(desk)
    mouse.press(41, 9.5)
    mouse.move(41, -5)
    mouse.move(41, 20)
    mouse.release(41, 20)
    rows = scrolled(desk)
    assert rows[1:] == [0, None]
    mouse.move(41, 3)
    assert not scrolled(desk)
    assert desk.widget.surface.selection is None


def test_without_a_scrollback_the_edge_is_the_terminals(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame())
    mouse = Mouse(desk)
    mouse.drag((41, 2), (3, 2))
    assert desk.widget.surface.selection is not None
