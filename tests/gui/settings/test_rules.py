from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.settings.profiles import Rule
from console.ui.settings.rules import RuleList
from tests.gui.settings.conftest import Settings


@pytest.fixture
def rules(settings: Settings) -> RuleList:
    settings.preferences.add_profile("prod")
    settings.preferences.add_profile("night")
    settings.preferences.set_rules((Rule("environment:production", "prod"), Rule("gpu-c*", "night")))
    settings.sheet.show_section("Profiles")
    section = settings.sheet.sections[2].profiles
    assert section is not None
    section.refresh()
    return section.rules


def kept(settings: Settings) -> list[tuple[str, str]]:
    return [(rule.match, rule.profile) for rule in settings.preferences.profiles.rules]


def test_a_rule_is_added_when_it_says_something(settings: Settings, rules: RuleList, qtbot: QtBot) -> None:
    rules.add_button.click()
    line = rules.lines[-1]
    assert QApplication.focusWidget() is line.match
    assert len(kept(settings)) == 2
    qtbot.keyClicks(line.match, "tag:h100")
    qtbot.keyClick(line.match, Qt.Key.Key_Return)
    assert kept(settings)[2] == ("tag:h100", "prod")


def test_a_rule_that_says_nothing_about_nodes_is_told_at_its_line(
    settings: Settings, rules: RuleList, qtbot: QtBot
) -> None:
    line = rules.lines[0]
    line.match.selectAll()
    qtbot.keyClicks(line.match, "colour:red")
    qtbot.keyClick(line.match, Qt.Key.Key_Return)
    assert "colour:red says nothing about a node." in line.error.text()
    assert line.match.accessibleDescription() == line.error.text()
    assert kept(settings)[0] == ("environment:production", "prod")


def test_rules_change_their_order_and_go(settings: Settings, rules: RuleList) -> None:
    assert not rules.lines[0].up_button.isEnabled()
    rules.lines[1].up_button.click()
    assert kept(settings) == [("gpu-c*", "night"), ("environment:production", "prod")]
    rules.lines[0].remove_button.click()
    assert kept(settings) == [("environment:production", "prod")]
    assert QApplication.focusWidget() is rules.lines[0].remove_button
    rules.lines[0].remove_button.click()
    assert kept(settings) == []
    assert QApplication.focusWidget() is rules.add_button


def test_a_rule_leads_to_another_profile_or_to_none(settings: Settings, rules: RuleList) -> None:
    profile = rules.lines[0].profile
    profile.setCurrentIndex(profile.findData("night"))
    profile.activated.emit(profile.currentIndex())
    assert kept(settings)[0] == ("environment:production", "night")
    profile.setCurrentIndex(profile.findData(""))
    profile.activated.emit(profile.currentIndex())
    assert kept(settings)[0] == ("environment:production", "")
    assert settings.preferences.profiles.problems == ()
