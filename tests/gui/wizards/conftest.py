from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.wizards.deploy import DeployWizard
from tests.gui.conftest import Desk


@pytest.fixture
def wizard(desk: Desk, qtbot: QtBot) -> Iterator[DeployWizard]:
    node = desk.views["gpu-a03"].node.id
    made = DeployWizard(desk.window.themes, desk.bridge, desk.window.fleet.views, desk.clock, (node,))
    desk.window.sheets.present(made)
    qtbot.wait(10)
    yield made
    desk.window.sheets.withdraw(made)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """A widget for parts that stand in none."""
    made = QWidget()
    qtbot.addWidget(made)
    return made
