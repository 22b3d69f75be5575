from __future__ import annotations

from console.model.errors import Problem
from console.model.ids import NodeId, TerminalId
from console.ui.tabbook import TabBook
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab, welcome


def test_it_knows_what_the_core_tells(desk: Desk) -> None:
    book = TabBook(desk.bridge, desk.window)
    gone: list[int] = []
    book.forgotten.connect(gone.append)
    views = tuple(desk.views.values())
    desk.bridge.welcome.emit(welcome(views, (tab(2, views[0]), tab(1, views[1])), 1))
    assert [known.terminal_id for known in book.tabs()] == [1, 2]
    desk.bridge.tab_changed.emit(m.Tab(TerminalId(2), NodeId("x"), "other"))
    found = book.tab(TerminalId(2))
    assert found is not None
    assert found.title == "other"
    desk.bridge.tab_closed.emit(1)
    desk.bridge.tab_closed.emit(77)
    assert gone == [1]
    desk.bridge.core_lost.emit(Problem("core.lost", "The core has ended."))
    assert gone == [1, 2]
    assert book.tabs() == ()
