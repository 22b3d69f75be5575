from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.models.suggest import Entry, Hit, Section
from console.ui.suggestions import MOST_ROWS, ROW, Suggestions, spoken
from console.ui.theme import Themes
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import drop
from tests.gui.terminal.conftest import colors_of


def hit(words: str, places: tuple[int, ...] = (), keys: str = "", section: Section = Section.ACTIONS) -> Hit:
    return Hit(Entry(words, section, lambda: None, "detail", keys=keys), frozenset(places))


@pytest.fixture
def shown(qtbot: QtBot, themes: Themes) -> Iterator[Suggestions]:
    window = QWidget()
    window.resize(800, 600)
    field = QWidget(window)
    field.setGeometry(100, 4, 400, 28)
    window.show()
    yield Suggestions(themes, field)
    drop(window)


def test_it_lies_under_the_field_and_inside_the_window(shown: Suggestions) -> None:
    shown.show_hits([hit(f"Command {number}") for number in range(50)])
    assert shown.geometry().top() >= 32
    assert shown.geometry().left() == 100
    assert shown.geometry().right() < 800
    assert shown.height() == MOST_ROWS * ROW + 2
    shown.show_hits([])
    assert not shown.isVisible()


def test_what_was_typed_is_marked(shown: Suggestions, themes: Themes) -> None:
    accent = themes.current.colors.accent.rgb() & 0xFFFFFF

    def row(places: tuple[int, ...]) -> set[int]:
        shown.show_hits([hit("First"), hit("Split right", places)])
        return colors_of(shown.viewport().grab(shown.visualRect(shown.model().index(2, 0))).toImage())

    assert accent not in row(())
    assert accent in row((0, 6))


def test_titles_cannot_be_chosen_and_a_screen_reader_hears_all_of_it(shown: Suggestions) -> None:
    shown.show_hits([hit("Split right", keys="Ctrl+Shift+D")])
    title, row = (shown.model().index(number, 0) for number in range(2))
    assert title.flags() == Qt.ItemFlag.NoItemFlags
    assert title.data() == "Commands"
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "Split right, detail, Ctrl+Shift+D, Commands"
    assert spoken(hit("a", section=Section.NODES)) == "a, detail, Nodes"
    assert unnamed_widgets(shown) == []


def test_pages_stop_at_the_ends(shown: Suggestions) -> None:
    shown.show_hits([hit(f"Command {number}") for number in range(30)])
    shown.step(10)
    shown.step(25)
    current = shown.current()
    assert current is not None
    assert current.entry.words == "Command 29"
    shown.step(1)
    current = shown.current()
    assert current is not None
    assert current.entry.words == "Command 0"
