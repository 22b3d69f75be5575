from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.model.node import Distro, Environment
from console.ui.broadcastpreview import Member
from console.ui.broadcastsheet import BroadcastSheet
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk

UBUNTU = Distro("ubuntu", "debian", "Ubuntu", "24.04", "Ubuntu 24.04")
RHEL = Distro("rhel", "rhel", "RHEL", "9.6", "RHEL 9.6")
ONE = Member(TerminalId(1), "gpu01", "ops@gpu01", "ops", UBUNTU, "x86_64", Environment.STAGING, "Rack A01")
MEMBERS = (
    ONE,
    replace(ONE, terminal_id=TerminalId(2), name="gpu02"),
    replace(ONE, terminal_id=TerminalId(3), name="gpu03", distro=RHEL, group="Rack B01"),
    replace(ONE, terminal_id=TerminalId(4), name="gpu04", environment=Environment.PRODUCTION, group="Rack B01"),
)


def shown(desk: Desk, members: Sequence[Member] = MEMBERS) -> BroadcastSheet:
    sheet = BroadcastSheet(desk.window.themes, members, TerminalId(1))
    desk.window.sheets.present(sheet)
    return sheet


def press(sheet: BroadcastSheet, words: str) -> None:
    next(button for button in sheet.findChildren(QPushButton) if button.text() == words).click()


def words(sheet: BroadcastSheet) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel) if label.isVisible())


def test_only_the_terminal_that_asked_is_ticked_and_one_is_not_enough(desk: Desk) -> None:
    sheet = shown(desk)
    assert [member.name for member in sheet.ticked()] == ["gpu01"]
    assert not sheet.start_button.isEnabled()
    assert QApplication.focusWidget() is sheet.table
    assert unnamed_widgets(sheet) == []


def test_a_group_is_ticked_at_once_and_alike(desk: Desk, qtbot: QtBot) -> None:
    sheet = shown(desk)
    press(sheet, "All of Rack A01")
    assert "Ubuntu 24.04 (2)" in words(sheet)
    assert "They are alike." in words(sheet)
    with qtbot.waitSignal(sheet.chosen) as chosen:
        sheet.start_button.click()
    assert chosen.args == [(1, 2)]
    assert desk.window.sheets.current is None


def test_the_space_bar_ticks_and_differences_are_shown(desk: Desk, qtbot: QtBot) -> None:
    sheet = shown(desk)
    for _step in range(2):
        qtbot.keyClick(sheet.table, Qt.Key.Key_Down)
    qtbot.keyClick(sheet.table, Qt.Key.Key_Space)
    assert [member.name for member in sheet.ticked()] == ["gpu01", "gpu03"]
    assert "Ubuntu 24.04 (1), RHEL 9.6 (1)" in words(sheet)
    assert "They differ in: system." in words(sheet)
    assert sheet.start_button.isEnabled()


def test_production_needs_its_word(desk: Desk, qtbot: QtBot) -> None:
    sheet = shown(desk)
    assert not sheet.typed_word.isVisible()
    press(sheet, "All")
    assert sheet.start_button.text() == "Input to 4 terminals"
    assert sheet.start_button.property("kind") == "danger"
    assert not sheet.start_button.isEnabled()
    qtbot.keyClicks(sheet.typed_word, "PRODUCTION")
    assert sheet.start_button.isEnabled()
    press(sheet, "None")
    assert not sheet.typed_word.isVisible()
    assert not sheet.start_button.isEnabled()
