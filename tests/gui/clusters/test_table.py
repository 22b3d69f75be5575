from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
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


def test_all_columns_are_seen_where_there_is_room_for_their_titles_and_words(themes: Themes, qtbot: QtBot) -> None:
    table = made(themes, qtbot)
    head = table.horizontalHeader()
    table.resize(100, 300)
    qtbot.waitUntil(lambda: table.viewport().width() < 100)
    widths = [table.columnWidth(place) for place in range(head.count())]
    assert all(width >= head.sectionSizeHint(place) for place, width in enumerate(widths))
    least = sum(widths)
    for width in (least + 40, least + 400):
        table.resize(width, 300)
        qtbot.waitUntil(lambda: head.length() == table.viewport().width())
    head.resizeSection(0, 300)
    table.resize(least + 40, 300)
    assert table.columnWidth(0) == 300, "who moves an edge has the last word"


def test_words_that_become_longer_get_their_room(themes: Themes, qtbot: QtBot) -> None:
    table = made(themes, qtbot)
    table.resize(100, 300)
    qtbot.waitUntil(lambda: table.viewport().width() < 100)
    states = next(place for place, column in enumerate(table.rows.columns) if column.id == "state")
    table.rows.apply([SlurmNode("gpu01", ("MIXED", "DRAIN", "REBOOT"))])
    table.rows.settle()
    words = table.rows.columns[states].text(table.rows.at(1))
    assert table.columnWidth(states) >= min(
        table.fontMetrics().horizontalAdvance(words), table.rows.columns[states].width
    )


def test_a_table_without_rows_says_why(themes: Themes, qtbot: QtBot) -> None:
    table = made(themes, qtbot)
    table.rows.find("nothing-like-that")
    silent = table.grab().toImage()
    table.is_known = True
    filtered = table.grab().toImage()
    table.rows.forget()
    table.rows.settle()
    assert silent != filtered, "nothing is said before the cluster has said something"
    assert table.grab().toImage() != filtered


def test_the_keyboard_begins_at_the_first_row(themes: Themes, qtbot: QtBot) -> None:
    table = made(themes, qtbot)
    assert not table.chosen()
    QApplication.sendEvent(table, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert [node.name for node in table.chosen()] == ["gpu02"]
