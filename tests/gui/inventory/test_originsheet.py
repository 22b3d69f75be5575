from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.ui.inventory.originsheet import OriginSheet
from console.ui.theme import Themes
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import drop
from tests.gui.inventory.inventories import TOLD


def test_who_says_what_and_who_is_believed(qtbot: QtBot, themes: Themes) -> None:
    sheet = OriginSheet(themes, "gpu-a01", TOLD)
    sheet.show()
    table = sheet.table
    rows = [table.verticalHeaderItem(row).text() for row in range(table.rowCount())]
    assert rows == ["Name", "Host", "User"]
    cells = [[table.item(row, column) for column in range(2)] for row in range(3)]
    assert [[cell.text() if cell else "" for cell in row] for row in cells] == [
        ["gpu-a01", "gpu-a01"],
        ["", "192.0.2.1"],
        ["ops", "deploy"],
    ]
    assert [[cell.font().bold() or cell.font().weight() >= 600 for cell in row if cell] for row in cells] == [
        [True, False],
        [False, True],
        [True, False],
    ]
    assert not unnamed_widgets(sheet)
    drop(sheet)


def test_a_node_that_nobody_knows_any_more_says_so(qtbot: QtBot, themes: Themes) -> None:
    sheet = OriginSheet(themes, "gpu-a01", ())
    sheet.show()
    assert any("No source knows this node any more" in part.text() for part in sheet.findChildren(QLabel))
    assert sheet.first_focus() is sheet.close_button
    drop(sheet)
