from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.ui.firstrow import FirstRow
from tests.gui.conftest import drop


def test_the_first_row_is_chosen_where_none_is(qtbot: QtBot) -> None:
    window = QWidget()
    edit, table = QLineEdit(window), QTableWidget(0, 1, window)
    layout = QVBoxLayout(window)
    layout.addWidget(edit)
    layout.addWidget(table)
    FirstRow(table)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    table.setFocus()
    assert table.selectionModel().selectedRows() == [], "an empty table has nothing to choose"
    edit.setFocus()
    table.setRowCount(2)
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0]
    table.selectRow(1)
    edit.setFocus()
    table.setFocus()
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1], "a choice stays"
    drop(window)
