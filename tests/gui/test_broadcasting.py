from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.ui.broadcasting import Broadcasting
from console.ui.broadcastsheet import BroadcastSheet
from console.ui.tabbook import TabBook
from console.ui.tabbutton import TabButton
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ONE, TWO, THREE = TerminalId(1), TerminalId(2), TerminalId(3)


@dataclass
class Stage:
    desk: Desk
    broadcasting: Broadcasting

    def key(self, qtbot: QtBot, key: Qt.Key) -> None:
        qtbot.keyClick(QApplication.focusWidget(), key, CTRL_SHIFT)

    def head(self, number: int) -> str:
        pane = self.desk.window.desk.pane(TerminalId(number))
        assert pane is not None
        return " ".join(label.text() for label in pane._head.findChildren(QLabel) if not label.isHidden())

    def tab(self, number: int) -> str:
        buttons = self.desk.window.desk.strip.findChildren(TabButton)
        return next(button.accessibleName() for button in buttons if button.terminal_id == number)

    def asked(self) -> list[m.Request]:
        return self.desk.bridge.sent_of(m.BroadcastInput)


@pytest.fixture
def stage(desk: Desk) -> Stage:
    book = TabBook(desk.bridge, desk.window)
    broadcasting = Broadcasting(desk.window, desk.bridge, book)
    for number, name in enumerate(("gpu-a03", "gpu-b02", "gpu-c01"), start=1):
        desk.bridge.tab_changed.emit(tab(number, desk.views[name]))
    return Stage(desk, broadcasting)


def test_the_sheet_asks_the_core(stage: Stage, qtbot: QtBot) -> None:
    stage.key(qtbot, Qt.Key.Key_I)
    sheet = stage.desk.window.sheets.current
    assert isinstance(sheet, BroadcastSheet)
    assert [member.name for member in sheet._members] == ["gpu-a03", "gpu-b02", "gpu-c01"]
    assert [member.terminal_id for member in sheet.ticked()] == [ONE]
    sheet.chosen.emit((ONE, THREE))
    assert stage.asked() == [m.BroadcastInput(terminals=(ONE, THREE))]
    assert not stage.desk.window.commands["broadcast"].isChecked(), "the core has not said so yet"
    sheet.reject()


def test_every_receiving_pane_and_tab_says_so(stage: Stage) -> None:
    stage.desk.bridge.broadcast.emit((ONE, THREE))
    assert "Input to 2 nodes" in stage.head(1)
    assert "Input to 2 nodes" in stage.head(3)
    assert "Input to" not in stage.head(2)
    assert "Input to 2 nodes" in stage.tab(1)
    assert "Input to" not in stage.tab(2)
    assert stage.desk.window.toast.isVisible()
    stage.desk.change(stage.desk.views["gpu-a03"])
    assert "Input to 2 nodes" in stage.tab(1), "also after the node has changed"
    stage.desk.bridge.broadcast.emit(())
    assert "Input to" not in stage.head(1) + stage.head(3) + stage.tab(1)
    stage.desk.window.toast.hide()


def test_two_terminals_on_one_node_are_counted_as_terminals(stage: Stage) -> None:
    stage.desk.bridge.tab_changed.emit(tab(2, stage.desk.views["gpu-a03"]))
    stage.desk.bridge.broadcast.emit((ONE, TWO))
    assert "Input to 2 terminals" in stage.head(1)
    stage.desk.window.toast.hide()


def test_one_key_ends_it_and_is_offered_only_then(stage: Stage, qtbot: QtBot) -> None:
    off = stage.desk.window.commands["broadcast_off"]
    assert not off.isEnabled()
    stage.desk.bridge.broadcast.emit((ONE, TWO))
    assert stage.desk.window.commands["broadcast"].isChecked()
    stage.key(qtbot, Qt.Key.Key_K)
    stage.key(qtbot, Qt.Key.Key_I)
    assert stage.asked() == [m.BroadcastInput(terminals=())] * 2
    stage.desk.bridge.broadcast.emit(())
    assert not off.isEnabled()
    assert not stage.desk.window.commands["broadcast"].isChecked()
    stage.desk.window.toast.hide()


def test_one_open_terminal_is_not_enough(stage: Stage, qtbot: QtBot) -> None:
    for number in (2, 3):
        stage.desk.bridge.tab_changed.emit(tab(number, stage.desk.views["gpu-b02"], m.TabState.LOST))
    stage.key(qtbot, Qt.Key.Key_I)
    assert stage.desk.window.sheets.current is None
    assert "Two open terminals" in stage.desk.window.toast.accessibleName()
    stage.desk.window.toast.hide()


def test_it_is_off_when_the_core_is_lost_or_another_is_there(stage: Stage) -> None:
    stage.desk.bridge.broadcast.emit((ONE, TWO))
    stage.desk.bridge.core_lost.emit(Problem("core.lost", "The core has ended."))
    assert stage.broadcasting.group == ()
    assert "Input to" not in stage.head(1)
    stage.desk.window.toast.hide()


def test_who_gets_what_is_typed(stage: Stage) -> None:
    stage.desk.bridge.broadcast.emit((ONE, THREE))
    assert stage.broadcasting.reach(THREE) == (THREE, ONE)
    assert stage.broadcasting.reach(TWO) == (TWO,)
    stage.desk.window.toast.hide()
