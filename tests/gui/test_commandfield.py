from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.ui.commandfield import CommandField, Entry
from console.ui.theme import Themes
from tests.gui.conftest import drop

ENTRIES = [
    Entry("gpu-a01", "192.0.2.11", node_id=NodeId("a01")),
    Entry("gpu-a02", "192.0.2.12", node_id=NodeId("a02")),
    Entry("Theme: light", action="theme_light"),
]


class Told:
    def __init__(self, field: CommandField) -> None:
        self.all: list[object] = []
        for signal in (field.node_chosen, field.action_chosen, field.destination_chosen):
            signal.connect(self.all.append)


@pytest.fixture
def field(qtbot: QtBot, themes: Themes) -> Iterator[CommandField]:
    made = CommandField(themes, lambda: ENTRIES)
    made.show()
    made.edit.setFocus()
    yield made
    made._popup.hide()
    drop(made)


def test_suggestions_find_what_is_typed_anywhere_in_the_words(field: CommandField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "light")
    assert field._popup.isVisible()
    assert field._completer.completionCount() == 1


def test_a_suggestion_is_taken_by_keys(field: CommandField, qtbot: QtBot) -> None:
    told = Told(field)
    qtbot.keyClicks(field.edit, "gpu")
    qtbot.keyClick(field._popup, Qt.Key.Key_Down)
    qtbot.keyClick(field._popup, Qt.Key.Key_Down)
    qtbot.keyClick(field._popup, Qt.Key.Key_Return)
    assert told.all == ["a02"]
    qtbot.waitUntil(lambda: field.edit.text() == "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPU-A01", "a01"),
        ("theme: light", "theme_light"),
        ("theme: l", "theme_light"),
        ("a02", "a02"),
        ("gpu-a", "gpu-a"),
        ("ops@[2001:db8::1]:22", "ops@[2001:db8::1]:22"),
    ],
)
def test_enter_opens_runs_or_connects(field: CommandField, qtbot: QtBot, text: str, expected: str) -> None:
    told = Told(field)
    qtbot.keyClicks(field.edit, text)
    # The list has the keyboard while it is open.
    qtbot.keyClick(field._popup if field._popup.isVisible() else field.edit, Qt.Key.Key_Return)
    assert told.all == [expected]


def test_typing_is_not_cut_when_the_suggestions_close(field: CommandField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "gpu-a01.example.com:2222")
    assert field.edit.text() == "gpu-a01.example.com:2222"


def test_escape_gives_the_keyboard_back(field: CommandField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "zzz")
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.edit.text() == ""
