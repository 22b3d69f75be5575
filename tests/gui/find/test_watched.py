from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.ui.find.watched import Watched
from console.ui.terminal.widget import TerminalWidget
from tests.gui.conftest import drop
from tests.gui.terminal.page import Page

ONE, TWO = TerminalId(1), TerminalId(2)


def test_what_happens_to_terminals_is_told(qtbot: QtBot, page: Page) -> None:
    window = QWidget()
    field = QLineEdit(window)
    owner = QObject(window)
    watched = Watched(owner)
    terminals = [TerminalWidget(number, page.atlas, window) for number in (ONE, TWO)]
    told: list[str] = []
    watched.focused.connect(lambda number: told.append(f"focus {number}"))
    watched.moved.connect(lambda number: told.append(f"moved {number}"))
    watched.repainted.connect(lambda number: told.append(f"frame {number}"))
    watched.came_or_went.connect(lambda: told.append("shown"))
    for terminal in terminals:
        watched.add(terminal)
    assert watched.front(None) is None
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    assert watched.front(TWO) is terminals[1]
    told.clear()
    terminals[0].setFocus()
    terminals[1].resize(200, 100)
    terminals[1].apply_frame(page.frame())
    assert {"focus 1", "moved 2", "frame 2"} <= set(told)
    assert watched.front(TWO) is terminals[0]
    field.setFocus()
    terminals[1].hide()
    assert told[-1] == "shown"
    assert watched.front(TWO) is terminals[0]
    watched.forget(ONE)
    assert list(watched.widgets) == [TWO]
    assert watched.front(ONE) is None
    drop(window)
