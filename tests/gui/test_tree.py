from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from console.model.node import NodeState
from console.wire import messages as m
from tests.gui.conftest import Desk


def menu_of(desk: Desk, name: str) -> dict[str, QMenu]:
    panel = desk.window.panel
    panel.view.menu_wanted.emit(desk.views[name].node.id, QPoint(10, 10))
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    return {action.text(): menu for action in menu.actions() if action.text()}


def test_the_menu_offers_only_what_can_be_done(desk: Desk) -> None:
    found = menu_of(desk, "gpu-c04")
    assert list(found) == ["Open terminal", "Retry", "Copy address"]
    menu = found["Retry"]
    for action in menu.actions():
        if action.text() in {"Retry", "Copy address", "Open terminal"}:
            action.trigger()
    assert desk.bridge.sent_of(m.RetryNode) == [m.RetryNode(node_id=desk.views["gpu-c04"].node.id)]
    assert QGuiApplication.clipboard().text() == "198.51.100.14"
    assert isinstance(desk.bridge.asked[-1][0], m.OpenTerminal)
    menu.close()
    desk.window.offer_deploy(available=True)
    again = menu_of(desk, "gpu-c04")
    assert "Deploy model…" in again
    again["Retry"].close()


def test_the_legend_counts_each_state_and_filters_by_it(desk: Desk, qtbot: QtBot) -> None:
    legend = desk.window.panel.legend
    buttons = {b.toolTip(): b for b in legend.findChildren(QAbstractButton)}
    qtbot.waitUntil(lambda: buttons["OK"].isVisible())
    assert buttons["OK"].text() == "25"
    assert buttons["Host key changed"].accessibleName() == "Host key changed: 1"
    assert not buttons["Not asked yet"].isVisible()
    buttons["Drained"].click()
    assert desk.window.panel.filter.edit.text() == "state:drained "
    assert desk.window.fleet.query.matches(desk.views["gpu-c07"])
    assert not desk.window.fleet.query.matches(desk.views["gpu-a01"])


def test_the_spinner_turns_only_while_something_connects(desk: Desk, qtbot: QtBot) -> None:
    panel = desk.window.panel
    panel._count_now()
    assert panel._ages.interval() < 100
    busy = desk.views["gpu-d05"]
    desk.change(type(busy)(busy.node, NodeState.OK, None, busy.snapshot))
    panel._count_now()
    assert panel._ages.interval() == 1000
    panel._tick()
    assert panel.view.rows.painter.turn_degrees == 0.0
