from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.ui.layoutsheet import LayoutListSheet, SaveLayoutSheet, layout_words
from console.ui.theme import Themes
from console.wire.messages import LayoutInfo
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import drop

TWO = (LayoutInfo("Night watch", ("gpu-a01", "gpu-a01", "gpu-b02")), LayoutInfo("Work", ("local",)))


@pytest.fixture
def saving(qtbot: QtBot, themes: Themes) -> Iterator[SaveLayoutSheet]:
    sheet = SaveLayoutSheet(themes, ("Work",))
    sheet.show()
    yield sheet
    drop(sheet)


@pytest.fixture
def listing(qtbot: QtBot, themes: Themes) -> Iterator[LayoutListSheet]:
    sheet = LayoutListSheet(themes, TWO)
    sheet.show()
    yield sheet
    drop(sheet)


def test_a_name_is_needed_and_one_that_is_taken_is_said_to_be(saving: SaveLayoutSheet, qtbot: QtBot) -> None:
    chosen: list[str] = []
    saving.chosen.connect(chosen.append)
    assert not saving.save_button.isEnabled()
    qtbot.keyClick(saving.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(saving.edit, " Work ")
    assert saving.save_button.text() == "Replace"
    assert "Replaces the layout of this name." in [part.text() for part in saving.findChildren(QLabel)]
    qtbot.keyClicks(saving.edit, " two")
    assert saving.save_button.text() == "Save"
    qtbot.keyClick(saving.edit, Qt.Key.Key_Return)
    assert chosen == ["Work two"]


def test_a_layout_is_opened_by_enter_and_deleted_by_the_button(listing: LayoutListSheet, qtbot: QtBot) -> None:
    chosen: list[str] = []
    deleted: list[str] = []
    listing.chosen.connect(chosen.append)
    listing.delete_wanted.connect(deleted.append)
    qtbot.keyClick(listing.list, Qt.Key.Key_Down)
    qtbot.mouseClick(listing.delete_button, Qt.MouseButton.LeftButton)
    assert deleted == ["Work"]
    listing.show_layouts(TWO[:1])
    assert listing.current() == "Night watch"
    listing.show_layouts(())
    assert not listing.open_button.isEnabled()
    listing.show_layouts(TWO)
    listing.list.setFocus()
    listing.list.itemActivated.emit(listing.list.item(0))
    assert chosen == ["Night watch"]


def test_a_layout_says_how_much_it_is_and_where() -> None:
    assert layout_words(TWO[0]) == "3 terminals: gpu-a01 (2), gpu-b02"
    assert layout_words(LayoutInfo("x", tuple("abcdef"))) == "6 terminals: a, b, c, d …"


def test_everything_has_a_name_and_is_reached_by_keys(saving: SaveLayoutSheet, listing: LayoutListSheet) -> None:
    for sheet in (saving, listing):
        assert unnamed_widgets(sheet) == []
        assert unreachable_widgets(sheet) == []
