from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from console.ui.questionbar import MOST_WAITING, Ask
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def question(key: str, done: list[str], detail: str = "") -> Ask:
    return Ask(key, f"May {key}?", detail, (("Yes", lambda: done.append(f"{key} yes")), ("No", lambda: None)))


def buttons(desk: Desk) -> list[QPushButton]:
    return [b for b in desk.window.desk.question.findChildren(QPushButton) if not b.isHidden()]


def test_a_question_leaves_the_keyboard_where_it_is(desk: Desk, qtbot: QtBot) -> None:
    done: list[str] = []
    before = QApplication.focusWidget()
    bar = desk.window.desk.question
    bar.ask(question("a", done))
    assert bar.isVisible()
    assert QApplication.focusWidget() is before
    assert unnamed_widgets(bar) == []
    qtbot.keyClick(before, Qt.Key.Key_Y, CTRL_SHIFT)
    assert QApplication.focusWidget() is buttons(desk)[0]
    assert buttons(desk)[0].text() == "Not now"
    qtbot.keyClick(buttons(desk)[0], Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert done == ["a yes"]
    assert not bar.isVisible()
    assert QApplication.focusWidget() is before


def test_escape_answers_nothing(desk: Desk, qtbot: QtBot) -> None:
    done: list[str] = []
    bar = desk.window.desk.question
    bar.ask(question("a", done))
    bar.take_keyboard()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert done == []


def test_who_asks_again_and_again_takes_no_button_away(desk: Desk) -> None:
    done: list[str] = []
    bar = desk.window.desk.question
    bar.ask(question("a", done, "one"))
    pressed = buttons(desk)[1]
    bar.ask(question("a", done, "two"))
    assert bar.current is not None
    assert bar.current.detail == "two"
    pressed.click()
    assert done == ["a yes"]
    assert not bar.isVisible()


def test_further_questions_wait_and_too_many_are_not_heard(desk: Desk) -> None:
    done: list[str] = []
    bar = desk.window.desk.question
    for number in range(MOST_WAITING + 3):
        bar.ask(question(str(number), done))
    bar.withdraw("1")
    shown = []
    while bar.current is not None:
        shown.append(bar.current.key)
        buttons(desk)[0].click()
    assert shown == ["0", *map(str, range(2, MOST_WAITING))]


def test_the_key_for_it_is_offered_only_while_something_is_asked(desk: Desk) -> None:
    action = desk.window.commands["question"]
    assert not action.isEnabled()
    desk.window.desk.question.ask(question("a", []))
    assert action.isEnabled()
    desk.window.desk.question.withdraw("a")
    assert not action.isEnabled()
