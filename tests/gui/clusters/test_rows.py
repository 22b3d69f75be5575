from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

from console.model.slurm import SlurmJob
from console.ui.clusters.rows import Column, RowModel
from console.ui.clusters.slurmcolumns import job_columns


@dataclass(frozen=True)
class Row:
    name: str
    count: int
    note: str = ""


COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "Name", 100, lambda row: row.name),
    Column("count", "Count", 60, lambda row: str(row.count), lambda row: row.count, is_right=True),
    Column("note", "Note", 60, lambda row: row.note),
)


@pytest.fixture
def rows(qtbot: QtBot) -> RowModel[Row]:
    model = RowModel(COLUMNS, lambda row: row.name)
    model.apply([Row("b", 10, "Red"), Row("a", 9, "green"), Row("c", 100, "red")])
    model.settle()
    return model


def names(model: RowModel[Row]) -> str:
    return "".join(model.at(place).name for place in range(model.rowCount()))


def test_numbers_are_ordered_as_numbers(rows: RowModel[Row]) -> None:
    rows.sort(1)
    assert names(rows) == "abc"
    rows.sort(1, Qt.SortOrder.DescendingOrder)
    assert names(rows) == "cba"
    rows.sort(0)
    assert names(rows) == "abc"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("red", "bc"),
        ("red -c", "b"),
        ("note:red", "bc"),
        ("name:red", ""),
        ("count:10", "bc"),
        ("", "bac"),
        ("-red", "a"),
    ],
)
def test_words_find_rows(rows: RowModel[Row], text: str, shown: str) -> None:
    rows.find(text)
    assert names(rows) == shown
    assert rows.total == 3


def test_a_selected_row_stays_selected_wherever_it_moves(rows: RowModel[Row]) -> None:
    rows.sort(1)
    chosen = QPersistentModelIndex(rows.index(rows.place("a"), 0))
    rows.apply([Row("a", 1000)], ["b"])
    rows.settle()
    assert names(rows) == "ca"
    assert rows.at(chosen.row()).name == "a"
    rows.apply([], ["a"])
    rows.settle()
    assert not chosen.isValid()


def test_a_row_whose_place_stays_is_drawn_anew(rows: RowModel[Row], qtbot: QtBot) -> None:
    with qtbot.waitSignal(rows.dataChanged):
        rows.apply([Row("a", 9, "blue")])
    assert rows.data(rows.index(1, 2)) == "blue"
    rows.find("green")
    assert rows.rowCount() == 0


def test_what_is_forgotten_is_gone(rows: RowModel[Row], qtbot: QtBot) -> None:
    rows.forget()
    assert rows.data(rows.index(0, 0)) is None
    with qtbot.waitSignal(rows.layoutChanged):
        pass
    assert (rows.rowCount(), rows.total) == (0, 0)


def test_heads_and_cells_tell_a_reader_what_they_are(rows: RowModel[Row]) -> None:
    assert rows.headerData(1, Qt.Orientation.Horizontal) == "Count"
    assert rows.data(rows.index(0, 1), Qt.ItemDataRole.AccessibleTextRole) == "Count: 10"


def test_ten_thousand_jobs_are_sorted_and_searched(qtbot: QtBot) -> None:
    model = RowModel[SlurmJob](job_columns(lambda: 0.0), lambda job: job.id)
    model.apply(SlurmJob(str(n), n, user=f"u{n % 97}", state="PENDING", partition="h100") for n in range(10_000))
    started = time.perf_counter()
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.find("user:u5")
    print(f"sorted and searched 10,000 jobs in {(time.perf_counter() - started) * 1000:.0f} ms")
    assert model.at(0).number == 9996
    assert 0 < model.rowCount() < 10_000
