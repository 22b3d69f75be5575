from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.momentfield import MomentField


def test_an_answer_that_comes_too_late_takes_nobody_anywhere(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    answers: list[Callable[[tuple[float, ...]], None]] = []
    field = MomentField(lambda: 0.0, lambda _text, found: answers.append(found), host)
    went: list[float] = []
    field.wanted.connect(went.append)
    qtbot.keyClicks(field, "a")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "b")
    answers[0]((3.0,))
    assert went == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    answers[1]((7.0,))
    assert went == [7.0]
