"""A window over a fake core whose terminals are real widgets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.model.node import NodeState
from console.ui.tabbook import TabBook
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.ui.theme import Themes
from console.ui.window import Window
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import THEME_FOLDER, FakeBridge, FakeClock, tab, welcome
from tests.gui.fleet import fleet
from tests.gui.terminal.page import Page

FIRST, SECOND = TerminalId(1), TerminalId(2)


class Stage:
    """Two terminals of a thousand rows, the last ten of which are shown."""

    def __init__(self) -> None:
        self.page = Page(40, 10)
        self.bridge, self.clock = FakeBridge(), FakeClock()
        themes = Themes(THEME_FOLDER, "dark")
        self.terminals = Terminals(self.bridge, themes.current, lambda: None)
        self.window = Window(self.bridge, themes, self.clock, self.terminals)
        self.book = TabBook(self.bridge, self.window)
        self.window.furnish()
        self.window.resize(QSize(1500, 900))

    def begin(self) -> None:
        """Show the window and its tabs, once features are attached."""
        self.window.show()
        self.window.activateWindow()
        self.welcome()
        for terminal_id in (FIRST, SECOND):
            self.show(990, terminal_id)
        self.window.desk.show_terminal(FIRST)
        self.bridge.sent.clear()

    def welcome(self) -> None:
        """Let the core say what there is."""
        views = tuple(view for view in fleet() if view.state is NodeState.OK)[:2]
        self.bridge.welcome.emit(welcome(views, (tab(1, views[0]), tab(2, views[1])), 1))

    def widget(self, terminal_id: TerminalId = FIRST) -> TerminalWidget:
        found = self.terminals.widget(terminal_id)
        assert found is not None
        return found

    def show(self, first_row: int, terminal_id: TerminalId = FIRST, modes: int = 0) -> None:
        """Let the core show other rows."""
        frame = replace(self.page.frame(), terminal_id=terminal_id, first_row=first_row, history_rows=990)
        self.widget(terminal_id).apply_frame(replace(frame, modes=frame.modes | modes))

    def commands(self, *commands: m.Command, terminal_id: TerminalId = FIRST, from_row: int = 0) -> None:
        """Let the core tell of commands."""
        self.bridge.commands_changed.emit(
            m.CommandsChanged(terminal_id=terminal_id, from_row=from_row, commands=commands)
        )

    def scrolls(self) -> list[int | None]:
        """Return, once, where the view was scrolled to."""
        found = [request.first_row for request in self.bridge.sent if isinstance(request, m.ScrollTerminal)]
        self.bridge.sent.clear()
        return found


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage()
    yield made
    made.window.close_for_good()
    drop(made.window)
