from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.model.node import Environment
from console.ui.environmentcell import beside_title, environment_item, worst
from console.ui.environments import EnvironmentChip
from console.ui.theme import Themes


def test_the_environment_where_a_mistake_costs_most_counts() -> None:
    assert worst([Environment.DEVELOPMENT, Environment.PRODUCTION, Environment.UNKNOWN]) is Environment.PRODUCTION
    assert worst([]) is Environment.UNKNOWN


def test_it_is_said_in_words_in_a_cell_and_beside_a_title(qtbot: QtBot, themes: Themes) -> None:
    assert environment_item(Environment.PRODUCTION).text() == "PRODUCTION"
    assert environment_item(Environment.UNKNOWN).text() == ""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.setLayout(beside_title(QLabel("Drain gpu01?", parent), Environment.PRODUCTION, themes, parent))
    assert [chip.accessibleName() for chip in parent.findChildren(EnvironmentChip)] == ["PRODUCTION"]
