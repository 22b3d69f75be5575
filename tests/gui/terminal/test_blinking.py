"""The blinking cursor."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.terminal.blinking import MOST_HALVES, CursorBlink
from console.wire.frames import Frame, FrameFlag
from tests.gui.terminal.conftest import Desk, where

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
