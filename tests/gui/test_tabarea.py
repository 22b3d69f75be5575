from __future__ import annotations

from console.model.ids import TerminalId
from console.model.split import Side
from console.ui.tabbutton import TabButton
from tests.gui.conftest import Desk


def shown_tabs(desk: Desk) -> dict[int, bool]:
    return {b.terminal_id: b.isChecked() for b in desk.window.desk.strip.findChildren(TabButton)}


def test_the_tabs_of_all_panes_that_are_seen_have_the_ground_of_a_terminal(desk: Desk) -> None:
    area = desk.window.desk
    area.arrange(area.arrangement.docked(3, 1, Side.BELOW))
    assert area.strip.order() == (1, 3, 2)
    assert shown_tabs(desk) == {1: True, 3: True, 2: False}
    area.zoom_pane()
    assert shown_tabs(desk) == {1: False, 3: True, 2: False}


def test_the_head_of_the_focused_pane_stands_out(desk: Desk) -> None:
    area = desk.window.desk
    area.arrange(area.arrangement.docked(3, 1, Side.BELOW).with_focus(1))
    first, third = area.pane(TerminalId(1)), area.pane(TerminalId(3))
    assert first is not None
    assert third is not None
    assert [pane._head._is_front for pane in (first, third)] == [True, False]
