from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel

from tests.gui.settings.conftest import Settings


def words(settings: Settings, name: str) -> str:
    return " | ".join(part.text() for part in settings.row(name).findChildren(QLabel) if part.text())


def test_a_row_says_what_it_is_where_it_stands_and_what_it_takes(settings: Settings) -> None:
    said = words(settings, "terminal.font_size")
    assert "Size of the terminal's text" in said
    assert "terminal.font_size · 6 to 64 px" in said
    assert "counts from the next start of the window" in words(settings, "window.language")


def test_the_way_back_is_there_when_there_is_one(settings: Settings) -> None:
    settings.sheet.show_section("Terminal")
    row = settings.row("terminal.font_size")
    assert not row.reset_button.isVisible()
    row.control.chosen.emit(30)
    assert row.reset_button.isVisible()
    assert row.reset_button.toolTip() == "Default: 14"
    row.reset_button.click()
    assert settings.store("terminal.font_size") is None
    assert not row.reset_button.isVisible()
    assert QApplication.focusWidget() is row.control.field()


def test_a_value_that_is_refused_leaves_the_old_one(settings: Settings) -> None:
    row = settings.row("terminal.font_size")
    row.control.chosen.emit(99)
    assert "6 to 64" in row.error.text()
    row.control.chosen.emit(15)
    assert row.error.text() == ""
    assert settings.store("terminal.font_size") == 15


def test_a_row_of_a_profile_says_what_it_inherits(settings: Settings) -> None:
    settings.preferences.add_profile("prod")
    settings.sheet.show_section("Profiles")
    section = settings.sheet.sections[2].profiles
    assert section is not None
    section.refresh("prod")
    assert "profile.prod.font_size · 6 to 64 px · as all terminals" in words(settings, "profile.prod.font_size")
    row = settings.row("profile.prod.font_size")
    row.control.chosen.emit(30)
    assert "as all terminals" not in words(settings, "profile.prod.font_size")
    assert row.reset_button.toolTip() == "As all terminals: 14"
