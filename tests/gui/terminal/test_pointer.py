from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.ui.terminal.selection import Selection, Spot
from console.wire.frames import Mode
from console.wire.messages import FindLine, KeyPress, LineRows, Mods, MouseInput, ScrollTerminal
from tests.gui.terminal.conftest import Desk, colors_of
from tests.gui.terminal.mouse import Mouse
from tests.gui.terminal.page import COLORS, with_history

Button = Qt.MouseButton
Mod = Qt.KeyboardModifier
PLAIN = Mode(0)


def show(desk: Desk, modes: Mode = PLAIN, *, history: int = 0) -> Mouse:
    frame = with_history(desk.page.frame(cursor=None), oldest=0, history=history, first=history)
    desk.widget.apply_frame(replace(frame, modes=modes))
    return Mouse(desk)


def reports(desk: Desk) -> list[tuple[str, int, int, int]]:
    return [(m.kind, m.button, m.x, m.y) for m in desk.take(MouseInput) if isinstance(m, MouseInput)]


def marked(desk: Desk) -> Selection | None:
    return desk.widget.surface.selection


# ---- marking -----------------------------------------------------------------------------------


def test_dragging_marks_and_shows_it(desk: Desk) -> None:
    desk.page.put(1, 0, "hello world")
    mouse = show(desk, history=100)
    mouse.drag((1.2, 1), (4.8, 1))
    assert marked(desk) == Selection(Spot(101, 1), Spot(101, 5))
    assert COLORS.selection in colors_of(desk.cell(1, 1))
    assert COLORS.selection not in colors_of(desk.cell(0, 1)) | colors_of(desk.cell(5, 1))
    assert not reports(desk)
    mouse.press(8, 3)
    mouse.release(8, 3)
    assert marked(desk) is None
    assert COLORS.selection not in colors_of(desk.picture())


def test_two_clicks_mark_a_word_three_a_line(desk: Desk) -> None:
    desk.page.put(1, 0, "cat /etc/hosts now")
    mouse = show(desk)
    mouse.double(6.5, 1)
    assert marked(desk) == Selection(Spot(1, 4), Spot(1, 14))
    mouse.press(6.5, 1, later=100)
    mouse.release(6.5, 1)
    assert marked(desk) == Selection(Spot(1, 0), Spot(2, 0))


def test_three_clicks_mark_the_whole_line_also_where_it_is_out_of_sight(desk: Desk) -> None:
    desk.page.put(0, 0, "the end of a long line")
    mouse = show(desk, history=100)
    mouse.double(6.5, 0)
    mouse.press(6.5, 0, later=100)
    mouse.release(6.5, 0)
    assert marked(desk) == Selection(Spot(100, 0), Spot(101, 0))
    request, reply = next(asked for asked in desk.asked if isinstance(asked[0], FindLine))
    assert request == FindLine(terminal_id=desk.widget.terminal_id, row=100)
    reply(LineRows(93, 100))
    assert marked(desk) == Selection(Spot(93, 0), Spot(101, 0))
    mouse.press(3, 5, mods=Mod.ShiftModifier)
    mouse.release(3, 5, mods=Mod.ShiftModifier)
    assert marked(desk) == Selection(Spot(93, 0), Spot(106, 0))
    desk.widget.surface.clear_selection()
    reply(LineRows(93, 100))
    assert marked(desk) is None


def test_two_clicks_mark_a_link_that_the_edge_has_cut(desk: Desk) -> None:
    desk.page.put(1, 20, "https://www.example")
    desk.page.put(1, 39, ".")
    desk.page.put(2, 0, "com/a?b=(c), and")
    desk.page.wrapped[1] = True
    mouse = show(desk)
    mouse.double(3.5, 2)
    assert marked(desk) == Selection(Spot(1, 20), Spot(2, 11))


def test_shift_extends_what_was_marked_without_the_mouse(desk: Desk) -> None:
    mouse = show(desk)
    desk.widget.surface.select(Selection(Spot(3, 5), Spot(4, 10)))
    mouse.press(2, 1, mods=Mod.ShiftModifier)
    mouse.release(2, 1, mods=Mod.ShiftModifier)
    assert marked(desk) == Selection(Spot(1, 2), Spot(4, 10))


def test_alt_marks_a_block_and_shift_extends(desk: Desk) -> None:
    mouse = show(desk)
    mouse.drag((2, 1), (6, 3), Mod.AltModifier)
    assert marked(desk) == Selection(Spot(1, 2), Spot(3, 6), block=True)
    mouse.drag((2, 1), (6, 1))
    mouse.press(9, 4, mods=Mod.ShiftModifier)
    mouse.release(9, 4, mods=Mod.ShiftModifier)
    assert marked(desk) == Selection(Spot(1, 2), Spot(4, 9))


def test_holding_the_pointer_outside_scrolls(qtbot: QtBot, desk: Desk) -> None:
    mouse = show(desk, history=100)
    mouse.press(5, 3)
    mouse.move(5, -3)
    qtbot.waitUntil(lambda: any(isinstance(request, ScrollTerminal) for request in desk.said))
    (scroll, *_) = desk.take(ScrollTerminal)
    assert isinstance(scroll, ScrollTerminal)
    assert scroll.first_row is not None
    assert 90 <= scroll.first_row < 100
    mouse.release(5, -3)
    assert not desk.widget._pointer._autoscroll.isActive()


# ---- reports -----------------------------------------------------------------------------------


def test_a_program_that_wants_clicks_gets_clicks_only(desk: Desk) -> None:
    mouse = show(desk, Mode.MOUSE_CLICK)
    mouse.drag((3.5, 2), (7.5, 4))
    assert reports(desk) == [("press", 1, 3, 2), ("release", 1, 7, 4)]
    mouse.press(1.5, 1, Button.RightButton)
    mouse.release(1.5, 1)
    assert reports(desk) == [("press", 3, 1, 1), ("release", 3, 1, 1)]
    assert marked(desk) is None


def test_drags_are_reported_once_a_cell(desk: Desk) -> None:
    mouse = show(desk, Mode.MOUSE_DRAG)
    mouse.press(3.5, 2)
    for x in (3.6, 4.1, 4.5, 4.9):
        mouse.move(x, 2)
    mouse.release(4.9, 2)
    mouse.move(8, 8)
    assert reports(desk) == [("press", 1, 3, 2), ("move", 1, 4, 2), ("release", 1, 4, 2)]


def test_motion_without_a_button_and_places_outside_the_grid(desk: Desk) -> None:
    mouse = show(desk, Mode.MOUSE_MOTION)
    mouse.move(4.5, 5)
    mouse.move(-2, -4)
    mouse.move(99, 99)
    assert reports(desk) == [("move", 0, 4, 5), ("move", 0, 0, 0), ("move", 0, 39, 9)]


def test_shift_keeps_the_mouse_from_the_program(desk: Desk) -> None:
    mouse = show(desk, Mode.MOUSE_MOTION | Mode.MOUSE_CLICK)
    mouse.drag((2, 1), (6, 1), Mod.ShiftModifier)
    assert marked(desk) == Selection(Spot(1, 2), Spot(1, 6))
    assert not reports(desk)


def test_modifiers_are_reported(desk: Desk) -> None:
    mouse = show(desk, Mode.MOUSE_CLICK)
    mouse.press(0.5, 0, mods=Mod.ControlModifier)
    (press,) = desk.take(MouseInput)
    assert isinstance(press, MouseInput)
    assert press.mods == Mods(control=True)
    mouse.release(0.5, 0)


# ---- wheel -------------------------------------------------------------------------------------


def test_the_wheel_scrolls_by_three_lines_and_adds_up_small_steps(desk: Desk) -> None:
    mouse = show(desk, history=100)
    mouse.wheel(1, 1, 120)
    for _ in range(8):
        mouse.wheel(1, 1, 5)
    rows = [scroll.first_row for scroll in desk.take(ScrollTerminal) if isinstance(scroll, ScrollTerminal)]
    assert rows == [97, 96]
    mouse.wheel(1, 1, -480)
    (scroll,) = desk.take(ScrollTerminal)
    assert isinstance(scroll, ScrollTerminal)
    assert scroll.first_row is None


def test_the_wheel_at_the_end_asks_for_nothing(desk: Desk) -> None:
    mouse = show(desk, history=100)
    mouse.wheel(1, 1, -120)
    assert not desk.take(ScrollTerminal)


@pytest.mark.parametrize(("eighths", "button"), [(120, 4), (-120, 5)])
def test_the_wheel_is_reported_to_a_program_that_wants_the_mouse(desk: Desk, eighths: int, button: int) -> None:
    mouse = show(desk, Mode.MOUSE_CLICK | Mode.ALTERNATE_SCREEN | Mode.ALTERNATE_SCROLL)
    mouse.wheel(2.5, 3, eighths)
    assert reports(desk) == [("wheel", button, 2, 3)]
    assert not desk.take(KeyPress)


def test_on_the_alternate_screen_the_wheel_is_arrows(desk: Desk) -> None:
    mouse = show(desk, Mode.ALTERNATE_SCREEN | Mode.ALTERNATE_SCROLL)
    mouse.wheel(1, 1, 120)
    mouse.wheel(1, 1, -120)
    keys = [key.key for key in desk.take(KeyPress) if isinstance(key, KeyPress)]
    assert keys == ["ArrowUp"] * 3 + ["ArrowDown"] * 3
