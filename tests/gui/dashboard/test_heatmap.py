from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.node import ChangeSet
from console.panels import Shape
from tests.gui.dashboard.conftest import Board, pixels


def test_the_switch_is_walked_by_arrows_and_recolours(board: Board, qtbot: QtBot) -> None:
    before = pixels(board.heat.field)
    first = board.heat.switch.buttons[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    qtbot.keyClick(board.heat.switch.buttons[1], Qt.Key.Key_Right)
    assert board.heat.switch.buttons[2].isChecked()
    assert pixels(board.heat.field) != before
    assert board.heat.legend._ends() == ("25 °C", "90 °C")


def test_the_strip_has_the_cells_alone_and_a_menu_for_the_rest(board: Board) -> None:
    board.widget.set_shape(Shape.STRIP)
    board.widget.resize(QSize(975, 108))
    assert not board.heat.switch.isVisible() and not board.heat.legend.isVisible()
    assert board.heat.field.grid.height <= board.heat.field.height()
    board.heat._menu(QPoint(0, 0))
    menu = board.heat.findChild(QMenu)
    assert menu is not None and [action.isChecked() for action in menu.actions()] == [True, False, False, False]
    menu.actions()[3].trigger()
    assert board.heat.switch.buttons[3].isChecked()
    menu.close()


def test_the_legend_is_seen_whole_in_dock_and_column(board: Board) -> None:
    for shape, size in ((Shape.DOCK, QSize(999, 262)), (Shape.COLUMN, QSize(584, 1300))):
        board.widget.resize(size)
        board.widget.set_shape(shape)
        legend = board.heat.legend
        assert legend.isVisible() and legend.geometry().bottom() < board.heat.height()
        last = legend._flow(legend.width())[-1]
        assert (last[1] + 1) * 18 <= legend.height()
        assert not legend.geometry().intersects(board.heat.field.geometry())


def test_8000_gpus_are_seen_at_once(board: Board) -> None:
    board.widget.set_shape(Shape.COLUMN)
    heat = board.heat
    heat.resize(QSize(1000, 620))
    pattern = board.nodes["gpu-a01"]
    views = [
        replace(
            pattern, node=replace(pattern.node, id=NodeId(f"n{n}"), name=f"gpu-{n:04}", path=("S", f"Rack {n // 32}"))
        )
        for n in range(1000)
    ]
    board.fleet.apply(ChangeSet(changed=tuple(views), removed=tuple(view.node.id for view in board.nodes.values())))
    heat.refresh()
    picture = heat.field.picture
    assert len(picture.grid.places) == 8000
    assert picture.height <= heat.field.height()
    before = picture.painted_cells
    other = board.nodes["gpu-d01"].snapshot
    assert other is not None
    changed = [replace(view, snapshot=other) for view in views]
    assert len(picture.update(changed)) == 1, "so many are repainted in one go"
    assert picture.painted_cells > before + 7000
