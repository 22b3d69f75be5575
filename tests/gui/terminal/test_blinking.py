"""The blinking cursor, and blinking text."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.terminal.blinking import MOST_HALVES, CursorBlink, TextBlink
from console.wire.frames import Attribute, Frame, FrameFlag
from tests.gui.terminal.conftest import Desk, colors_of, where
from tests.gui.terminal.page import Style

CURSOR = 0xA5D0FF


def timer(blink: CursorBlink) -> QTimer:
    return blink.findChildren(QTimer)[0]


def frame(desk: Desk) -> Frame:
    made = desk.page.frame(cursor=(0, 0))
    return replace(made, flags=made.flags | FrameFlag.CURSOR_BLINKS)


def test_a_cursor_that_blinks_is_gone_for_half_the_time(desk: Desk) -> None:
    desk.widget.apply_frame(frame(desk))
    assert where(desk.picture(), CURSOR)
    timer(desk.widget.display.blink).timeout.emit()
    assert not where(desk.picture(), CURSOR)
    timer(desk.widget.display.blink).timeout.emit()
    assert where(desk.picture(), CURSOR)


def test_what_is_printed_brings_it_back_at_once(desk: Desk) -> None:
    desk.widget.apply_frame(frame(desk))
    timer(desk.widget.display.blink).timeout.emit()
    desk.page.put(2, 0, "x")
    desk.widget.apply_frame(frame(desk))
    assert where(desk.picture(), CURSOR)


def test_it_stays_where_nothing_asks_for_it_and_where_keys_do_not_go(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=(0, 0)))
    assert not timer(desk.widget.display.blink).isActive()
    desk.widget.apply_frame(frame(desk))
    assert timer(desk.widget.display.blink).isActive()
    desk.widget.clearFocus()
    assert not timer(desk.widget.display.blink).isActive()
    assert desk.widget.display.blink.shown


def test_it_comes_to_rest(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    host.activateWindow()
    host.setFocus()
    qtbot.waitUntil(host.hasFocus)
    blink = CursorBlink(host, lambda: None)
    blink.wanted = True
    blink.restart()
    for _ in range(MOST_HALVES):
        timer(blink).timeout.emit()
    assert blink.shown
    assert not timer(blink).isActive()


def blinking(desk: Desk) -> TextBlink:
    """Show blinking text in row 2, other text in row 3."""
    desk.page.put(2, 0, "██", Style(fg=0xFFFFFF, attributes=int(Attribute.BLINK)))
    desk.page.put(3, 0, "██", Style(fg=0xFFFFFF))
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    return desk.widget.display.text_blink


def turn(blink: TextBlink) -> None:
    blink._timer.timeout.emit()


def test_text_that_blinks_fades_and_never_goes(desk: Desk) -> None:
    blink = blinking(desk)
    seen = []
    for _ in range(3):
        (shown,) = colors_of(desk.cell(0, 2))
        seen.append(shown)
        assert colors_of(desk.cell(0, 3)) == {0xFFFFFF}
        turn(blink)
    assert seen[0] == seen[2] == 0xFFFFFF
    assert 0x60 < seen[1] & 0xFF < 0xA0


def test_the_rhythm_goes_on_while_other_rows_change(desk: Desk) -> None:
    blink = blinking(desk)
    turn(blink)
    desk.page.put(5, 0, "x")
    desk.widget.apply_frame(desk.page.frame([2, 5], cursor=None))
    assert colors_of(desk.cell(0, 2)) != {0xFFFFFF}


def test_text_comes_to_rest_when_nothing_is_printed_any_more(desk: Desk) -> None:
    blink = blinking(desk)
    for _ in range(MOST_HALVES):
        turn(blink)
    assert not blink._timer.isActive()
    assert colors_of(desk.cell(0, 2)) == {0xFFFFFF}
    desk.widget.apply_frame(desk.page.frame([5], cursor=None))
    assert blink._timer.isActive()


def test_without_such_text_there_is_nothing_to_wake_up_for(desk: Desk) -> None:
    blink = blinking(desk)
    turn(blink)
    desk.page.put(2, 0, "  ")
    desk.widget.apply_frame(desk.page.frame([2], cursor=None))
    turn(blink)
    assert not blink._timer.isActive()
    assert not blink.faded


def test_who_bears_no_blinking_sees_it_clear(desk: Desk) -> None:
    blink = blinking(desk)
    turn(blink)
    blink.allow(allowed=False)
    assert colors_of(desk.cell(0, 2)) == {0xFFFFFF}
    assert not blink._timer.isActive()
    blink.allow(allowed=True)
    assert blink._timer.isActive()
    desk.widget.apply_frame(frame(desk))
    desk.widget.display.blink.allowed = False
    desk.widget.display.blink.restart()
    assert not timer(desk.widget.display.blink).isActive()
