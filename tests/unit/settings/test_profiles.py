from __future__ import annotations

from pathlib import Path

import pytest

from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.node import Environment, Node, Source
from console.settings import options, terminal_options
from console.settings.options import OPTIONS
from console.settings.profiles import PROFILE_OPTIONS, Profiles, Rule
from console.settings.store import SettingsStore

GPU = Node(
    NodeId("gpu-a03"), "gpu-a03", ("Frankfurt", "train"), "gpu-a03.fra.example.com", Source.INVENTORY,
    environment=Environment.PRODUCTION, tags=("h100", "night shift"),
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def written(file: Path, text: str) -> Profiles:
    file.write_text(text)
    return Profiles(SettingsStore(file))


def test_a_profile_has_its_own_values_and_the_rest_is_as_the_terminal_table_says(file: Path) -> None:
    profiles = written(file, '[terminal]\nfont_size = 20\nscheme = "paper"\n[profile.prod]\nscheme = "plum"\n')
    assert profiles.names() == ("prod",)
    assert profiles.get("prod", terminal_options.SCHEME) == "plum"
    assert profiles.get("prod", options.TERMINAL_FONT_SIZE) == 20
    assert profiles.get("", terminal_options.SCHEME) == profiles.get("gone", terminal_options.SCHEME) == "paper"
    assert profiles.is_own("prod", terminal_options.SCHEME)
    assert not profiles.is_own("prod", options.TERMINAL_FONT_SIZE)


def test_what_is_set_is_there_after_a_restart_and_comments_stay(file: Path) -> None:
    profiles = written(file, '# mine\n[profile.prod] # careful\nscheme = "plum" # dark\n')
    profiles.set("prod", terminal_options.SCHEME, "amber")
    profiles.set(profiles.add(" night  shift "), options.TERMINAL_FONT_SIZE, 18)
    again = Profiles(SettingsStore(file))
    assert again.names() == ("prod", "night shift")
    assert again.get("night shift", options.TERMINAL_FONT_SIZE) == 18
    assert file.read_text().startswith('# mine\n[profile.prod] # careful\nscheme = "amber" # dark\n')
    again.unset("prod", terminal_options.SCHEME)
    again.unset("prod", terminal_options.SCHEME)
    assert again.get("prod", terminal_options.SCHEME) == "auto"


@pytest.mark.parametrize("name", ["", "   ", "prod", "a.b/c", "-x", "[x]", "x" * 41, 'q"'])
def test_a_name_that_cannot_be_is_refused(file: Path, name: str) -> None:
    profiles = written(file, "[profile.prod]\n")
    with pytest.raises(ConsoleError) as caught:
        profiles.add(name)
    assert caught.value.code == "settings.profile_name"
    assert profiles.names() == ("prod",)


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        ("gpu-a03", True), ("gpu-*", True), ("GPU-A0?", True), ("gpu-b*", False), ("*.fra.example.com", True),
        ("node:gpu-a03", True), ("group:train", True), ("group:frankfurt", True), ("group:infer", False),
        ("environment:production", True), ("environment:prod*", True), ("environment:staging", False),
        ("tag:h100", True), ("tag:night*", True), ("group:train tag:h100", True), ("group:train tag:a100", False),
        ("*", True), ("", False), ("colour:red", False),
    ],
)  # fmt: skip
def test_a_rule_holds_for(match: str, holds: bool) -> None:
    assert Rule(match, "x").holds(GPU) is holds


def test_the_first_rule_that_holds_counts(file: Path) -> None:
    rules = [Rule("gpu-b*", "b"), Rule("environment:production", "prod"), Rule("*", "b")]
    profiles = written(file, "[profile.b]\n[profile.prod]\n")
    profiles.set_rules(rules)
    again = Profiles(SettingsStore(file))
    assert again.rules == tuple(rules)
    assert again.choose(GPU) == "prod"
    again.set_rules([])
    assert "profile_rule" not in file.read_text()
    assert again.choose(GPU) == ""


def test_a_profile_that_goes_takes_its_rules_along(file: Path) -> None:
    profiles = written(file, "[profile.b]\n[profile.prod]\n")
    profiles.set_rules([Rule("*", "prod"), Rule("*", "b")])
    profiles.remove("prod")
    assert profiles.names() == ("b",)
    assert profiles.rules == (Rule("*", "b"),)
    assert not profiles.problems


def test_what_is_wrong_says_where_and_the_rest_counts(file: Path) -> None:
    text = (
        '[profile."night shift"]\nfont_size = 16\ncursor_shape = "heart"\n'
        '[[profile_rule]]\nmatch = "colour:red"\nprofile = "night shift"\n'
        '[[profile_rule]]\nmatch = "*"\nprofile = "gone"\n'
        '[[profile_rule]]\nmatch = "gpu*"\nprofile = "night shift"\n'
    )
    profiles = written(file, text)
    assert [problem.text() for problem in profiles.problems] == [
        f"{file}, line 3: profile.night shift.cursor_shape cannot be 'heart'.",
        f"{file}: rule 1 for profiles does not count.",
        f"{file}: rule 2 for profiles does not count.",
    ]
    assert "environment:" in profiles.problems[1].advice()
    assert "night shift" in profiles.problems[2].advice()
    assert profiles.get("night shift", options.TERMINAL_FONT_SIZE) == 16
    assert profiles.choose(GPU) == "night shift"
    profiles.set("night shift", options.TERMINAL_FONT_SIZE, 17)
    assert file.read_text() == text.replace("16", "17"), "what a person wrote stays, also where it is wrong"


@pytest.mark.parametrize("text", ["profile = 3\n", "[profile]\nx = 1\n", "profile_rule = 3\n", "profile_rule = [1]\n"])
def test_tables_that_are_none(file: Path, text: str) -> None:
    profiles = written(file, text)
    assert profiles.names() == ()
    assert profiles.choose(GPU) == ""


def test_all_of_it_are_options_of_the_terminal() -> None:
    assert {option.table for option in PROFILE_OPTIONS} == {"terminal"}
    assert set(PROFILE_OPTIONS) <= set(OPTIONS)
