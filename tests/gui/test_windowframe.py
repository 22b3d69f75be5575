from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.errors import ConsoleError
from console.model.ids import TerminalId
from console.settings.window_state import WindowState
from console.ui.opening import Opening, read_ground
from console.ui.windowframe import WindowFrame
from tests.gui.conftest import Desk, drop
from tests.gui.fakes import THEME_FOLDER


class Text:
    """Terminals whose text grows."""

    def __init__(self) -> None:
        self.zoomed = 0

    def zoom(self, steps: int) -> None:
        self.zoomed = self.zoomed + steps if steps else 0


class Framed:
    def __init__(self, desk: Desk, state: WindowState) -> None:
        self.desk, self.text, self.kept, self.failing = desk, Text(), list[WindowState](), False
        self.outer = Opening(read_ground(THEME_FOLDER, "dark"))
        self.outer.resize(1500, 900)
        self.outer.take_in(desk.window)
        self.frame = WindowFrame(self.outer, desk.window, self.text, desk.bridge, state, self.keep)
        self.outer.show()
        self.outer.activateWindow()

    def keep(self, state: WindowState) -> None:
        if self.failing:
            raise ConsoleError("settings.write", "The disk is full.")
        self.kept.append(state)


@pytest.fixture
def framed(desk: Desk, qtbot: QtBot) -> Iterator[Framed]:
    made = Framed(desk, WindowState((5, 6, 1400, 800), is_maximized=False, text_zoom=2, has_dashboard=False))
    qtbot.waitUntil(made.outer.isActiveWindow)
    yield made
    desk.window.setParent(None)
    drop(made.outer)


def test_the_window_is_put_as_it_was_left(framed: Framed) -> None:
    assert framed.text.zoomed == 2
    assert not framed.desk.window.surround.is_wanted
    assert not framed.desk.window.commands["dashboard"].isChecked()


def test_what_changes_is_kept_once_it_has_come_to_rest(framed: Framed, qtbot: QtBot) -> None:
    framed.outer.setGeometry(40, 50, 1450, 850)
    framed.desk.window.commands["dashboard"].trigger()
    qtbot.waitUntil(lambda: bool(framed.kept), timeout=5000)
    (state,) = framed.kept
    assert state.has_dashboard
    assert state.geometry is not None
    assert state.geometry[2:] == (1450, 850)
    framed.frame.keep_now()
    assert len(framed.kept) == 1, "nothing has changed since"


def test_leaving_keeps_it_at_once(framed: Framed) -> None:
    framed.text.zoom(1)
    framed.desk.window.left.emit()
    assert framed.kept[-1].text_zoom == 3


def test_f11_fills_the_screen_from_inside_a_terminal_and_gives_it_back(framed: Framed, qtbot: QtBot) -> None:
    terminal = framed.desk.maker.made[TerminalId(1)]
    qtbot.keyClick(terminal, Qt.Key.Key_F11)
    assert framed.outer.isFullScreen()
    assert framed.desk.window.commands["full_screen"].isChecked()
    assert framed.frame.state().is_maximized
    qtbot.keyClick(terminal, Qt.Key.Key_F11)
    assert not framed.outer.isFullScreen()
    assert not framed.desk.window.commands["full_screen"].isChecked()
    assert Qt.Key.Key_F11 not in terminal.keys


def test_a_state_that_cannot_be_kept_is_told_in_words(framed: Framed) -> None:
    framed.failing = True
    framed.text.zoom(1)
    framed.frame.keep_now()
    assert "The disk is full." in framed.desk.window.notices.entries[0].problem.text()
