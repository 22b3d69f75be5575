from __future__ import annotations

from msgspec.structs import replace

from console.ui.terminal.selection import Selection, Spot
from console.wire.frames import Mode
from console.wire.messages import ScrollTerminal
from tests.gui.terminal.conftest import Desk, colors_of
from tests.gui.terminal.page import COLORS, with_history


def test_before_the_first_frame_the_size_is_what_fits(desk: Desk) -> None:
    surface = desk.widget.surface
    assert surface.size_in_cells() == (40, 10)
    assert not surface.wants_mouse("press")
    assert surface.row(0) is None


def test_the_program_does_not_get_the_mouse_while_scrolled_back(desk: Desk) -> None:
    surface = desk.widget.surface
    frame = replace(desk.page.frame(), modes=Mode.MOUSE_DRAG)
    desk.widget.apply_frame(with_history(frame, oldest=0, history=9, first=9))
    assert (surface.wants_mouse("press"), surface.wants_mouse("drag"), surface.wants_mouse("motion")) == (
        True,
        True,
        False,
    )
    desk.widget.apply_frame(with_history(frame, oldest=0, history=9, first=2))
    assert not surface.wants_mouse("press")


def test_scrolling_goes_to_absolute_rows(desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=5, history=95, first=100))
    for row in (40, 0, None):
        desk.widget.surface.scroll_to(row)
    rows = [scroll.first_row for scroll in desk.take(ScrollTerminal) if isinstance(scroll, ScrollTerminal)]
    assert rows == [40, 5, None]


def test_everything_is_marked_with_its_scrollback(desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=7, history=93, first=100))
    states: list[bool] = []
    desk.widget.selection_changed.connect(states.append)
    desk.widget.surface.select_all()
    assert desk.widget.surface.selection == Selection(Spot(7, 0), Spot(109, 40))
    assert colors_of(desk.cell(20, 5)) == {COLORS.selection}
    desk.widget.surface.clear_selection()
    assert states == [True, False]
    assert not desk.widget.has_selection
