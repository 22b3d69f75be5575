from __future__ import annotations

from pathlib import Path

import pytest

from console.app import paths
from console.app.styles import Styles
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import Environment, Node, Source
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.terminal.palette import Palette
from console.wire.frames import CursorShape

SETTINGS = """
[terminal]
minimum_contrast = 4.5
cursor_shape = "bar"

[profile.prod]
scheme = "plum"
engine = "pyte"
scrollback_lines = 7
cursor_blink = true
shell = "bash --norc"
shell_folder = "~/jobs"
shell_environment = 'A=1 B="two words"'

[profile.lost]
scheme = "gone"

[[profile_rule]]
match = "environment:production"
profile = "prod"
"""

PROD = Node(NodeId("a"), "a", (), "a.example.com", Source.INVENTORY, environment=Environment.PRODUCTION)
DEV = Node(NodeId("b"), "b", (), "b.example.com", Source.INVENTORY, environment=Environment.DEVELOPMENT)


@pytest.fixture
def told() -> list[Problem]:
    return []


@pytest.fixture
def styles(tmp_path: Path, told: list[Problem]) -> Styles:
    file = tmp_path / "settings.toml"
    file.write_text(SETTINGS)
    schemes = Schemes(paths.resources() / "themes", paths.resources() / "schemes", tmp_path / "schemes")
    nodes = {PROD.id: PROD, DEV.id: DEV}
    return Styles(SettingsStore(file), schemes, nodes.get, told.append)


def test_a_node_of_production_has_a_ground_of_its_own(styles: Styles) -> None:
    assert styles.profile_for(PROD.id, "") == "prod"
    style = styles.style("prod")
    assert style.palette.background == 0x22101E
    assert (style.engine, style.scrollback_lines, style.palette.cursor_blinks) == ("pyte", 7, True)
    assert (style.palette.minimum_contrast, style.palette.cursor_shape) == (4.5, CursorShape.BAR)


def test_the_others_follow_the_theme_of_the_window(styles: Styles) -> None:
    styles.set_theme(Palette(background=0x123456))
    assert styles.profile_for(DEV.id, "") == styles.profile_for(NodeId("unknown"), "") == ""
    assert styles.style("").palette.background == 0x123456


def test_what_a_person_chose_counts_before_the_rules(styles: Styles) -> None:
    assert styles.profile_for(PROD.id, "lost") == "lost"
    assert styles.profile_for(PROD.id, "a profile that is gone") == "prod"


def test_a_scheme_that_is_not_there_is_told_once_and_the_theme_stands_in(styles: Styles, told: list[Problem]) -> None:
    for _ in range(3):
        assert styles.style("lost").palette.background == Palette().background
    assert [problem.code for problem in told] == ["scheme.unknown"]
    styles.reload()
    styles.style("lost")
    assert len(told) == 2


def test_settings_that_change_count_after_a_reload(styles: Styles, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(SETTINGS.replace("production", "development"))
    styles.reload()
    assert styles.profile_for(PROD.id, "") == ""
    assert styles.profile_for(DEV.id, "") == "prod"


def test_a_local_shell_is_what_its_profile_says_unless_a_person_asks_for_another(styles: Styles) -> None:
    wish = styles.shell("prod", "")
    assert (wish.command, wish.folder) == (("bash", "--norc"), "~/jobs")
    assert wish.variables == {"A": "1", "B": "two words"}
    assert styles.shell("prod", "/bin/zsh").command == ("/bin/zsh",)
    assert styles.shell("", "").command == ()
