from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.theme import Themes
from console.ui.wizards.production import ProductionLine


def test_nodes_of_production_are_named_before_a_plan_runs(qtbot: QtBot, themes: Themes) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    line = ProductionLine(themes, parent)
    parent.show()
    assert not line.isVisible()
    line.show_nodes(["gpu-a01"])
    assert line.isVisible()
    assert line.accessibleName() == "This runs on 1 node of production: gpu-a01"
    line.show_nodes([f"n{number}" for number in range(6)])
    assert line.accessibleName() == "This runs on 6 nodes of production: n0, n1, n2, n3 …"
    line.show_nodes([])
    assert not line.isVisible()
