from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.ui.filtersheet import SaveFilterSheet
from console.ui.theme import Themes
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import drop


def test_a_name_is_needed_and_one_that_is_taken_is_said_to_be(qtbot: QtBot, themes: Themes) -> None:
    sheet = SaveFilterSheet(themes, "state:bad env:prod", ("Bad",))
    sheet.show()
    chosen: list[str] = []
    sheet.chosen.connect(chosen.append)
    assert "state:bad env:prod" in [part.text() for part in sheet.findChildren(QLabel)]
    assert not sheet.save_button.isEnabled()
    qtbot.keyClicks(sheet.edit, " Bad ")
    assert sheet.save_button.text() == "Replace"
    qtbot.keyClicks(sheet.edit, "  nodes")
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    assert chosen == ["Bad nodes"]
    assert not unnamed_widgets(sheet)
    assert not unreachable_widgets(sheet)
    drop(sheet)
