from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.service import StepState, StepView
from console.ui.theme import Themes
from console.ui.wizards.steprow import StepRow
from tests.gui.wizards.walk import STEPS


def test_a_row_opens_by_mouse_and_by_keyboard_and_says_how_its_command_ended(themes: Themes, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = StepRow(themes, StepView(STEPS[0], StepState.FAILED, duration_seconds=1.0, exit_code=23), holder)
    row.resize(400, 24)
    opened: list[str] = []
    moved: list[int] = []
    row.opened.connect(opened.append)
    row.moved.connect(moved.append)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClick(row, Qt.Key.Key_Space)
    qtbot.keyClick(row, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # the wizard's own
    qtbot.keyClick(row, Qt.Key.Key_Down)
    assert opened == [STEPS[0].id] * 3 and moved == [1]
    assert row.figure.text() == "exit code 23 · 1.0 s"
    assert row.accessibleName().endswith("Failed exit code 23 · 1.0 s")
