from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.ui.notices import LIMIT, MOST_OF_PROGRAMS, PROGRAM_CODES, Entry
from tests.gui.conftest import Desk
from tests.gui.fleet import NOW


def entry(number: int) -> Entry:
    return Entry(Problem("x", "Line {n}", "Correct it.", {"n": str(number)}), NOW)


def test_messages_stand_newest_first_and_once(desk: Desk, qtbot: QtBot) -> None:
    notices = desk.window.notices
    for number in (1, 2, 1):
        notices.add(entry(number))
    assert [e.problem.params["n"] for e in notices.entries] == ["1", "2"]
    notices.open_under(desk.window.top.bell)
    texts = [label.text() for label in notices.findChildren(QLabel)]
    assert texts.index("Line 1") < texts.index("Line 2")
    assert notices.unread == 0
    qtbot.keyClick(notices, Qt.Key.Key_Escape)
    assert not notices.isVisible()


def test_the_list_is_bounded_and_can_be_cleared(desk: Desk) -> None:
    notices = desk.window.notices
    for number in range(LIMIT + 5):
        notices.add(entry(number))
    assert len(notices.entries) == LIMIT
    notices.clear()
    assert not notices.entries
    notices.open_under(desk.window.top.bell)
    assert "No messages." in [label.text() for label in notices.findChildren(QLabel)]
    notices.hide()


def test_a_program_that_goes_on_and_on_pushes_nothing_else_out(desk: Desk) -> None:
    notices = desk.window.notices
    notices.add(entry(1))
    codes = sorted(PROGRAM_CODES)
    for number in range(LIMIT):
        code = codes[number % len(codes)]
        notices.add(Entry(Problem(code, "{tab}: {text}", "", {"tab": "a", "text": str(number)}), NOW))
    assert len(notices.entries) == MOST_OF_PROGRAMS + 1
    assert notices.entries[0].problem.params["text"] == str(LIMIT - 1)
    assert notices.entries[-1].problem.code == "x"
