from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.app import paths
from console.settings.language import set_language
from console.ui.curtain import Curtain
from console.ui.settings.controls import WIDEST, DropDown
from console.ui.settings.sections import SECTIONS
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import Desk
from tests.gui.settings.conftest import Settings


def visible(settings: Settings) -> list[str]:
    return [row.binding.option.name for row in settings.rows() if row.isVisible()]


def test_a_section_shows_its_options(settings: Settings) -> None:
    assert QApplication.focusWidget() is settings.sheet.search
    assert visible(settings) == [option.name for option in SECTIONS[0].options()]
    settings.sheet.rail.setCurrentRow(3)
    assert visible(settings) == [option.name for option in SECTIONS[3].options()]


def test_while_names_are_hidden_a_curtain_stands_before_rules_and_folders(desk: Desk, settings: Settings) -> None:
    desk.window.sheets.hide_names(partial(Curtain, desk.window.themes))
    curtain = desk.window.sheets.current
    assert isinstance(curtain, Curtain)
    assert not settings.sheet.isVisible()
    curtain.show_button.click()
    assert settings.sheet.isVisible()


def test_a_list_is_as_wide_as_its_words(settings: Settings) -> None:
    settings.sheet.show_section("Fleet and sessions")
    for row in settings.rows():
        lists = row.control.findChildren(DropDown)
        for shown in (each for each in lists if each.isVisible()):
            words = max(shown.fontMetrics().horizontalAdvance(shown.itemText(at)) for at in range(shown.count()))
            assert shown.width() >= min(words + 30, WIDEST)


def test_a_search_finds_options_of_all_sections(settings: Settings, qtbot: QtBot) -> None:
    qtbot.keyClicks(settings.sheet.search, "size TEXT")
    assert visible(settings) == ["window.font_size", "terminal.font_size"]
    settings.sheet.search.setText("nothing is called so")
    assert settings.sheet.nothing.isVisible()
    qtbot.keyClick(settings.sheet.search, Qt.Key.Key_Escape)
    assert visible(settings) == [option.name for option in SECTIONS[0].options()]
    qtbot.keyClick(settings.sheet.search, Qt.Key.Key_Escape)
    assert settings.desk.window.sheets.current is None


def test_choosing_a_section_ends_a_search(settings: Settings) -> None:
    settings.sheet.search.setText("bell")
    settings.sheet.rail.setCurrentRow(3)
    assert settings.sheet.search.text() == ""
    assert visible(settings) == [option.name for option in SECTIONS[3].options()]


def test_the_keyboard_reaches_everything_and_scrolls_to_it(settings: Settings, qtbot: QtBot) -> None:
    settings.sheet.show_section("Terminal")
    seen: list[QWidget] = []
    while (focus := QApplication.focusWidget()) not in seen:
        assert focus is not None
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        qtbot.wait(1)
        now = QApplication.focusWidget()
        assert now is not None
        if settings.sheet.area.isAncestorOf(now) and now is not settings.sheet.area:
            top = now.mapTo(settings.sheet.area.viewport(), now.rect().topLeft()).y()
            assert 0 <= top <= settings.sheet.area.viewport().height()
    assert seen[:2] == [settings.sheet.search, settings.sheet.rail]
    assert seen[-1] is settings.sheet.close_button
    fields = {row.control.field() for row in settings.rows() if row.isVisible()}
    assert fields <= set(seen)


def test_a_screen_reader_has_a_name_for_everything(settings: Settings) -> None:
    settings.preferences.add_profile("prod")
    section = settings.sheet.sections[2].profiles
    assert section is not None
    section.refresh("prod")
    section.rules.add()
    for at in range(len(SECTIONS)):
        settings.sheet.rail.setCurrentRow(at)
        assert not unnamed_widgets(settings.sheet)
        assert not unreachable_widgets(settings.sheet)
    fields = settings.sheet.findChildren(QLineEdit) + settings.sheet.findChildren(QComboBox)
    assert all(field.accessibleName() for field in fields if not isinstance(field.parent(), QComboBox))


def test_the_window_is_started_anew_only_where_something_waits_for_that(settings: Settings) -> None:
    wanted: list[int] = []
    settings.sheet.restart_wanted.connect(lambda: wanted.append(1))
    assert not settings.sheet.restart_button.isVisible()
    row = settings.row("window.font_size")
    row.control.chosen.emit(16)
    assert settings.sheet.restart_button.isVisible()
    row.reset()
    assert not settings.sheet.restart_button.isVisible()
    row.control.chosen.emit(16)
    settings.sheet.restart_button.click()
    assert wanted == [1]
    assert settings.desk.window.sheets.current is None


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_off_in_a_small_window(desk: Desk, request: pytest.FixtureRequest, language: str) -> None:
    set_language(language, paths.resources() / "translations")
    try:
        desk.window.resize(QSize(1280, 720))
        settings: Settings = request.getfixturevalue("settings")
        settings.preferences.add_profile("production")
        section = settings.sheet.sections[2].profiles
        assert section is not None
        section.refresh()
        section.rules.add()
        for row in settings.rows():
            row.reset_button.show()
        for at in range(len(SECTIONS)):
            settings.sheet.rail.setCurrentRow(at)
            page = settings.sheet.area.widget()
            assert page is not None
            assert page.minimumSizeHint().width() <= settings.sheet.area.viewport().width()
    finally:
        set_language("en", paths.resources() / "translations")
