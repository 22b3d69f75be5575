from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from console.app import paths
from console.model.errors import Problem
from console.model.ids import LOCAL_NODE
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.settings.terminal_options import SHELL
from console.ui.newterminal import NewTerminal
from console.ui.preferences import Preferences
from console.wire import messages as m
from tests.gui.conftest import Desk


class World:
    def __init__(self, desk: Desk, folder: Path) -> None:
        schemes = Schemes(paths.resources() / "themes", paths.resources() / "schemes", folder)
        self.preferences = Preferences(SettingsStore(folder / "settings.toml"), schemes, desk.bridge)
        self.offer = NewTerminal(desk.window, self.preferences, desk.bridge)


@pytest.fixture
def world(desk: Desk, tmp_path: Path) -> Iterator[World]:
    made = World(desk, tmp_path)
    yield made
    for menu in desk.window.findChildren(QMenu):
        menu.close()


def words(menu: QMenu) -> list[str]:
    return [action.text().replace("\t", " | ") for action in menu.actions() if not action.isSeparator()]


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()


def test_the_button_offers_profiles_and_shells(desk: Desk, world: World, qtbot: QtBot) -> None:
    world.preferences.add_profile("prod")
    world.preferences.set(SHELL, "fish -l", world.preferences.add_profile("night"))
    qtbot.mouseClick(desk.window.desk.strip.choice_button, Qt.MouseButton.LeftButton)
    assert desk.bridge.answer(m.Shells(("/bin/bash", "/usr/bin/fish"))) == m.ListShells()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert words(menu)[1:] == ["Profiles", "prod", "night | fish -l", "Shells", "/bin/bash", "/usr/bin/fish"]
    choose(menu, "night")
    assert desk.bridge.asked[-1][0] == m.OpenTerminal(node_id=LOCAL_NODE, profile="night")
    choose(menu, "/bin/bash")
    assert desk.bridge.asked[-1][0] == m.OpenTerminal(node_id=LOCAL_NODE, command="/bin/bash")
    choose(menu, words(menu)[0].partition(" |")[0])
    assert desk.bridge.asked[-1][0] == m.OpenTerminal(node_id=LOCAL_NODE)


def test_a_core_that_cannot_answer_leaves_the_usual_shell(desk: Desk, world: World) -> None:
    desk.window.commands["new_with"].trigger()
    _request, _reply, on_problem = desk.bridge.asked.pop()
    assert on_problem is not None
    on_problem(Problem("core.lost", "The core has ended."))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert len(words(menu)) == 1
