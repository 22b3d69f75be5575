from __future__ import annotations

from pathlib import Path

import pytest

from console.app import paths
from console.settings.schemes import Schemes, contrast
from console.settings.store import SettingsStore
from console.ui.preferences import Preferences
from console.ui.terminallook import NORMAL_SIZE, ProfileLooks, mixed, plain_look
from console.ui.theme import Themes
from tests.gui.fakes import FakeBridge

SETTINGS = """
[terminal]
font_size = 16
[profile.prod]
scheme = "plum"
font_family = "JetBrains Mono"
ligatures = true
[profile.paper]
scheme = "paper"
font_size = 26
[profile.lost]
scheme = "gone"
"""


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    (tmp_path / "settings.toml").write_text(SETTINGS)
    schemes = Schemes(paths.resources() / "themes", paths.resources() / "schemes", tmp_path)
    return Preferences(SettingsStore(tmp_path / "settings.toml"), schemes, FakeBridge())


def test_a_scheme_gives_the_desk_its_colours(preferences: Preferences, themes: Themes) -> None:
    look = ProfileLooks(preferences, themes)(themes.current, "prod")
    assert (look.colors.background, look.colors.selection, look.colors.cursor_text) == (0x22101E, 0x552D4D, 0x22101E)
    assert (look.family, look.size, look.ligatures) == ("JetBrains Mono", 16.0, True)
    assert contrast(look.colors.caption, look.colors.background) >= 4.5


def test_what_lies_over_a_light_scheme_is_made_for_light_grounds(preferences: Preferences, themes: Themes) -> None:
    looks = ProfileLooks(preferences, themes)
    dark, light = looks(themes.current, "prod").colors, looks(themes.current, "paper").colors
    assert contrast(light.foreground, light.hit) >= 4.5
    assert contrast(dark.foreground, dark.hit) >= 4.5
    assert contrast(light.accent, light.background) >= 4.5


def test_terminals_keep_their_size_in_a_window_that_is_larger_than_usual(
    preferences: Preferences, themes: Themes
) -> None:
    assert ProfileLooks(preferences, themes, scale=1.25)(themes.current, "paper").size == 20.8


def test_without_a_scheme_and_without_the_one_that_is_named_the_theme_counts(
    preferences: Preferences, themes: Themes
) -> None:
    looks = ProfileLooks(preferences, themes)
    plain = plain_look(themes.current, "")
    assert plain.size == NORMAL_SIZE
    assert looks(themes.current, "").colors == looks(themes.current, "lost").colors == plain.colors


def test_mixed() -> None:
    assert mixed(0x000000, 0xFF8040, 0.5) == 0x804020
