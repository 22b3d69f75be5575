from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.ui.namesheet import NameSheet, NameWords
from console.ui.theme import Themes


def test_a_name_is_needed_and_spaces_in_it_are_put_right(qtbot: QtBot, themes: Themes) -> None:
    words = NameWords("Save it", "Its name", "It is taken.")
    sheet = NameSheet(themes, words, QLabel("this"), ("Night watch",), 20)
    qtbot.addWidget(sheet)
    told: list[str] = []
    sheet.chosen.connect(told.append)
    assert not sheet.save_button.isEnabled()
    QTest.keyClick(sheet.edit, Qt.Key.Key_Return)
    QTest.keyClicks(sheet.edit, "  Night   watch ")
    assert sheet.save_button.text() == "Replace"
    QTest.keyClick(sheet.edit, Qt.Key.Key_Return)
    assert told == ["Night watch"]
