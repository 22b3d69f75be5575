"""The fleet as a tree: data centre, group, node, GPU. Rows come, change and go one by one, never all at once."""

from __future__ import annotations

from itertools import count
from typing import overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeView
from console.model.rollup import Rollup
from console.ui.models.describe import describe_row, tool_tip
from console.ui.models.rows import ROW_ROLE, Row, RowKind

Index = QModelIndex | QPersistentModelIndex


class FleetModel(QAbstractItemModel):
    """One column; the delegate draws the rest. ``apply`` is the only way in."""

    totals_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = count(1)
        self._root = Row(0, RowKind.SITE, "", None)
        self._rows: dict[int, Row] = {}
        self._groups: dict[tuple[str, ...], Row] = {}
        self._nodes: dict[NodeId, Row] = {}

    # ---- what Qt asks ------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's signature
        """Return the index of a child row."""
        children = self._of(parent).children
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
        return len(self._of(parent).children)

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

    # ---- what the window asks ----------------------------------------------------------------

    def index_of(self, row: Row) -> QModelIndex:
        """Return the index of a row; an invalid one for the root."""
        return QModelIndex() if row is self._root else self.createIndex(row.place(), 0, row.id)

    def node_row(self, node_id: NodeId) -> Row | None:
        """Return the row of a node."""
        return self._nodes.get(node_id)

    def view(self, node_id: NodeId) -> NodeView | None:
        """Return what is known of a node."""
        row = self._nodes.get(node_id)
        return row.view if row else None

    def views(self) -> list[NodeView]:
        """Return all nodes in the order of the tree."""
        return list(self._root.views())

    def totals(self) -> Rollup:
        """Return the sum over the whole fleet."""
        return self._root.rollup()

    # ---- what the core tells -----------------------------------------------------------------

    def apply(self, changes: ChangeSet) -> None:
        """Take over a ChangeSet: exactly its rows change."""
        touched: dict[int, Row] = {}
        for node_id in changes.removed:
            self._remove_node(node_id, touched)
        for view in changes.changed:
            row = self._nodes.get(view.node.id)
            if row is not None and row.view is not None and row.view.node.path != view.node.path:
                self._remove_node(view.node.id, touched)
                row = None
            if row is None:
                row = self._add_node(view)
            self._set_view(row, view)
            self._touch(row.parent, touched)
        for group in touched.values():
            if group.id in self._rows:
                self._tell(group, group)
        if changes.changed or changes.removed:
            self._root.forget_rollup()
            self.totals_changed.emit()

    def keep_only(self, node_ids: set[NodeId]) -> None:
        """Drop nodes that a core no longer has, after an attach."""
        self.apply(ChangeSet(removed=tuple(set(self._nodes) - node_ids)))

    def _of(self, index: Index) -> Row:
        return self._rows.get(int(index.internalId()), self._root) if index.isValid() else self._root

    def _touch(self, row: Row | None, touched: dict[int, Row]) -> None:
        while row is not None and row is not self._root:
            row.forget_rollup()
            touched[row.id] = row
            row = row.parent

    def _tell(self, first: Row, last: Row) -> None:
        self.dataChanged.emit(self.index_of(first), self.index_of(last))

    def _insert(self, parent: Row, row: Row, place: int) -> None:
        self.beginInsertRows(self.index_of(parent), place, place)
        parent.children.insert(place, row)
        self._rows[row.id] = row
        self.endInsertRows()

    def _remove(self, row: Row) -> None:
        parent = row.parent
        if parent is None:
            return
        place = row.place()
        self.beginRemoveRows(self.index_of(parent), place, place)
        del parent.children[place]
        for gone in (row, *row.children):
            self._rows.pop(gone.id, None)
        self.endRemoveRows()

    def _group(self, path: tuple[str, ...]) -> Row:
        if not path:
            return self._root
        known = self._groups.get(path)
        if known is None:
            parent = self._group(path[:-1])
            kind = RowKind.SITE if len(path) == 1 else RowKind.GROUP
            known = self._groups[path] = Row(next(self._ids), kind, path[-1], parent)
            self._insert(parent, known, len(parent.children))
        return known

    def _add_node(self, view: NodeView) -> Row:
        parent = self._group(view.node.path)
        row = Row(next(self._ids), RowKind.NODE, view.node.name, parent, view=view)
        self._insert(parent, row, len(parent.children))
        self._nodes[view.node.id] = row
        return row

    def _remove_node(self, node_id: NodeId, touched: dict[int, Row]) -> None:
        row = self._nodes.pop(node_id, None)
        if row is None:
            return
        path, parent = (row.view.node.path if row.view else ()), row.parent
        self._remove(row)
        self._touch(parent, touched)
        while path and not self._groups[path].children:
            self._remove(self._groups.pop(path))
            path = path[:-1]

    def _set_view(self, row: Row, view: NodeView) -> None:
        row.view, row.name = view, view.node.name
        gpus = view.snapshot.gpus if view.snapshot else ()
        while len(row.children) > len(gpus):
            self._remove(row.children[-1])
        known = len(row.children)
        for child, gpu in zip(row.children, gpus, strict=False):
            child.gpu, child.view = gpu, view
        for gpu in gpus[known:]:
            child = Row(next(self._ids), RowKind.GPU, f"GPU {gpu.index}", row, view=view, gpu=gpu)
            self._insert(row, child, len(row.children))
        self._tell(row, row)
        if known:
            self._tell(row.children[0], row.children[known - 1])
