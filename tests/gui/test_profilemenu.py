from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from console.app import paths
from console.model.ids import NodeId, TerminalId
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.ui.preferences import Preferences
from console.ui.profilemenu import ProfileMenu
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge


class World:
    def __init__(self, themes: Themes, folder: Path) -> None:
        self.bridge, self.parent = FakeBridge(), QWidget()
        schemes = Schemes(paths.resources() / "themes", paths.resources() / "schemes", folder)
        self.preferences = Preferences(SettingsStore(folder / "settings.toml"), schemes, self.bridge)
        terminals = Terminals(self.bridge, themes.current, lambda: None)
        ProfileMenu(terminals, self.preferences, self.bridge)
        self.bridge.tab_changed.emit(m.Tab(TerminalId(4), NodeId("gpu01"), "gpu01", profile="night"))
        made = terminals.make(TerminalId(4), self.parent).widget
        assert isinstance(made, TerminalWidget)
        self.terminal = made

    def entries(self) -> QMenu | None:
        """Return what the menu of the terminal has beside the usual."""
        menu = QMenu(self.parent)
        for add in self.terminal.menu_parts:
            add(menu, QPoint())
        found = [action for action in menu.actions() if not action.isSeparator()]
        below = found[0].menu() if found else None
        return below if isinstance(below, QMenu) else None


@pytest.fixture
def world(qtbot: QtBot, themes: Themes, tmp_path: Path) -> Iterator[World]:
    made = World(themes, tmp_path)
    yield made
    drop(made.parent)


def test_without_profiles_there_is_nothing_to_choose(world: World) -> None:
    assert world.entries() is None


def test_a_terminal_shows_its_profile_and_takes_another(world: World) -> None:
    for name in ("prod", "night"):
        world.preferences.add_profile(name)
    menu = world.entries()
    assert menu is not None
    prod, night, _line, rules = menu.actions()
    assert (prod.isChecked(), night.isChecked()) == (False, True)
    prod.trigger()
    rules.trigger()
    chosen = [request.profile for request in world.bridge.sent if isinstance(request, m.SetProfile)]
    assert chosen == ["prod", ""]
