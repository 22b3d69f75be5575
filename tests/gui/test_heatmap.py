from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from console.model.node import ChangeSet
from console.ui.heatmap import HeatMap
from tests.gui.conftest import Desk
from tests.gui.fleet import node_view


def heat(desk: Desk) -> HeatMap:
    desk.window.heat.refresh()
    return desk.window.heat


def test_every_gpu_of_the_fleet_has_its_cell(desk: Desk) -> None:
    assert len(heat(desk).cells()) == 256
    assert desk.window.heat.isVisible()


def test_a_fleet_without_gpus_takes_no_room(bare: Desk) -> None:
    bare.bridge.fleet_changed.emit(ChangeSet(changed=(node_view("n"),)))
    assert not heat(bare).isVisible()


def test_a_click_chooses_and_a_double_click_opens(desk: Desk, qtbot: QtBot) -> None:
    cell = next(c for c in heat(desk).cells() if c.view.node.name == "gpu-b07")
    qtbot.mouseClick(desk.window.heat, Qt.MouseButton.LeftButton, pos=cell.rect.center().toPoint())
    assert desk.window.panel.view.current_node() == cell.view.node.id
    with qtbot.waitSignal(desk.window.heat.open_wanted) as told:
        qtbot.mouseDClick(desk.window.heat, Qt.MouseButton.LeftButton, pos=cell.rect.center().toPoint())
    assert told.args == [cell.view.node.id]


def test_arrows_walk_from_gpu_to_gpu_and_say_where(desk: Desk, qtbot: QtBot) -> None:
    widget = heat(desk)
    widget.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(widget, key)
    assert widget.accessibleDescription().startswith("gpu-a03  GPU 1: ")
    for _step in range(40):
        qtbot.keyClick(widget, Qt.Key.Key_Right)
    assert widget.accessibleDescription().startswith("gpu-d08  GPU 1: ")
    with qtbot.waitSignal(widget.open_wanted) as told:
        qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert told.args == [desk.views["gpu-d08"].node.id]


def test_the_metric_changes_the_colours(desk: Desk) -> None:
    widget = heat(desk)
    before = widget.grab().toImage()
    button = next(b for b in widget.findChildren(QAbstractButton) if b.text() == "°C")
    button.click()
    assert widget.grab().toImage() != before
    assert button.isChecked()


def test_a_low_window_gets_the_strip(desk: Desk) -> None:
    tall = heat(desk).height()
    desk.window.resize(1280, 720)
    assert heat(desk).height() < tall
    assert heat(desk).height() <= desk.window.themes.current.metrics.size.dash_strip
    assert not any(b.isVisible() for b in desk.window.heat.findChildren(QAbstractButton))


def test_the_column_of_the_active_tab_is_ringed(desk: Desk) -> None:
    heat(desk)
    desk.window.desk.show_terminal(3)
    assert desk.window.heat.selected == desk.views["gpu-c01"].node.id


def test_a_cell_is_told_in_words(desk: Desk) -> None:
    cells = {(c.view.node.name, c.row): c for c in heat(desk).cells()}
    assert desk.window.heat.describe(cells["gpu-b03", 5]) == "gpu-b03  GPU 5: XID 79 · fallen off the bus"
    assert " 88 °C" in desk.window.heat.describe(cells["gpu-a06", 4])
