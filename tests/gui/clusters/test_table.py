from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.slurm import SlurmNode
from console.ui.clusters.rows import RowModel
from console.ui.clusters.slurmcolumns import node_columns
from console.ui.clusters.table import ClusterTable
from console.ui.theme import Themes


def made(themes: Themes, qtbot: QtBot) -> ClusterTable:
    rows = RowModel[SlurmNode](node_columns(lambda: 0.0), lambda node: node.name)
    table = ClusterTable(themes, rows, "Nodes")
    qtbot.addWidget(table)
    table.resize(900, 300)
    rows.apply(
        [
            SlurmNode("gpu02", ("IDLE", "DRAIN"), gpus=8, gpus_used=0),
            SlurmNode("gpu01", ("MIXED",), gpus=8, gpus_used=8),
        ]
    )
    rows.settle()
    table.show()
    return table


def test_keys_walk_open_and_ask_for_the_menu(themes: Themes, qtbot: QtBot) -> None:
    table = made(themes, qtbot)
    assert table.choose("gpu01")
    assert [node.name for node in table.chosen()] == ["gpu01"]
    with qtbot.waitSignal(table.opened):
        qtbot.keyClick(table, Qt.Key.Key_Return)
    with qtbot.waitSignal(table.menu_wanted):
        qtbot.keyClick(table, Qt.Key.Key_Menu)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert [node.name for node in table.chosen()] == ["gpu02", "gpu01"]
    assert not table.choose("gpu99")


def test_the_order_of_a_head_is_kept_when_rows_change(themes: Themes, qtbot: QtBot) -> None:
    table = made(themes, qtbot)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    table.rows.apply([SlurmNode("gpu00", ("IDLE",))])
    table.rows.settle()
    assert [table.rows.at(place).name for place in range(3)] == ["gpu00", "gpu01", "gpu02"]


def test_no_title_is_cut_off_in_any_language(themes: Themes, qtbot: QtBot) -> None:
    columns = [replace(column, width=10) for column in node_columns(lambda: 0.0)]
    table = ClusterTable(themes, RowModel[SlurmNode](columns, lambda node: node.name), "Nodes")
    qtbot.addWidget(table)
    metrics = table.horizontalHeader().fontMetrics()
    for place, column in enumerate(columns):
        assert table.columnWidth(place) >= metrics.horizontalAdvance(column.title)
