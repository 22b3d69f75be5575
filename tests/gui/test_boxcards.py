from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.app import paths
from console.model.ids import TerminalId
from console.settings.store import SettingsStore
from console.ui.linkdesk import LinkDesk
from console.ui.nodeview.factstable import FactsTable
from console.ui.nodeview.opener import NodeDetails
from console.ui.tabbook import TabBook
from console.ui.terminal.finding import Thing
from console.ui.terminal.hover import Hover, place_of
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.ui.xids import XidBook
from console.wire import messages as m
from tests.gui.conftest import Desk, drop
from tests.gui.nodeview.nodes import BOX, DETAIL
from tests.gui.terminal.page import Page

ROW = "3f4e3f4e3f4e  vllm-openai:v0.11.2  Up 3 days  chat"


class Boxes:
    """A terminal on gpu-a03 with a table of containers, in a window that has its pages."""

    def __init__(self, desk: Desk, parent: QWidget, folder: Path) -> None:
        self.desk = desk
        settings = SettingsStore(folder / "settings.toml")
        knowledge = paths.resources() / "knowledge"
        details = NodeDetails(desk.window, desk.bridge, settings, knowledge, desk.clock)
        book, xids = TabBook(desk.bridge, desk.window), XidBook(knowledge / "xid.toml")
        self.links = LinkDesk(desk.window, desk.bridge, settings, book, xids, desk.clock, details=lambda: details)
        terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
        terminals.add(self.links.attach)
        widget = terminals.make(TerminalId(1), parent).widget
        assert isinstance(widget, TerminalWidget)
        self.terminal = widget
        self.node_id = desk.views["gpu-a03"].node.id
        desk.bridge.tab_changed.emit(m.Tab(TerminalId(1), self.node_id, "gpu-a03", state=m.TabState.OPEN))
        page = Page(60, 8, terminals._glyphs().atlas(""))
        page.put(1, 0, "CONTAINER ID  IMAGE                STATUS     NAMES")
        page.put(2, 0, ROW)
        page.put(4, 0, "chat")
        widget.apply_frame(page.frame())

    def thing(self, row: int = 2, col: int = ROW.rindex("chat")) -> Thing | None:
        return self.terminal.finder.live_at(row, col)

    def asked(self) -> list[tuple[str, ...]]:
        sent = self.desk.bridge.sent
        return [tuple(map(str, request.node_ids)) for request in sent if isinstance(request, m.WatchDetails)]


@pytest.fixture
def boxes(desk: Desk, tmp_path: Path) -> Iterator[Boxes]:
    parent = QWidget()
    made = Boxes(desk, parent, tmp_path)
    yield made
    drop(parent)


def test_a_node_is_asked_where_its_lines_are_about_containers(boxes: Boxes) -> None:
    assert boxes.thing(0, 3) is None
    assert not boxes.asked()
    assert boxes.thing() is None
    assert boxes.asked() == [(str(boxes.node_id),)]
    boxes.desk.bridge.detail_changed.emit(boxes.node_id, DETAIL)
    thing = boxes.thing()
    assert thing is not None
    assert (thing.text, thing.found.target) == ("chat", f"container {BOX.id}")
    assert boxes.thing(4, 1) is None, "a plain word in a line that is about nothing of the kind"


def test_its_card_tells_how_it_is_and_a_click_goes_there(boxes: Boxes) -> None:
    boxes.thing()
    boxes.desk.bridge.detail_changed.emit(boxes.node_id, DETAIL)
    thing = boxes.thing()
    assert thing is not None
    boxes.links.cards.point(boxes.terminal, thing, place_of(boxes.terminal, thing))
    assert boxes.links.cards.tip is not None
    told = boxes.links.cards.tip.accessibleName()
    for words in ("Container chat", "State running", "Distribution inside Ubuntu 22.04.5 LTS", "CUDA inside 12.9"):
        assert words in told
    assert next(iter(dict(boxes.links.choices(boxes.terminal, thing)))) == "Go to container chat"
    boxes.links.follow(boxes.terminal, thing, QPoint())
    assert boxes.desk.window.views.front == f"node:{boxes.node_id}"
    page = boxes.desk.window.views.page(f"node:{boxes.node_id}")
    assert page is not None
    tables = [table for table in page.findChildren(FactsTable) if table.accessibleName() == "Containers"]
    assert [table.table.rows[table.currentIndex().row()][0].text for table in tables] == ["chat"]


def test_what_rests_under_the_pointer_is_found_when_the_node_has_told(boxes: Boxes) -> None:
    hover = boxes.terminal.findChild(Hover)
    assert hover is not None
    hover._look((2, ROW.rindex("chat")), control=False)
    said = [hover.thing]
    boxes.desk.bridge.detail_changed.emit(boxes.node_id, DETAIL)
    said.append(hover.thing)
    assert [thing and thing.text for thing in said] == [None, "chat"]


def test_a_node_is_left_alone_a_while_after_the_last_look(boxes: Boxes, qtbot: QtBot) -> None:
    boxes.links._boxes._enough.setInterval(20)
    boxes.thing()
    qtbot.waitUntil(lambda: boxes.asked() == [(str(boxes.node_id),), ()])
