from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.ui.panes import end_text
from console.ui.terminals import Terminals
from console.ui.theme import Themes
from console.ui.window import Window
from console.wire import messages as m
from tests.gui.conftest import Desk, drop
from tests.gui.fakes import FakeBridge, FakeClock, tab, welcome
from tests.gui.fleet import fleet

LOST = Problem("ssh.lost", "The connection to {host} was lost.", "Connect again.", {"host": "gpu-a03"})


def words(desk: Desk) -> str:
    pane = desk.window.desk.panes.pane(TerminalId(1))
    assert pane is not None
    return " | ".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible() and label.text())


def test_the_head_says_who_where_and_that_the_key_is_known(desk: Desk) -> None:
    assert words(desk) == "ops@gpu-a03.fra1.example.com | 192.0.2.13 | Key verified"
    desk.bridge.tab_changed.emit(replace_tab(tab(1, desk.views["gpu-a03"]), key_verified=False))
    assert "Key verified" not in words(desk)


def replace_tab(known: m.Tab, **changes: bool) -> m.Tab:
    return msgspec.structs.replace(known, **changes)


@pytest.mark.parametrize("state", [m.TabState.LOST, m.TabState.ENDED, m.TabState.WAITING])
def test_a_session_that_is_over_says_so_and_enter_connects_anew(desk: Desk, qtbot: QtBot, state: m.TabState) -> None:
    terminal = desk.maker.made[TerminalId(1)]
    problem = LOST if state is m.TabState.LOST else None
    desk.bridge.tab_changed.emit(tab(1, desk.views["gpu-a03"], state, problem))
    assert "Press Enter" in words(desk)
    assert terminal.dimmed is (state is m.TabState.LOST)
    qtbot.keyClick(terminal, Qt.Key.Key_X)
    assert not desk.bridge.sent_of(m.Reconnect)
    qtbot.keyClick(terminal, Qt.Key.Key_Return)
    assert desk.bridge.sent_of(m.Reconnect) == [m.Reconnect(terminal_id=TerminalId(1))]
    assert terminal.keys == [Qt.Key.Key_X]


def test_a_session_that_is_back_takes_enter_itself(desk: Desk, qtbot: QtBot) -> None:
    terminal = desk.maker.made[TerminalId(1)]
    desk.bridge.tab_changed.emit(tab(1, desk.views["gpu-a03"], m.TabState.LOST, LOST))
    desk.bridge.tab_changed.emit(tab(1, desk.views["gpu-a03"]))
    qtbot.keyClick(terminal, Qt.Key.Key_Return)
    assert terminal.keys == [Qt.Key.Key_Return]
    assert not desk.bridge.sent_of(m.Reconnect)
    assert "Press Enter" not in words(desk)
    assert not terminal.dimmed


def test_the_cause_is_told(desk: Desk) -> None:
    view = replace(desk.views["gpu-a03"])
    assert end_text(tab(1, view, m.TabState.LOST, LOST)) == "The connection to gpu-a03 was lost."
    assert end_text(tab(1, view, m.TabState.LOST)) == "Connection lost."
    assert end_text(tab(1, view, m.TabState.ENDED)) == "The shell has ended."
    at = datetime(2026, 11, 20, 14, 31, 7, tzinfo=UTC)
    back = msgspec.structs.replace(tab(1, view, m.TabState.WAITING), restored_at=at.timestamp())
    assert end_text(back).startswith("This terminal is as it was on Fri 20 Nov 2026 at ")


def test_alt_and_a_digit_are_not_left_to_the_terminal(desk: Desk) -> None:
    terminal = desk.maker.made[TerminalId(1)]
    alt = Qt.KeyboardModifier.AltModifier
    for key, taken in ((Qt.Key.Key_3, False), (Qt.Key.Key_X, True)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, alt)
        event.accept()
        QApplication.sendEvent(terminal, event)
        assert (terminal.overrides > 0) is taken


def test_alt_and_a_digit_choose_a_tab_of_real_terminals(qtbot: QtBot, themes: Themes) -> None:
    bridge = FakeBridge()
    window = Window(bridge, themes, FakeClock(), Terminals(bridge, themes.current, lambda: None))
    views = fleet()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    bridge.welcome.emit(welcome(views[:2], (tab(1, views[0]), tab(2, views[1])), 1))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.desk.strip.active() == 2
    assert not bridge.sent_of(m.KeyPress)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert bridge.sent_of(m.KeyPress)
    window.close_for_good()
    drop(window)


def test_who_comes_in_by_tab_is_told_the_way_out(desk: Desk) -> None:
    terminal = desk.maker.made[TerminalId(1)]
    assert terminal.accessibleName() == "Terminal gpu-a03"
    terminal.clearFocus()
    terminal.setFocus(Qt.FocusReason.TabFocusReason)
    assert "Ctrl+Shift+Esc leaves the terminal" in words(desk)
    terminal.clearFocus()
    terminal.setFocus(Qt.FocusReason.MouseFocusReason)
    assert "Ctrl+Shift+Esc" not in words(desk)
