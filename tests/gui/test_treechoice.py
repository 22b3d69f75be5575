from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.ui.treechoice import Choice
from tests.gui.conftest import Desk

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


def click(desk: Desk, qtbot: QtBot, name: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    view = desk.window.panel.view
    row = desk.window.fleet.node_row(desk.views[name].node.id)
    assert row is not None
    place = view.visualRect(desk.window.fleet.index_of(row)).center()
    qtbot.mouseClick(view.viewport(), LEFT, keys, QPoint(120, place.y()))


def names(choice: Choice) -> tuple[list[str], list[str]]:
    return [view.node.name for view in choice.nodes], [group.name for group in choice.groups]


def test_several_nodes_and_groups_are_chosen_in_the_order_of_the_tree(desk: Desk, qtbot: QtBot) -> None:
    view = desk.window.panel.view
    click(desk, qtbot, "gpu-a05")
    click(desk, qtbot, "gpu-a02", CONTROL)
    assert names(view.choice()) == (["gpu-a02", "gpu-a05"], [])
    group = view.model().index(0, 0, view.model().index(0, 0))
    place = view.visualRect(group).center()
    qtbot.mouseClick(view.viewport(), LEFT, CONTROL, place)
    assert names(view.choice()) == (["gpu-a02", "gpu-a05"], ["Rack A01"])
    assert view.isExpanded(group)
    assert len(view.choice().groups[0].views) == 8
    click(desk, qtbot, "gpu-a06")
    assert names(view.choice()) == (["gpu-a06"], [])


def test_a_menu_is_asked_for_what_is_chosen(desk: Desk, qtbot: QtBot) -> None:
    view = desk.window.panel.view
    click(desk, qtbot, "gpu-a05")
    click(desk, qtbot, "gpu-a02", CONTROL)
    reason = QContextMenuEvent.Reason.Keyboard
    with qtbot.waitSignal(view.choice_menu_wanted):
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, QPoint(0, 0), QPoint(0, 0)))
    view.select_gpu(desk.views["gpu-b02"].node.id, 3)
    with qtbot.waitSignal(view.menu_wanted) as told:
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, QPoint(0, 0), QPoint(0, 0)))
    assert told.args is not None
    assert told.args[0] == desk.views["gpu-b02"].node.id
