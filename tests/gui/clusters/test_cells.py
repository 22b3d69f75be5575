from __future__ import annotations

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from console.model.slurm import SlurmNode
from console.ui.clusters.rows import Column, RowModel
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


def test_a_drained_node_has_its_sign_and_a_bar_shows_what_is_given(themes: Themes, qtbot: QtBot) -> None:
    table = made(themes, qtbot)
    picture = table.viewport().grab().toImage()
    colors = themes.current.colors

    def count(row: int, column: int, color: QColor) -> int:
        rect = table.visualRect(table.rows.index(row, column))
        return sum(
            picture.pixelColor(x, y) == color
            for x in range(rect.left(), min(rect.right(), picture.width()))
            for y in range(rect.top(), rect.bottom())
        )

    assert count(0, 0, colors.drain) > 10
    assert count(1, 0, colors.drain) == 0
    assert count(0, 3, colors.bar) == 0
    assert count(1, 3, colors.bar) > 100


def test_names_that_differ_at_their_ends_are_told_apart_where_there_is_no_room(themes: Themes, qtbot: QtBot) -> None:
    def picture(*, cuts_middle: bool) -> list[QImage]:
        column = Column[str]("name", "Name", 120, lambda name: name, cuts_middle=cuts_middle)
        rows = RowModel[str]([column], lambda name: name)
        table = ClusterTable(themes, rows, "Names")
        qtbot.addWidget(table)
        table.resize(150, 200)
        rows.apply(["a", "a-very-long-name-of-a-service-1", "a-very-long-name-of-a-service-2"])
        rows.settle()
        table.show()
        return [table.viewport().grab(table.visualRect(rows.index(row, 0))).toImage() for row in (1, 2)]

    first, second = picture(cuts_middle=True)
    assert first != second
    first, second = picture(cuts_middle=False)
    assert first == second
