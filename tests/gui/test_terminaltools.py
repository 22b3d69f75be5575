from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from console.app import paths
from console.model.ids import TerminalId
from console.settings.store import SettingsStore
from console.ui.linkwatch import LinkWatch
from console.ui.tabbook import TabBook
from console.ui.terminal.copymode import CopyMode
from console.ui.terminal.selection import Selection, Spot
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.ui.terminaltools import TerminalTools
from console.wire import messages as m
from tests.gui.conftest import Desk, drop
from tests.gui.terminal.page import Page


class Tools:
    """A window with two real terminals; the first one is in front."""

    def __init__(self, desk: Desk, parent: QWidget, folder: Path) -> None:
        self.desk = desk
        self.terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
        settings, book = SettingsStore(folder / "settings.toml"), TabBook(desk.bridge, desk.window)
        links = LinkWatch(desk.window, desk.bridge, settings, book, paths.resources() / "knowledge", desk.clock)
        self.tools = TerminalTools(desk.window, self.terminals, links)
        self.first, self.second = (self.terminals.make(TerminalId(number), parent).widget for number in (1, 2))

    def do(self, action: str) -> list[m.Request]:
        self.desk.bridge.asked.clear()
        self.desk.window.commands[action].trigger()
        return [request for request, _, _ in self.desk.bridge.asked]


@pytest.fixture
def tools(desk: Desk, tmp_path: Path) -> Iterator[Tools]:
    parent = QWidget()
    yield Tools(desk, parent, tmp_path)
    drop(parent)


@pytest.mark.parametrize(("action", "kind"), [("copy_text", "text"), ("copy_html", "html"), ("copy_ansi", "ansi")])
def test_actions_work_on_the_terminal_in_front(tools: Tools, action: str, kind: str) -> None:
    for terminal in (tools.first, tools.second):
        assert isinstance(terminal, TerminalWidget)
        terminal.apply_frame(Page(40, 10).frame())
        terminal.surface.select(Selection(Spot(0, 0), Spot(0, 5)))
    (request,) = tools.do(action)
    assert isinstance(request, m.ReadText if kind == "text" else m.ReadStyled)
    assert request.terminal_id == TerminalId(1)
    assert not isinstance(request, m.ReadStyled) or request.html is (kind == "html")


def test_without_a_terminal_they_do_nothing(tools: Tools) -> None:
    for number in (1, 2, 3):
        tools.desk.bridge.tab_closed.emit(number)
    assert tools.tools.active() is None
    assert tools.do("copy_html") == []


def test_the_key_of_copy_mode_enters_and_leaves_it(tools: Tools) -> None:
    assert isinstance(tools.first, TerminalWidget)
    tools.do("copy_mode")
    assert CopyMode.of(tools.first) is None  # there is nothing to walk on yet
    tools.first.apply_frame(Page(40, 10).frame())
    tools.do("copy_mode")
    assert CopyMode.of(tools.first) is not None
    tools.do("copy_mode")
    assert CopyMode.of(tools.first) is None


def test_pasting_and_selecting_all_stand_among_the_commands(tools: Tools) -> None:
    assert isinstance(tools.first, TerminalWidget)
    QApplication.clipboard().setText("squeue")
    tools.desk.bridge.sent.clear()
    tools.do("paste")
    assert tools.desk.bridge.sent_of(m.Paste) == [m.Paste(terminal_id=TerminalId(1), text="squeue")]
    page = Page(40, 10, tools.terminals._glyphs().atlas(""))
    tools.first.apply_frame(page.frame())
    tools.do("select_all")
    assert tools.first.has_selection
