"""What is seen before anything is loaded, and what a person may do to it already."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent, QColor, QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from console.ui.opening import Opening, aside, in_turns, read_ground
from console.ui.theme import load_theme
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import THEME_FOLDER, make_window


@pytest.fixture
def opening(qtbot: QtBot) -> Iterator[Opening]:
    made = Opening(read_ground(THEME_FOLDER, "dark"))
    made.resize(1500, 900)
    made.show()
    yield made
    drop(made)


class Stubborn(QWidget):
    """Wants to be asked twice."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def closeEvent(self, event: QCloseEvent) -> None:
        self.asked += 1
        event.setAccepted(self.asked > 1)


@pytest.mark.parametrize("width", [1300, 1500, 2500])
def test_the_ground_lies_where_the_parts_of_the_desk_will_stand(opening: Opening, qtbot: QtBot, width: int) -> None:
    opening.resize(width, 900)
    picture = opening.grab().toImage()
    colors = load_theme(THEME_FOLDER, "dark").colors
    window, *_ = make_window()
    window.resize(opening.size())
    opening.take_in(window)
    qtbot.waitUntil(lambda: window.desk.strip.mapTo(opening, QPoint(0, 0)).x() == window.panel.geometry().right() + 1)
    qtbot.waitUntil(lambda: window.status.geometry().bottom() == opening.rect().bottom())
    tree = window.panel.geometry()
    strip = window.desk.strip
    below = strip.mapTo(opening, QPoint(0, strip.height()))
    assert picture.pixelColor(tree.topLeft()) == colors.panel
    assert picture.pixelColor(tree.bottomRight() - QPoint(1, 0)) == colors.panel
    assert picture.pixelColor(tree.left(), tree.bottom() + 1) == colors.desk
    assert picture.pixelColor(below) == QColor(colors.term_bg)
    assert picture.pixelColor(below - QPoint(0, 1)) == colors.desk
    window.close_for_good()


def test_the_desk_decides_whether_the_window_closes(opening: Opening) -> None:
    content = Stubborn()
    opening.take_in(content)
    assert opening.close() is False
    assert opening.isVisible()
    assert opening.close() is True
    assert content.asked == 2


def test_closing_before_the_desk_is_there_asks_it_when_it_is(opening: Opening, qtbot: QtBot) -> None:
    assert opening.close() is False
    content = Stubborn()
    opening.take_in(content)
    qtbot.waitUntil(lambda: content.asked == 1)


def test_what_is_typed_before_the_desk_is_there_arrives_when_it_is(opening: Opening, qtbot: QtBot) -> None:
    qtbot.keyClick(opening, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(opening, "free")
    window, bridge, *_ = make_window()
    field = window.panel.filter.edit
    opening.take_in(window)
    field.setFocus()
    qtbot.waitUntil(lambda: field.text() == "free")
    assert isinstance(bridge.answer(1), m.OpenTerminal)
    window.close_for_good()


def test_keys_do_not_overtake_those_that_were_typed_before(opening: Opening, qtbot: QtBot) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(opening, Qt.Key.Key_S, both)
    window, *_ = make_window()
    field = window.panel.filter.edit
    opening.take_in(window)
    qtbot.keyClicks(window.desk, "free")  # the desk is there and has not been given what was typed before
    qtbot.waitUntil(lambda: field.text() == "free")
    window.close_for_good()


def test_keys_wait_for_who_does_something_at_them_and_none_overtakes(opening: Opening, qtbot: QtBot) -> None:
    window, *_ = make_window()
    done: list[str] = []
    opening.take_in(window)
    field = window.panel.filter.edit
    field.setFocus()
    qtbot.keyClicks(field, "fr")
    qtbot.keyClick(field, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "ee")
    qtbot.waitUntil(lambda: field.text() == "fr")
    qtbot.keyClicks(field, "!")
    assert (field.text(), done) == ("fr", [])
    waiting = next(action for action in window.actions() if QKeySequence("Ctrl+Shift+I") in action.shortcuts())
    window.commands.bind(waiting.objectName(), lambda: done.append(field.text()))
    opening.equipped()
    assert (field.text(), done) == ("free!", ["fr"])
    window.close_for_good()


def test_a_key_that_is_for_nobody_holds_nothing_back_in_the_end(opening: Opening, qtbot: QtBot) -> None:
    window, *_ = make_window()
    opening.take_in(window)
    field = window.panel.filter.edit
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "free")
    opening.equipped()
    assert field.text() == "free"
    qtbot.keyClicks(field, "dom")
    assert field.text() == "freedom"
    window.close_for_good()


def test_each_call_has_a_turn_of_its_own(opening: Opening, qtbot: QtBot) -> None:
    notes: list[str] = []
    in_turns([lambda: notes.append("first"), lambda: notes.append("second")], opening)
    in_turns([lambda: notes.append("between")], opening)
    assert notes == []
    qtbot.waitUntil(lambda: len(notes) == 3)
    assert notes == ["first", "between", "second"]


def test_turns_end_with_what_they_work_on(qtbot: QtBot) -> None:
    notes: list[str] = []
    part = QWidget()
    in_turns([lambda: notes.append("first"), part.deleteLater, lambda: notes.append("never")], part)
    qtbot.waitUntil(lambda: not isValid(part))
    qtbot.wait(20)
    assert notes == ["first"]


def test_the_window_answers_while_a_thread_works(opening: Opening, qtbot: QtBot) -> None:
    go_on, notes = threading.Event(), list[str]()
    aside(go_on.wait, lambda: notes.append(threading.current_thread().name), opening)
    in_turns([lambda: notes.append("meanwhile")], opening)
    qtbot.waitUntil(lambda: notes == ["meanwhile"])
    go_on.set()
    qtbot.waitUntil(lambda: notes == ["meanwhile", threading.main_thread().name])


def test_nothing_follows_a_thread_when_the_window_has_gone(qtbot: QtBot) -> None:
    go_on, notes, part = threading.Event(), list[str](), QWidget()
    aside(go_on.wait, lambda: notes.append("never"), part)
    drop(part)
    go_on.set()
    qtbot.wait(20)
    assert notes == []
