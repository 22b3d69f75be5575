"""A table of frozen values, by key: what changed comes in, sorted and filtered rows stand on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer

from console.settings.language import _
from console.ui.signs import Sign

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

SETTLE_MS = 30
"""Pieces that come close together are sorted in once."""


class Share(Struct, frozen=True):
    """A bar: so much of the whole is taken, and so much more is asked for."""

    taken: float
    whole: float
    wanted: float = 0.0


class Column(Struct, Generic[R], frozen=True):
    """How one property of a row is shown, ordered and found."""

    id: str
    """What a person types before the colon to search in this column alone."""
    title: str
    width: int
    text: Callable[[R], str]
    key: Callable[[R], str | float] | None = None
    """None orders by the text."""
    is_right: bool = False
    sign: Callable[[R], Sign] | None = None
    share: Callable[[R], Share | None] | None = None
    yields: bool = False
    """Long words are cut before the table has to be scrolled: the pointer tells them whole."""
    cuts_middle: bool = False
    """Whether what has no room loses its middle: of names that differ at their ends."""
    moves: bool = False
    """Whether its text changes by itself as time goes by."""


class RowModel(QAbstractTableModel, Generic[R]):
    """Keeps the rows of a table. ``key`` names a row for good."""

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], str]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._key = key
        self._rows: dict[str, R] = {}
        self._words: dict[str, str] = {}
        self._shown: list[str] = []
        self._terms: tuple[str, ...] = ()
        self._order, self._backwards = -1, False
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self.settle)

    # ---- what comes in -----------------------------------------------------------------------

    def forget(self) -> None:
        """Drop all rows; what comes next is all there is."""
        self._rows.clear()
        self._words.clear()
        self._timer.start()

    def apply(self, changed: Iterable[R], gone: Iterable[str] = ()) -> None:
        """Take rows that are new or changed, and drop others."""
        for key in gone:
            self._rows.pop(key, None)
            self._words.pop(key, None)
        for row in changed:
            key = self._key(row)
            self._rows[key] = row
            self._words.pop(key, None)
        if not self._timer.isActive():
            self._timer.start()

    def find(self, text: str) -> None:
        """Show only rows that hold every word; ``-word`` those that do not, ``column:word`` looks in one column."""
        self._terms = tuple(text.casefold().split())
        self.settle()

    def tick(self) -> None:
        """Let the columns that count time be read again."""
        for at, column in enumerate(self.columns):
            if column.moves and self._shown:
                self.dataChanged.emit(self.index(0, at), self.index(len(self._shown) - 1, at))

    def settle(self) -> None:
        """Put rows where they belong now; what is selected stays so."""
        self._timer.stop()
        shown = [key for key in self._rows if self._matches(key)]
        if 0 <= self._order < len(self.columns):
            column = self.columns[self._order]
            order = column.key or (lambda row: column.text(row).casefold())
            shown.sort(key=lambda key: order(self._rows[key]), reverse=self._backwards)
        if shown == self._shown:
            if shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, len(self.columns) - 1))
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._shown[index.row()] for index in before]
        self._shown = shown
        places = {key: place for place, key in enumerate(shown)} if keys else {}
        after = [
            self.index(places[key], index.column()) if key in places else QModelIndex()
            for key, index in zip(keys, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _matches(self, key: str) -> bool:
        return all(self._has(key, term.removeprefix("-")) != term.startswith("-") for term in self._terms)

    def _has(self, key: str, term: str) -> bool:
        name, colon, word = term.partition(":")
        if colon:
            for column in self.columns:
                if column.id == name:
                    return word in column.text(self._rows[key]).casefold()
        words = self._words.get(key)
        if words is None:
            row = self._rows[key]
            words = "\n".join(column.text(row) for column in self.columns if not column.moves).casefold()
            self._words[key] = words
        return term in words

    # ---- what others read --------------------------------------------------------------------

    @property
    def total(self) -> int:
        """Return how many rows there are, shown or not."""
        return len(self._rows)

    def values(self) -> list[R]:
        """Return all rows, shown or not."""
        return list(self._rows.values())

    def at(self, place: int) -> R:
        """Return the row that is shown at a place."""
        return self._rows[self._shown[place]]

    def holds(self, place: int) -> bool:
        """Return whether the row that is shown at a place is not about to go."""
        return self._shown[place] in self._rows

    def place(self, key: str) -> int:
        """Return where a row is shown, -1 where it is not."""
        return self._shown.index(key) if key in self._shown else -1

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell, also for its tooltip and for a screen reader."""
        if not index.isValid() or self._shown[index.row()] not in self._rows:
            return None
        column, row = self.columns[index.column()], self.at(index.row())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(column.title)}: {column.text(row)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].is_right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column from now on."""
        self._order, self._backwards = column, order is Qt.SortOrder.DescendingOrder
        self.settle()
