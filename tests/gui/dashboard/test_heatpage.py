"""The heat map on a page of its own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.node import ChangeSet
from console.ui.dashboard.heatpage import KEY, HeatPage
from tests.gui.conftest import Desk
from tests.gui.dashboard.test_heatfield import middle
from tests.gui.fleet import fleet


def opened(desk: Desk) -> HeatPage:
    desk.window.furnish()
    desk.window.fleet.apply(ChangeSet(changed=tuple(fleet())))
    desk.window.commands["heat_map"].trigger()
    page = desk.window.views.page(KEY)
    assert isinstance(page, HeatPage)
    return page


def test_it_follows_the_tree_and_the_tree_follows_it(desk: Desk, qtbot: QtBot) -> None:
    page, tree = opened(desk), desk.window.panel.view
    tree.select_node(NodeId("fra1/gpu-b02"))
    assert page.heat.field._selected == "fra1/gpu-b02"
    field = page.heat.field
    other = next(number for number, place in enumerate(field.grid.places) if place.node_id != "fra1/gpu-b02")
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=middle(field, other))
    assert tree.current_node() == field.grid.places[other].node_id
    desk.window.views.close_page(KEY)
    tree.select_node(NodeId("fra1/gpu-a01"))
    assert desk.window.views.page(KEY) is None


def test_it_has_room_for_more_than_the_dashboard_and_draws_only_while_it_is_seen(desk: Desk, qtbot: QtBot) -> None:
    desk.window.resize(QSize(1600, 900))
    page = opened(desk)
    board = desk.window.board
    assert board is not None
    assert page.heat.field.height() > 0 and page.heat.geometry() == page.rect()
    desk.window.fleet.apply(ChangeSet(changed=tuple(fleet())))
    qtbot.waitUntil(lambda: not page._soon.isActive(), timeout=3000)
    desk.window.views.leave()
    desk.window.fleet.apply(ChangeSet(changed=tuple(fleet())))
    assert not page._soon.isActive()
