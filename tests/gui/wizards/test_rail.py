from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.theme import Themes
from console.ui.wizards.rail import STEP_HEIGHT, TOP, StepRail


def test_only_steps_that_are_done_lead_back(themes: Themes, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    rail = StepRail(themes, "Deploy model", ["Nodes", "Model", "Target"], parent)
    wanted: list[int] = []
    rail.wanted.connect(wanted.append)
    rail.resize(rail.sizeHint())
    rail.show_step(1, ["gpu-a01", "", ""], returnable=True)
    for step in range(3):
        qtbot.mouseClick(rail, Qt.MouseButton.LeftButton, pos=QPoint(40, TOP + step * STEP_HEIGHT + 20))
    assert wanted == [0]
    assert rail.accessibleDescription() == "2/3: Model"
    rail.show_step(1, ["gpu-a01", "", ""], returnable=False)
    qtbot.mouseClick(rail, Qt.MouseButton.LeftButton, pos=QPoint(40, TOP + 20))
    assert wanted == [0]
    assert not rail.grab().isNull()
