from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.ui.services.textfinder import MOST_MARKED, TextFinder
from console.ui.theme import Themes
from tests.gui.conftest import drop


@pytest.fixture
def finder(themes: Themes, qtbot: QtBot) -> Iterator[TextFinder]:
    holder = QWidget()
    text, field = QPlainTextEdit(holder), QLineEdit(holder)
    layout = QVBoxLayout(holder)
    layout.addWidget(text)
    layout.addWidget(field)
    yield TextFinder(themes, text, field)
    drop(holder)


def chosen(finder: TextFinder) -> tuple[int, str]:
    cursor = finder._text.textCursor()
    return cursor.blockNumber(), cursor.selectedText()


def test_hits_are_walked_through_round_the_ends(finder: TextFinder, qtbot: QtBot) -> None:
    finder._text.setPlainText("no \N{ROCKET} Error\nfine\nİ error\nERROR")
    qtbot.keyClicks(finder._field, "error")
    assert finder.figure.text() == "Hit 1 of 3" and chosen(finder) == (0, "Error")
    for key, modifier, place in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, 2),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier, 3),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, 3),
    ):
        qtbot.keyClick(finder._field, key, modifier)
        assert chosen(finder)[0] == place and chosen(finder)[1].lower() == "error"
    qtbot.keyClicks(finder._field, "s")
    assert finder.figure.text() == "Nothing found" and finder._text.extraSelections() == []
    finder._field.clear()
    assert finder.figure.text() == ""


def test_a_text_that_grows_is_looked_through_again(finder: TextFinder, qtbot: QtBot) -> None:
    finder._text.setPlainText("x")
    finder.find("x")
    finder._text.setPlainText("x\n" * (MOST_MARKED + 50))
    finder.again()
    assert finder.figure.text() == "Hit 1 of 550"
    assert len(finder._text.extraSelections()) == MOST_MARKED
