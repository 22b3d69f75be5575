"""Rows as Qt has them: a tree of which parents show some of their children, told run by run."""

from __future__ import annotations

from itertools import count
from typing import overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.ui.models.describe import describe_row, tool_tip
from console.ui.models.rows import ROW_ROLE, Row, RowKind

Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractItemModel):
    """One column; the delegate draws the rest."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = count(1)
        self._root = Row(0, RowKind.SITE, "", None)
        self._rows: dict[int, Row] = {}

    # ---- what Qt asks ------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's signature
        """Return the index of a child row."""
        children = self._of(parent).below
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, children[row].id)

    @overload
    def parent(self) -> QObject | None: ...

    @overload
    def parent(self, index: Index) -> QModelIndex: ...

    def parent(self, index: Index | None = None) -> QObject | QModelIndex | None:
        """Return the index of the row above; without an index the owner, as Qt has it."""
        if index is None:
            return super().parent()
        row = self._of(index).parent
        return QModelIndex() if row is None else self.index_of(row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows are under ``parent``."""
        return len(self._of(parent).below)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return 1: the delegate lays out the columns."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself, its name, its description or its tool tip."""
        row = self._rows.get(int(index.internalId())) if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return describe_row(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(row)
        return None

    def index_of(self, row: Row) -> QModelIndex:
        """Return the index of a row; an invalid one for the root, and for what the filter hides."""
        if row is self._root or not row.is_attached:
            return QModelIndex()
        return self.createIndex(row.place(), 0, row.id)

    def row_of(self, index: Index) -> Row | None:
        """Return the row at an index; None for the root."""
        return self._rows.get(int(index.internalId())) if index.isValid() else None

    def _of(self, index: Index) -> Row:
        return self._rows.get(int(index.internalId()), self._root) if index.isValid() else self._root

    # ---- what changes -----------------------------------------------------------------------

    def _new(self, kind: RowKind, name: str, parent: Row) -> Row:
        row = Row(next(self._ids), kind, name, parent)
        self._rows[row.id] = row
        return row

    def _leave(self, row: Row) -> None:
        """Mark a row that no longer belongs to its parent: what Qt knows of it is forgotten when that has been told."""
        row.gone = True
        if not row.placed:
            self._forget(row)

    def _forget(self, row: Row) -> None:
        for gone in (row, *row.children):
            self._rows.pop(gone.id, None)

    def _show(self, group: Row, wanted: list[Row]) -> None:
        """Take out of a group and put into it what differs, run by run. The order of the others is as it was."""
        attached = group.is_attached
        keep = {row.id for row in wanted}
        last = len(group.shown) - 1
        while last >= 0:
            first = last
            while first >= 0 and group.shown[first].id not in keep:
                first -= 1
            if first < last:
                self._hide_run(group, first + 1, last, attached=attached)
            last = min(first, last) - 1
        place = 0
        while place < len(wanted):
            known = group.shown[place] if place < len(group.shown) else None
            end = place
            while end < len(wanted) and wanted[end] is not known:
                end += 1
            if end > place:
                self._show_run(group, place, wanted[place:end], attached=attached)
            place = end + 1

    def _hide_run(self, group: Row, first: int, last: int, *, attached: bool) -> None:
        if attached:
            self.beginRemoveRows(self.index_of(group), first, last)
        rows = group.shown[first : last + 1]
        del group.shown[first : last + 1]
        for row in rows:
            row.placed = False
            if row.gone:
                self._forget(row)
        if attached:
            self.endRemoveRows()

    def _show_run(self, group: Row, place: int, rows: list[Row], *, attached: bool) -> None:
        if attached:
            self.beginInsertRows(self.index_of(group), place, place + len(rows) - 1)
        group.shown[place:place] = rows
        for row in rows:
            row.placed = True
        if attached:
            self.endInsertRows()

    def _append(self, row: Row, children: list[Row], *, attached: bool) -> None:
        """Put children behind the others, told at once: one by one, those of a hundred nodes hold a window up."""
        if not children:
            return
        if attached:
            self.beginInsertRows(self.index_of(row), len(row.children), len(row.children) + len(children) - 1)
        row.children += children
        if attached:
            self.endInsertRows()

    def _remove_last(self, row: Row, *, attached: bool) -> None:
        if attached:
            self.beginRemoveRows(self.index_of(row), len(row.children) - 1, len(row.children) - 1)
        self._rows.pop(row.children.pop().id, None)
        if attached:
            self.endRemoveRows()
