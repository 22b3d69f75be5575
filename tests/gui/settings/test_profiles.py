from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.settings.profiles import PROFILE_OPTIONS, Rule
from console.ui.settings.profiles import ProfilesSection
from tests.gui.settings.conftest import Settings


@pytest.fixture
def section(settings: Settings) -> ProfilesSection:
    settings.sheet.show_section("Profiles")
    found = settings.sheet.sections[2].profiles
    assert found is not None
    return found


def test_a_profile_is_made_chosen_and_given_a_value(settings: Settings, section: ProfilesSection, qtbot: QtBot) -> None:
    assert not section.rows
    assert not section.list.isEnabled()
    qtbot.keyClicks(section.name, "night shift")
    qtbot.keyClick(section.name, Qt.Key.Key_Return)
    assert section.profile == "night shift"
    assert len(section.rows) == len(PROFILE_OPTIONS)
    settings.row("profile.night shift.cursor_shape").control.chosen.emit("bar")
    assert settings.store("profile.night shift.cursor_shape") == "bar"
    assert settings.store("terminal.cursor_shape") is None


def test_without_a_name_it_is_asked_for(section: ProfilesSection, qtbot: QtBot) -> None:
    section.add()
    assert section.name.hasFocus()
    assert not section.rows


def test_a_name_that_cannot_be_is_told_at_the_field(section: ProfilesSection, qtbot: QtBot) -> None:
    qtbot.keyClicks(section.name, "a/b")
    section.add_button.click()
    assert "A profile cannot be called a/b." in section.error.text()
    assert section.error.isVisible()
    section.name.setText("fine")
    section.add_button.click()
    assert not section.error.isVisible()


def test_a_profile_goes_with_its_rules(settings: Settings, section: ProfilesSection) -> None:
    for name in ("prod", "night"):
        settings.preferences.add_profile(name)
    settings.preferences.set_rules((Rule("*", "prod"),))
    section.refresh("prod")
    section.remove_button.click()
    assert settings.preferences.profiles.names() == ("night",)
    assert section.profile == "night"
    assert not section.rules.lines
    section.remove_button.click()
    assert not section.rows
    assert not section.remove_button.isEnabled()


def test_each_profile_shows_its_own_values(settings: Settings, section: ProfilesSection) -> None:
    for name, size in (("one", 10), ("two", 30)):
        settings.preferences.add_profile(name)
        section.refresh(name)
        settings.row(f"profile.{name}.font_size").control.chosen.emit(size)
    section.list.setCurrentIndex(0)
    section.list.activated.emit(0)
    assert settings.row("profile.one.font_size").binding.value == 10
    assert [row for row in settings.rows() if row.binding.profile == "two"] == []
