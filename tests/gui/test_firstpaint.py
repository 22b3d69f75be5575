from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from console.ui.firstpaint import FirstPaint, when_quiet


class Painted(QWidget):
    """Notes each paint in a list that others write to as well."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__()
        self.notes = notes

    def paintEvent(self, event: QPaintEvent) -> None:
        self.notes.append("paint")


def test_it_calls_once_and_after_the_paint(qtbot: QtBot) -> None:
    notes: list[str] = []
    window = Painted(notes)
    qtbot.addWidget(window)
    FirstPaint(window, lambda: notes.append("call"))
    qtbot.wait(20)
    assert notes == []
    window.show()
    qtbot.waitUntil(lambda: "call" in notes)
    assert notes[0] == "paint"
    window.repaint()
    qtbot.wait(20)
    assert notes.count("call") == 1


def test_what_can_wait_waits_for_what_is_under_way_but_not_for_ever(qtbot: QtBot) -> None:
    notes: list[str] = []
    busy = [True]
    window, gone = QObject(), QObject()
    when_quiet(lambda: busy[0], lambda: notes.append("after"), window)
    when_quiet(lambda: True, lambda: notes.append("patience"), window, patience_ms=40)
    when_quiet(lambda: busy[0], lambda: notes.append("never"), gone)
    delete(gone)
    qtbot.waitUntil(lambda: notes == ["patience"])
    busy.clear()
    busy.append(False)
    qtbot.waitUntil(lambda: notes == ["patience", "after"])
