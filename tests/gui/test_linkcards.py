from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import structs
from msgspec.structs import replace
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from console.app import paths
from console.model.ids import TerminalId
from console.ui.boxcards import BoxCards
from console.ui.gpucards import GpuCards
from console.ui.linkcards import LinkCards, Names
from console.ui.tabbook import TabBook
from console.ui.terminal.finding import Thing
from console.ui.terminal.links import Found, LinkKind, recognise
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.ui.workcards import Works
from console.ui.xids import XidBook
from console.wire import messages as m
from tests.gui.conftest import Desk, drop

PLACE = QRect(50, 50, 90, 18)


class Cards:
    """The cards of a window; its terminal is on gpu-a03."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self.desk = desk
        names = Names(desk.window.fleet.views)
        book = TabBook(desk.bridge, desk.window)
        xids = XidBook(paths.resources() / "knowledge" / "xid.toml")
        works, boxes = Works(desk.window.fleet.views), BoxCards(desk.window, lambda: None, desk.clock)
        self.cards = LinkCards(desk.window, book, names, GpuCards(xids, desk.clock), works, boxes)
        widget = Terminals(desk.bridge, desk.window.themes.current, lambda: None).make(TerminalId(1), parent).widget
        assert isinstance(widget, TerminalWidget)
        self.terminal = widget
        view = desk.views["gpu-a03"]
        desk.bridge.tab_changed.emit(m.Tab(TerminalId(1), view.node.id, "gpu-a03", state=m.TabState.OPEN))
        self.names = names

    def of(self, text: str, *, explicit: bool = False, said: str = "") -> list[str]:
        found = recognise(text, self.names)[0]
        self.cards.point(self.terminal, Thing(found, said or text, ((0, 0, 1),), explicit=explicit), PLACE)
        return self.words()

    def words(self) -> list[str]:
        assert self.cards.tip is not None
        return self.cards.tip.text.split("\n") if self.cards.tip.isVisible() else []


@pytest.fixture
def cards(desk: Desk) -> Iterator[Cards]:
    parent = desk.window
    made = Cards(desk, parent)
    yield made
    drop(made.terminal)


def test_a_link_is_told_to_its_end_with_what_does_not_look_right(cards: Cards) -> None:
    long = "https://example.com/" + "x" * 300
    words = cards.of(long, explicit=True, said="https://example.org")
    assert words[0] == long
    assert "example.org" in words[1]
    assert words[-1] == "Ctrl+click opens it"
    cards.cards.point(cards.terminal, None, PLACE)
    assert cards.words() == []


def test_what_is_refused_says_so_beforehand(cards: Cards) -> None:
    assert "vscode:" in cards.of("vscode://example.com")[1]


def test_a_host_is_told_by_the_name_of_its_node(cards: Cards) -> None:
    node = cards.desk.views["gpu-c01"].node
    assert cards.of(node.address_shown or node.host)[1:] == ["Node", "gpu-c01", "Ctrl+click goes there"]
    assert cards.of("db.example.com") == ["db.example.com", "Ctrl+click offers what can be done"]


def test_on_a_node_localhost_is_not_this_computer(cards: Cards) -> None:
    assert "gpu-a03" in cards.of("http://localhost:8000")[1]
    assert cards.cards.node_name(cards.terminal) == "gpu-a03"


def test_a_card_about_a_gpu_goes_on_telling_how_it_is(cards: Cards) -> None:
    thing = Thing(Found(0, 5, LinkKind.GPU, "2"), "GPU 2", ((0, 0, 5),))
    cards.cards.point(cards.terminal, thing, PLACE)
    assert cards.words()[0].startswith("GPU 2")
    view = cards.desk.views["gpu-a03"]
    assert view.snapshot is not None
    gpus = tuple(structs.replace(gpu, utilization_percent=37) for gpu in view.snapshot.gpus)
    cards.desk.change(replace(view, snapshot=replace(view.snapshot, gpus=gpus)))
    assert "37 %" in cards.words()
    cards.cards.hide()
    cards.desk.change(view)
    assert cards.words() == []
