from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.find.field import FindField
from console.ui.theme import Themes
from tests.gui.conftest import drop

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def test_enter_and_f3_go_on_and_with_shift_back(qtbot: QtBot, themes: Themes) -> None:
    parent = QWidget()
    field = FindField(themes, parent)
    steps: list[int] = []
    field.stepped.connect(steps.append)
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_F3, Key.Key_Up):
        qtbot.keyClick(field, key)
    assert steps == [1] * 4
    qtbot.keyClick(field, Key.Key_Return, Shift)
    qtbot.keyClick(field, Key.Key_F3, Shift)
    qtbot.keyClick(field, Key.Key_Down)
    assert steps[4:] == [-1] * 3
    qtbot.keyClicks(field, "abc")
    assert field.text() == "abc"
    drop(parent)


def test_the_character_that_is_wrong_is_underlined_until_the_text_changes(qtbot: QtBot, themes: Themes) -> None:
    parent = QWidget()
    field = FindField(themes, parent)
    field.resize(300, 30)
    field.setText("(((((((((((")
    plain = field.grab().toImage()
    field.show_mistake(3)
    assert field.grab().toImage() != plain
    field.show_mistake(None)
    assert field.grab().toImage() == plain
    field.show_mistake(3)
    field.setText(")))))")
    unmarked = field.grab().toImage()
    field.show_mistake(None)
    assert field.grab().toImage() == unmarked
    drop(parent)
