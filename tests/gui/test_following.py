from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from console.app import paths
from console.model.ids import TerminalId
from console.settings.options import CONFIRM_QUIT, COPY_ON_SELECT, SAMPLE_INTERVAL, TERMINAL_FONT_SIZE, THEME
from console.settings.painting_options import LIGATURES, REDUCE_MOTION, SMOOTH_SCROLL
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.ui.following import Following
from console.ui.preferences import Preferences
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminallook import ProfileLooks
from console.ui.terminals import Terminals
from tests.gui.conftest import Desk, drop


class World:
    def __init__(self, desk: Desk, folder: Path) -> None:
        schemes = Schemes(paths.resources() / "themes", paths.resources() / "schemes", folder)
        self.preferences = Preferences(SettingsStore(folder / "settings.toml"), schemes, desk.bridge)
        themes = desk.window.themes
        look = ProfileLooks(self.preferences, themes)
        self.terminals = Terminals(desk.bridge, themes.current, lambda: None, look)
        self.following = Following(desk.window, self.terminals, self.preferences)
        self.parent = QWidget()
        made = self.terminals.make(TerminalId(1), self.parent).widget
        assert isinstance(made, TerminalWidget)
        self.terminal = made


@pytest.fixture
def world(desk: Desk, tmp_path: Path) -> Iterator[World]:
    made = World(desk, tmp_path)
    yield made
    drop(made.parent)


def test_the_window_changes_its_theme(desk: Desk, world: World) -> None:
    world.preferences.set(THEME, "light")
    assert desk.window.themes.current.name == "light"


def test_open_terminals_change_their_font_and_their_habits(desk: Desk, world: World) -> None:
    world.preferences.set(TERMINAL_FONT_SIZE, 21)
    assert world.terminal.display.size == 21.0
    world.preferences.set(COPY_ON_SELECT, value=True)
    assert world.terminal.clipboard.copies_at_once
    world.preferences.set(LIGATURES, value=True)
    assert world.terminal.display.ligatures
    later = world.terminals.make(TerminalId(2), world.parent).widget
    assert isinstance(later, TerminalWidget)
    assert (later.display.size, later.clipboard.copies_at_once) == (21.0, True)


def test_the_status_bar_names_the_pace(desk: Desk, world: World) -> None:
    world.preferences.set(SAMPLE_INTERVAL, 7.5)
    assert any("7.5 s" in label.text() for label in desk.window.status.findChildren(type(desk.window.status._sampling)))


def test_leaving_asks_as_the_person_wants(desk: Desk, world: World) -> None:
    assert desk.window.leaving.asks()
    world.preferences.set(CONFIRM_QUIT, value=False)
    assert not desk.window.leaving.asks()


def test_open_terminals_glide_or_jump_as_the_person_wants(world: World) -> None:
    glide = world.terminal.surface.glide
    seen = [glide.smooth]
    for option, value in ((SMOOTH_SCROLL, False), (SMOOTH_SCROLL, True), (REDUCE_MOTION, True)):
        world.preferences.set(option, value=value)
        seen.append(glide.smooth)
    assert seen == [True, False, True, False]
