from __future__ import annotations

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from console.ui.models.rowmodel import RowModel
from console.ui.models.rows import Row, RowKind


class Letters(RowModel):
    """A row a letter; some of them are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.tester = QAbstractItemModelTester(self, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.signals: list[tuple[str, int, int]] = []
        self.rowsInserted.connect(lambda _parent, first, last: self.signals.append(("in", first, last)))
        self.rowsRemoved.connect(lambda _parent, first, last: self.signals.append(("out", first, last)))
        self.letters = [self._new(RowKind.NODE, letter, self._root) for letter in "abcdefgh"]
        self._root.children = list(self.letters)

    def show_only(self, wanted: str) -> str:
        self.signals.clear()
        self._show(self._root, [row for row in self.letters if row.name in wanted])
        return "".join(str(self.index(place, 0).data()) for place in range(self.rowCount()))


def test_rows_come_and_go_run_by_run(qapp: QApplication) -> None:
    model = Letters()
    assert model.show_only("bcdh") == "bcdh"
    assert model.signals == [("in", 0, 3)]
    assert model.show_only("abdefgh") == "abdefgh"
    assert model.signals == [("out", 1, 1), ("in", 0, 0), ("in", 3, 5)]
    assert model.show_only("ah") == "ah"
    assert model.signals == [("out", 1, 5)]
    assert model.show_only("ah") == "ah"
    assert not model.signals
    assert model.show_only("") == ""


def test_a_row_that_is_hidden_has_no_index(qapp: QApplication) -> None:
    model = Letters()
    model.show_only("ac")
    assert [model.index_of(row).row() for row in model.letters[:3]] == [0, -1, 1]
    assert model.row_of(model.index(1, 0)) is model.letters[2]
    assert not model.index_of(Row(99, RowKind.NODE, "x", model.letters[0])).isValid()
