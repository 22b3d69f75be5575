from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from console.model.alert import Alert, Severity, Silence
from console.model.ids import NodeId
from console.model.text import Text
from console.ui.alerts.page import AlertPage, Part
from console.ui.theme import Themes
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import drop
from tests.gui.fakes import FakeClock
from tests.gui.fleet import NOW


def alert(name: str, severity: Severity = Severity.WARNING, ago: float = 300) -> Alert:
    rule, _at, node = name.partition("@")
    message, hint = Text("{node_name} does not answer.", {"node_name": node}), Text("Look at its row.")
    return Alert(name, rule, severity, NodeId(node), message, hint, NOW.timestamp() - ago)


@pytest.fixture
def page(themes: Themes) -> Iterator[AlertPage]:
    made = AlertPage(FakeClock(), lambda node_id: f"node {node_id}", themes)
    made.resize(900, 400)
    made.show()
    yield made
    drop(made)


def rows(page: AlertPage) -> list[str]:
    model = page.list.model()
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def entries(page: AlertPage) -> dict[str, QMenu]:
    menu = next(menu for menu in page.findChildren(QMenu) if menu.isVisible())
    return {action.text(): menu for action in menu.actions()}


def choose(page: AlertPage, words: str) -> None:
    menu = entries(page)[words]
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def test_open_acknowledged_and_over_are_apart_and_parts_are_counted(page: AlertPage) -> None:
    down = replace(alert("down@a", Severity.CRITICAL), parts=8)
    hot = replace(alert("hot@a"), part_of="down@a")
    noted = replace(alert("full@b"), acknowledged_at=NOW.timestamp(), acknowledged_until=NOW.timestamp() + 600)
    over = replace(alert("down@c+1"), resolved_at=NOW.timestamp() - 60)
    page.show_alerts([down, hot, noted, over], [Silence(NodeId("b"), 1e12)])
    assert len(rows(page)) == 1
    assert "Critical" in rows(page)[0]
    assert "8 more are part of it" in rows(page)[0]
    assert "Look at its row." in rows(page)[0]
    page.show_part(Part.ACKNOWLEDGED)
    assert "acknowledged for 10 min" in rows(page)[0]
    assert "node is silenced" in rows(page)[0]
    page.show_part(Part.OVER)
    assert "over after 4 min" in rows(page)[0]
    assert not page.acknowledge_button.isEnabled()


def test_nothing_says_so_and_offers_nothing(page: AlertPage) -> None:
    assert page._nothing.isVisible()
    assert not page.node_button.isEnabled()
    assert not unnamed_widgets(page)
    assert not unreachable_widgets(page)


def test_by_keyboard_enter_goes_there_and_space_acknowledges(page: AlertPage) -> None:
    gone: list[NodeId] = []
    asked: list[tuple[str, object]] = []
    page.node_wanted.connect(gone.append)
    page.acknowledge_wanted.connect(lambda alert_id, seconds: asked.append((alert_id, seconds)))
    page.show_alerts([alert("down@a"), alert("down@b")], [])
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert gone == ["b"]
    assert asked == [("down@b", None)]
    page.show_alerts([replace(alert("down@b"), acknowledged_at=1.0)], [])
    page.show_part(Part.ACKNOWLEDGED)
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert asked[-1] == ("down@b", 0.0)


def test_the_menus_ask_for_what_they_say(page: AlertPage) -> None:
    silenced: list[tuple[NodeId, float]] = []
    asked: list[object] = []
    page.silence_wanted.connect(lambda node_id, seconds: silenced.append((node_id, seconds)))
    page.acknowledge_wanted.connect(lambda _id, seconds: asked.append(seconds))
    page.show_alerts([alert("down@a")], [Silence(NodeId("a"), 1e12)])
    page.acknowledge_button.click()
    choose(page, "For an hour")
    page.silence_button.click()
    choose(page, "Not any more")
    assert asked == [3600.0]
    assert silenced == [("a", 0.0)]


def test_what_is_chosen_stays_chosen_while_others_come_and_go(page: AlertPage) -> None:
    page.show_alerts([alert("down@a"), alert("down@b")], [])
    page.list.setCurrentIndex(page.list.model().index(1, 0))
    page.show_alerts([alert("down@0"), alert("down@a"), alert("down@b")], [])
    current = page.list.current()
    assert current is not None
    assert current.id == "down@b"
