from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.ui.palette import Palette
from console.ui.tabbook import TabBook
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab


@pytest.fixture
def full(desk: Desk) -> Desk:
    Palette(desk.window, desk.bridge, TabBook(desk.bridge, desk.window))
    for number, name in enumerate(("gpu-a03", "gpu-b02", "gpu-c01"), start=1):
        desk.bridge.tab_changed.emit(tab(number, desk.views[name]))
    return desk


def enter(desk: Desk, qtbot: QtBot, text: str, steps: int = 0) -> None:
    desk.window.field.open()
    qtbot.keyClicks(desk.window.field.edit, text)
    for _step in range(steps):
        qtbot.keyClick(desk.window.field.edit, Qt.Key.Key_Down)
    qtbot.keyClick(desk.window.field.edit, Qt.Key.Key_Return)


def titles(desk: Desk) -> list[str]:
    desk.window.field.open()
    model = desk.window.field.suggestions().model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    return [str(index.data()) for index in rows if index.flags() == Qt.ItemFlag.NoItemFlags]


def test_every_command_is_there_with_its_keys(full: Desk) -> None:
    desk = full
    offered = desk.window.commands.available()
    found = {entry.words: entry.keys for entry in desk.window._command_entries()}
    assert found == {words: keys for _, words, keys in offered}
    assert len(offered) > 20


def test_a_command_is_found_by_other_words_too(full: Desk, qtbot: QtBot) -> None:
    full.window.field.open()
    qtbot.keyClicks(full.window.field.edit, "search")
    model = full.window.field.suggestions().model()
    assert "Find in the terminal" in {str(model.index(row, 0).data()) for row in range(model.rowCount())}
    full.window.field.edit.clear()


def test_an_open_terminal_comes_to_the_front(full: Desk, qtbot: QtBot) -> None:
    enter(full, qtbot, "gpu-c01", steps=1)
    assert full.window.desk.strip.active() == 3
    assert not full.bridge.asked, "no second connection is opened"


def test_destinations_are_remembered_and_forgotten(full: Desk, qtbot: QtBot) -> None:
    forget = full.window.commands["forget_destinations"]
    assert not forget.isEnabled()
    full.bridge.destinations.emit(("ops@gpu09.example.com:2222 -J gate", "gpu08.example.com"))
    assert titles(full)[0] == "Recent"
    enter(full, qtbot, "gpu09")
    assert full.bridge.asked[-1][0] == m.QuickConnect(destination="ops@gpu09.example.com:2222 -J gate")
    full.window.field.open()
    qtbot.keyClick(full.window.field.edit, Qt.Key.Key_Delete)
    assert full.bridge.sent_of(m.ForgetDestinations) == [
        m.ForgetDestinations(texts=("ops@gpu09.example.com:2222 -J gate",))
    ]
    full.bridge.destinations.emit(("gpu08.example.com",))
    current = full.window.field.suggestions().current()
    assert current is not None
    assert current.entry.words == "gpu08.example.com", "the list follows at once"
    forget.trigger()
    assert full.bridge.sent_of(m.ForgetDestinations)[-1] == m.ForgetDestinations()
    full.bridge.destinations.emit(())
    assert "Recent" not in titles(full)


def test_the_sections_of_a_full_house(full: Desk) -> None:
    assert titles(full) == ["Open terminals", "Commands", "Nodes"]
