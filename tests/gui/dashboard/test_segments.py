from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.dashboard.segments import Segments
from console.ui.theme import Themes
from tests.gui.conftest import drop
from tests.gui.test_turning import act


def test_arrows_choose_and_each_word_has_a_name(qtbot: QtBot, themes: Themes) -> None:
    host = QWidget()
    segments = Segments(themes, ["One", "Two"], host)
    host.show()
    host.activateWindow()
    segments.buttons[0].setFocus()
    with qtbot.waitSignal(segments.chosen) as told:
        qtbot.keyClick(segments.buttons[0], Qt.Key.Key_Right)
    assert told.args == [1]
    assert [button.accessibleName() for button in segments.buttons] == ["One", "Two"]
    drop(host)


def test_a_screen_reader_chooses_a_word_and_cannot_leave_none_chosen(qtbot: QtBot, themes: Themes) -> None:
    host = QWidget()
    segments = Segments(themes, ["One", "Two"], host)
    with qtbot.waitSignal(segments.chosen) as told:
        act(segments.buttons[1])
    assert told.args == [1]
    act(segments.buttons[1])
    assert [button.isChecked() for button in segments.buttons] == [False, True]
    drop(host)
