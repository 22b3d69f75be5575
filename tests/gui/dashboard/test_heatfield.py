from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.ui.dashboard import heatmap
from console.ui.dashboard.heatfield import HeatField
from tests.gui.dashboard.conftest import Board, pixels


def middle(field: HeatField, number: int) -> QPoint:
    return field._on_screen(field.grid.places[number].rect).center().toPoint()


def test_a_click_chooses_and_a_double_click_opens(board: Board, qtbot: QtBot) -> None:
    field = board.heat.field
    number = next(n for n, p in enumerate(field.grid.places) if p.node_id == board.nodes["gpu-b02"].node.id)
    with qtbot.waitSignal(board.widget.node_wanted) as chosen:
        qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=middle(field, number))
    with qtbot.waitSignal(board.widget.open_wanted) as opened:
        qtbot.mouseDClick(field, Qt.MouseButton.LeftButton, pos=middle(field, number))
    assert chosen.args == opened.args == [board.nodes["gpu-b02"].node.id]


def test_arrows_walk_over_racks_and_say_the_value(board: Board, qtbot: QtBot) -> None:
    field = board.heat.field
    field.setFocus()
    assert field.accessibleDescription().startswith("gpu-a01  GPU 0")
    for _step in range(8):
        qtbot.keyClick(field, Qt.Key.Key_Right)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.accessibleDescription().startswith("gpu-b01  GPU 1")
    with qtbot.waitSignal(board.widget.open_wanted) as opened:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(board.widget.node_wanted) as chosen:
        qtbot.keyClick(field, Qt.Key.Key_Space)
    assert opened.args == chosen.args == [board.nodes["gpu-b01"].node.id]
    QToolTip.hideText()


def test_the_pointer_is_told_the_value(board: Board, qtbot: QtBot) -> None:
    field = board.heat.field
    place = middle(field, 4)
    QApplication.sendEvent(field, QHelpEvent(QHelpEvent.Type.ToolTip, place, field.mapToGlobal(place)))
    assert QToolTip.text().startswith("gpu-a01  GPU 4: H100 80 GB")
    QToolTip.hideText()


def test_the_chosen_node_has_a_ring(board: Board) -> None:
    field, focus = board.heat.field, board.themes.current.colors.focus
    places = field.grid.of_node[board.nodes["gpu-a03"].node.id]
    edge = field._on_screen(places[3].rect)
    spot = QPointF(edge.left() - 1.8, edge.center().y()).toPoint()
    before = pixels(field).pixelColor(spot)
    board.widget.select(board.nodes["gpu-a03"].node.id)
    after = pixels(field).pixelColor(spot)
    assert before == board.themes.current.colors.panel
    assert abs(after.red() - focus.red()) < 60 and after != before


def test_a_large_map_scrolls_to_what_is_chosen(board: Board, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heatmap, "MANY_GPUS", 1_000_000)
    more = [
        replace(view, node=replace(view.node, id=NodeId(f"{view.node.id}-{rack}"), path=("S", f"Rack {rack}{name[4]}")))
        for rack in range(7)
        for name, view in board.nodes.items()
    ]
    board.change(*more)
    field = board.heat.field
    assert field.picture.height > field.height()
    last = field.grid.places[-1]
    assert not field.rect().contains(field._on_screen(last.rect).toAlignedRect())
    board.widget.select(last.node_id)
    assert field.rect().contains(field._on_screen(last.rect).toAlignedRect())


def test_without_a_gpu_it_says_so_and_takes_keys(board: Board, qtbot: QtBot) -> None:
    board.fleet.keep_only(set())
    board.widget._refresh_now()
    field = board.heat.field
    field.resize(QSize(300, 120))
    assert field.grid.places == ()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert pixels(field) != pixels(board.heat.legend)
