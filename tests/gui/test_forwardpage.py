from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.forward import Forward, ForwardKind, ForwardView
from console.model.ids import NodeId
from console.ui.forwardpage import ForwardPage
from console.ui.theme import Themes
from tests.gui.conftest import drop

OPEN = ForwardView(
    1,
    NodeId("a"),
    "gpu1",
    Forward(ForwardKind.LOCAL, "127.0.0.1", 8080, "", "web", 80, place="config:3"),
    is_open=True,
)
FAILED = replace(
    OPEN,
    number=2,
    node_name="gpu2",
    is_open=False,
    problem=Problem("ssh.forward_port_in_use", "{listens} is in use", "End the program", {"listens": "127.0.0.1:8080"}),
)
EXPOSED = replace(OPEN, number=3, forward=Forward(ForwardKind.DYNAMIC, "", 1080))


@pytest.fixture
def page(themes: Themes, qtbot: QtBot) -> Iterator[ForwardPage]:
    made = ForwardPage(themes)
    made.show()
    made.take((OPEN, FAILED, EXPOSED))
    yield made
    drop(made)


def row(page: ForwardPage, number: int) -> list[str]:
    cells = [page.table.item(number, column) for column in range(page.table.columnCount())]
    return [cell.text() for cell in cells if cell is not None]


def test_what_listens_where_and_why_something_is_not_open(page: ForwardPage) -> None:
    assert row(page, 0) == ["gpu1", "from here to the node", "127.0.0.1:8080", "web:80", "open"]
    assert row(page, 1)[-1] == "127.0.0.1:8080 is in use"
    assert row(page, 2)[1:] == ["SOCKS proxy here", "*:1080", "", "open, for other computers too"]


def test_open_ones_are_closed_and_others_opened(page: ForwardPage, qtbot: QtBot) -> None:
    page.table.clearSelection()
    assert not page.open_button.isEnabled()
    assert not page.close_button.isEnabled()
    page.choose_node("gpu2")
    assert "End the program" in page.facts.text()
    assert not page.close_button.isEnabled()
    with qtbot.waitSignal(page.reopen_wanted) as caught:
        page.open_button.click()
    assert caught.args == [2]
    page.table.selectRow(0)
    assert "From config:3" in page.facts.text()
    with qtbot.waitSignal(page.close_wanted) as caught:
        page.close_button.click()
    assert caught.args == [1]
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == "127.0.0.1:8080"


def test_the_chosen_one_stays_chosen_and_nothing_is_said_to_be_nothing(page: ForwardPage) -> None:
    page.table.selectRow(1)
    page.take((FAILED,))
    assert page.chosen() == FAILED
    page.take(())
    assert page.chosen() is None
    assert "No terminal is open" in page.facts.text()
