from __future__ import annotations

from pathlib import Path

import pytest

from console.app import paths
from console.model.errors import ConsoleError
from console.settings.options import THEME
from console.settings.profiles import Rule
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.settings.terminal_options import SCHEME, SHELL_ENVIRONMENT
from console.ui.preferences import Preferences
from console.wire import messages as m
from tests.gui.fakes import FakeBridge


class World:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "settings.toml"
        self.bridge = FakeBridge()
        schemes = Schemes(paths.resources() / "themes", paths.resources() / "schemes", folder / "schemes")
        self.preferences = Preferences(SettingsStore(self.file), schemes, self.bridge)
        self.heard: list[str] = []
        self.preferences.changed.connect(self.heard.append)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_change_is_in_the_file_before_anybody_hears_of_it(world: World) -> None:
    seen: list[str] = []
    world.preferences.changed.connect(lambda _name: seen.append(world.file.read_text()))
    world.preferences.set(THEME, "light")
    assert 'theme = "light"' in seen[0]
    assert world.heard == ["window.theme"]
    assert world.bridge.sent == [m.SettingsChanged()]
    world.preferences.unset(THEME)
    assert world.preferences.get(THEME) == "auto"
    assert not world.preferences.is_set(THEME)


def test_a_profile_has_values_of_its_own(world: World) -> None:
    preferences = world.preferences
    name = preferences.add_profile(" prod ")
    preferences.set(SCHEME, "plum", name)
    preferences.set_rules((Rule("environment:production", name),))
    assert (preferences.get(SCHEME, name), preferences.get(SCHEME)) == ("plum", "auto")
    assert preferences.is_set(SCHEME, name)
    preferences.unset(SCHEME, name)
    assert preferences.get(SCHEME, name) == "auto"
    preferences.remove_profile(name)
    assert not preferences.profiles.names()
    assert not preferences.profiles.rules
    assert len(world.bridge.sent) == 5


def test_what_cannot_be_changes_nothing_and_tells_nobody(world: World) -> None:
    with pytest.raises(ConsoleError):
        world.preferences.set(SHELL_ENVIRONMENT, "=")
    assert not world.file.exists()
    assert not world.heard
    assert not world.bridge.sent


def test_schemes_that_came_are_found(world: World) -> None:
    with pytest.raises(ConsoleError):
        world.preferences.schemes.scheme("mine")
    folder = world.file.parent / "schemes"
    folder.mkdir()
    (folder / "mine.toml").write_text((paths.resources() / "schemes" / "amber.toml").read_text("utf-8"))
    world.preferences.schemes_changed()
    assert world.preferences.schemes.scheme("mine").name == "Amber"
    assert world.heard == [""]
