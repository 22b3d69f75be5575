from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPoint, Qt
from pytestqt.qtbot import QtBot

from console.model.node import ChangeSet, NodeState
from console.ui.models.query import parse
from console.ui.treeview import FleetView, row_at
from tests.gui.conftest import Desk
from tests.gui.fleet import node_view


def shown(view: FleetView, parent: QModelIndex | None = None) -> list[str]:
    """Return the rows that a person sees, from above."""
    names: list[str] = []
    for place in range(view.model().rowCount(parent or QModelIndex())):
        index = view.model().index(place, 0, parent or QModelIndex())
        row = row_at(index)
        assert row is not None
        names.append(row.name)
        if view.isExpanded(index):
            names += shown(view, index)
    return names


def place_of(view: FleetView, desk: Desk, name: str) -> QPoint:
    view.select_node(desk.views[name].node.id)
    return view.visualRect(view.currentIndex()).center()


def test_groups_stand_open_and_nodes_closed(desk: Desk) -> None:
    names = shown(desk.window.panel.view)
    assert names[:3] == ["FRA1", "Rack A01", "gpu-a01"]
    assert "GPU 0" not in names
    assert len(names) == 2 + 4 + 32


def test_a_query_leaves_groups_with_matches_and_their_gpus(desk: Desk) -> None:
    view = desk.window.panel.view
    view.set_query(parse("b03"))
    assert shown(view) == ["FRA1", "Rack A02", "gpu-b03"]
    assert view.model().rowCount(view.model().index(0, 0, view.model().index(0, 0, view.model().index(0, 0)))) == 8
    view.set_query(parse(""))
    assert len(shown(view)) == 38


def test_a_change_moves_a_node_into_a_query(desk: Desk) -> None:
    view = desk.window.panel.view
    view.set_query(parse("state:warn"))
    assert shown(view) == ["FRA1", "Rack A01", "gpu-a06"]
    desk.change(replace(desk.views["gpu-c01"], state=NodeState.WARNING))
    assert shown(view) == ["FRA1", "Rack A01", "gpu-a06", "MUC2", "Rack C01", "gpu-c01"]
    desk.change(replace(desk.views["gpu-a06"], state=NodeState.OK))
    assert shown(view) == ["MUC2", "Rack C01", "gpu-c01"]


def test_keys_open_close_and_choose(desk: Desk, qtbot: QtBot) -> None:
    view = desk.window.panel.view
    view.select_node(desk.views["gpu-a05"].node.id)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    index = view.currentIndex()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.isExpanded(index)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    row = row_at(view.currentIndex())
    assert row is not None
    assert row.name == "GPU 0"
    assert view.shows_focus(view.currentIndex())
    with qtbot.waitSignal(view.open_wanted) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [desk.views["gpu-a05"].node.id]
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert not view.isExpanded(view.model().index(0, 0))


def test_the_chevron_opens_and_a_double_click_connects(desk: Desk, qtbot: QtBot) -> None:
    view = desk.window.panel.view
    place = place_of(view, desk, "gpu-a05")
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view.viewport(), left, pos=QPoint(25, place.y()))
    assert view.isExpanded(view.currentIndex())
    qtbot.mouseClick(view.viewport(), left, pos=QPoint(25, place.y()))
    assert not view.isExpanded(view.currentIndex())
    with qtbot.waitSignal(view.open_wanted) as told:
        qtbot.mouseDClick(view.viewport(), left, pos=QPoint(120, place.y()))
    assert told.args == [desk.views["gpu-a05"].node.id]


def test_the_tree_follows_the_active_tab(desk: Desk) -> None:
    desk.window.desk.show_terminal(3)
    assert desk.window.panel.view.current_node() == desk.views["gpu-c01"].node.id


def test_a_selection_survives_changes_above_it(desk: Desk) -> None:
    view = desk.window.panel.view
    view.select_node(desk.views["gpu-b02"].node.id)
    desk.bridge.fleet_changed.emit(ChangeSet(removed=(desk.views["gpu-a01"].node.id,)))
    desk.change(node_view("new", ("FRA1", "Rack A01")))
    assert view.current_node() == desk.views["gpu-b02"].node.id


def test_ages_move_with_the_clock_and_nothing_else(desk: Desk) -> None:
    view = desk.window.panel.view
    before = view.rows.painter.now
    desk.clock.at = desk.clock.at.replace(second=30)
    view.tick(90.0)
    assert view.rows.painter.now > before
    assert view.rows.painter.turn_degrees == 90.0


def test_a_gpu_can_be_gone_to(desk: Desk) -> None:
    view = desk.window.panel.view
    node_id = desk.views["gpu-b02"].node.id
    view.select_gpu(node_id, 5)
    row = row_at(view.currentIndex())
    assert row is not None
    assert (row.name, view.current_node()) == ("GPU 5", node_id)
    assert "GPU 5" in shown(view)
    view.select_gpu(node_id, 99)
    assert row_at(view.currentIndex()) is row
