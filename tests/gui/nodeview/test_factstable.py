from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.model.gpu import Absence
from console.ui.nodeview.cells import Table, Tone, absent, number, text
from console.ui.nodeview.factstable import FactsTable
from console.ui.theme import Themes
from tests.gui.conftest import drop


class Painted(QObject):
    """Notes that something is painted."""

    def __init__(self, noted: list[str]) -> None:
        super().__init__()
        self._noted = noted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._noted.append("painted")
        return False


def table(*names: str) -> Table:
    return Table(("Name", "Twice"), ("name", "twice"), tuple((text(n), text(n * 2, Tone.WARN)) for n in names), "None.")


@pytest.fixture
def view(themes: Themes) -> Iterator[FactsTable]:
    made = FactsTable(themes, "Things")
    made.resize(400, 200)
    made.show()
    yield made
    drop(made)


def test_other_values_keep_the_row_that_is_chosen(view: FactsTable) -> None:
    view.show_table(table("a", "b", "c"))
    view.selectRow(1)
    view.show_table(table("a", "x", "c"))
    assert view.currentIndex().row() == 1
    view.show_table(table("a", "x", "c", "d"))
    assert view.currentIndex().row() == 1
    assert view.model().index(1, 0).data() == "x"


def test_chosen_rows_are_copied(view: FactsTable) -> None:
    view.show_table(table("a", "b"))
    view.selectAll()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "a\taa\nb\tbb"


def test_a_screen_reader_hears_the_head_with_the_value(view: FactsTable) -> None:
    view.show_table(table("a"))
    assert view.model().index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Twice: aa"


def test_an_empty_table_becomes_another_empty_one(view: FactsTable) -> None:
    view.show_table(table())
    view.show_table(Table(("Name", "Twice"), ("name", "twice"), (), "Still none."))
    assert view.table.empty == "Still none."
    view.grab()


def test_what_is_missing_stands_where_its_column_does(view: FactsTable) -> None:
    view.show_table(Table(("Load",), ("load",), ((number(97, "97 %"),), (absent(Absence.LOST),))))
    sides = {view.model().index(row, 0).data(Qt.ItemDataRole.TextAlignmentRole) for row in (0, 1)}
    head = view.model().headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert sides == {head}


def test_why_there_are_no_rows_is_said_as_soon_as_it_is_known(view: FactsTable, qtbot: QtBot) -> None:
    view.show_table(Table(("Name", "Twice"), ("name", "twice"), ()))
    painted: list[str] = []
    view.viewport().installEventFilter(watch := Painted(painted))
    qtbot.wait(50)
    painted.clear()
    view.show_table(table())
    qtbot.waitUntil(lambda: bool(painted))
    del watch
    assert view.horizontalHeader().length() == view.viewport().width()


def test_a_column_of_numbers_stays_beside_the_others(view: FactsTable) -> None:
    view.show_table(Table(("Link", "Errors"), ("link", "errors"), ((text("0"), number(3)),)))
    assert view.horizontalHeader().length() < view.viewport().width()
