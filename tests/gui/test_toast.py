from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk


def test_a_toast_stands_above_the_status_bar_and_goes(desk: Desk, qtbot: QtBot) -> None:
    toast = desk.window.toast
    toast._leaving.setInterval(30)
    toast.say("gpu-c07 drained", "2 jobs moved, 0 lost")
    assert toast.isVisible()
    assert toast.geometry().bottom() <= desk.window.status.geometry().top()
    assert toast.geometry().right() <= desk.window.width()
    desk.window.resize(1000, 700)
    assert toast.geometry().right() <= 1000
    qtbot.waitUntil(lambda: not toast.isVisible())


def test_its_action_is_done_once(desk: Desk, qtbot: QtBot) -> None:
    done: list[int] = []
    desk.window.toast.say("Drained", action="Undo", call=lambda: done.append(1))
    action = desk.window.toast.findChild(QPushButton)
    assert action is not None
    assert action.text() == "Undo"
    action.click()
    assert done == [1]
    assert not desk.window.toast.isVisible()


def test_a_toast_that_a_person_uses_stays(desk: Desk, qtbot: QtBot) -> None:
    toast = desk.window.toast
    toast._leaving.setInterval(20)
    toast.say("Drained", action="Undo", call=lambda: None)
    action = toast.findChild(QPushButton)
    assert action is not None
    action.setFocus()
    qtbot.wait(80)
    assert toast.isVisible()
    toast.hide()


def test_it_is_as_high_as_its_words(desk: Desk, qtbot: QtBot) -> None:
    """Each message in turn, so that none has the height of the one before."""
    toast = desk.window.toast
    heights = []
    for title, line, action in (
        ("Marked", "", ""),
        ("The recording has ended", "/home/example/.local/share/leitstand/recordings/gpu-c04-094831.cast", "Play"),
        ("Marked", "", ""),
    ):
        toast.say(title, line, action=action, call=lambda: None)
        QApplication.sendPostedEvents()
        for label in toast.findChildren(QLabel):
            if label.isVisible() and label.text():
                assert label.height() >= label.heightForWidth(label.width())
        heights.append(toast.height())
    assert abs(heights[0] - heights[2]) <= 2 < heights[1] - heights[0]
    toast.hide()
