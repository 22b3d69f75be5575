"""The fleet as a tree: groups, nodes, GPUs, filtered and in order.

What the core tells changes exactly its rows. What a person chooses, a filter or an order, lays the tree out anew: a
filter that goes through a proxy asks Python nine thousand times for a thousand nodes. Every row stands in the
``children`` of its parent; what of it is in the tree stands in ``shown``, and only that is told to Qt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from heapq import heappop, heappush

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible

from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeState, NodeView
from console.model.rollup import Rollup
from console.ui.models.ordering import Order, group_key, node_key, place_of
from console.ui.models.query import Query
from console.ui.models.rowmodel import RowModel
from console.ui.models.rows import Inner, Row, RowKind, name_of
from console.ui.models.sortkeys import Key


class FleetModel(RowModel):
    """The rows of the fleet. What the core tells comes in through ``apply`` only."""

    totals_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: dict[tuple[str, ...], Row] = {}
        self._nodes: dict[NodeId, Row] = {}
        self._inner: dict[NodeId, tuple[Inner, ...]] = {}
        self._services: dict[NodeId, tuple[Inner, ...]] = {}
        self._in_order: list[Row] | None = None
        self.query = Query()
        self.order = Order()
        self.counts: Counter[NodeState] = Counter()
        """How many nodes are in each state."""
        self.turns = 0
        """Counts up when nodes or GPUs come, go or move, or when a node changes its name or state; not with samples."""
        self.changed: dict[int, bool] | None = None
        """Where a view that paints by itself wants the ids of groups and nodes that have changed: whether more of them
        has than values. Qt is not told of them then, unless something reads the screen: for a thousand nodes that takes
        longer than to take them in."""
        self._is_quiet = False

    # ---- what the window asks ----------------------------------------------------------------

    def node_row(self, node_id: NodeId) -> Row | None:
        """Return the row of a node."""
        return self._nodes.get(node_id)

    def view(self, node_id: NodeId) -> NodeView | None:
        """Return what is known of a node."""
        row = self._nodes.get(node_id)
        return row.view if row else None

    def views(self) -> list[NodeView]:
        """Return all nodes in the order of the tree."""
        if self._in_order is None:
            self._in_order = list(self._root.nodes())
        return [row.view for row in self._in_order if row.view is not None]

    def totals(self) -> Rollup:
        """Return the sum over the whole fleet."""
        return self._root.rollup()

    # ---- what a person chooses ---------------------------------------------------------------

    def set_query(self, query: Query) -> None:
        """Show the nodes that match, with the groups above and the GPUs below them."""
        self.query = query
        self.beginResetModel()
        for row in self._nodes.values():
            row.matches = row.view is not None and query.matches(row.view)
        self._lay_out(self._root)
        self.endResetModel()

    def set_order(self, order: Order) -> None:
        """Group and sort in another way."""
        self.beginResetModel()
        self._moved()
        self.order, regroup = order, order.grouping is not self.order.grouping
        if regroup:
            for group in self._groups.values():
                self._rows.pop(group.id)
            self._groups.clear()
            self._root.children = []
        for row in self._nodes.values():
            if row.view is not None and regroup:
                self._attach(row, row.view)
            self._set_key(row)
        for group in self._groups.values():
            self._set_key(group)
        self._lay_out(self._root)
        self.endResetModel()

    def match_again(self) -> None:
        """Look anew at what the filter lets through: time has passed."""
        loose: dict[int, Row] = {}
        for row in self._nodes.values():
            row.matches = row.view is not None and self.query.matches(row.view)
            if row.parent is not None and row.matches is not row.placed:
                loose[row.parent.id] = row.parent
        self._settle(loose.values())

    def sort_again(self) -> None:
        """Bring nodes back into the order that their values have left; nothing happens where they have not."""
        for row in self._nodes.values():
            self._set_key(row)
        groups = [group for group in (self._root, *self._groups.values()) if group.shown]
        unordered = [
            group for group in groups if any(a.key > b.key for a, b in zip(group.shown, group.shown[1:], strict=False))
        ]
        if not unordered:
            return
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        for group in unordered:
            group.shown.sort(key=_by_key)
        self.changePersistentIndexList(held, [self.index_of(self._of(index)) for index in held])
        self.layoutChanged.emit()

    def _lay_out(self, group: Row) -> None:
        """Decide anew what a group shows, and what is in it, without a word to Qt."""
        for child in group.children:
            if child.kind < RowKind.NODE:
                self._lay_out(child)
        group.shown = sorted((child for child in group.children if child.is_wanted), key=_by_key)
        for child in group.children:
            child.placed = child.is_wanted

    # ---- what the core tells -----------------------------------------------------------------

    def apply(self, changes: ChangeSet) -> None:
        """Take over a ChangeSet: exactly its rows change."""
        self._is_quiet = self.changed is not None and not QAccessible.isActive()
        touched: dict[int, tuple[Row, bool]] = {}
        loose: dict[int, Row] = {}
        for node_id in changes.removed:
            self._drop(node_id, touched, loose)
        for view in changes.changed:
            row = self._nodes.get(view.node.id)
            if row is not None and row.parent is not None and row.parent.path != place_of(view, self.order.grouping):
                self._drop(view.node.id, touched, loose)
                row = None
            is_new = row is None
            if row is None:
                row = self._nodes[view.node.id] = self._new(RowKind.NODE, name_of(view.node), self._root)
                self._attach(row, view)
                row.own = view
                self.counts[view.state] += 1
                self._set_key(row)
            is_whole = self._set_view(row, view) or is_new
            row.matches = self.query.matches(view)
            self._touch(row.parent, touched, is_whole=is_whole)
            if row.parent is not None and row.matches is not row.placed:
                loose[row.parent.id] = row.parent
        self._settle(loose.values())
        for group, is_whole in touched.values():
            if group.id in self._rows and group.is_attached:
                self._tell(group, group, is_whole=is_whole)
        if changes.changed or changes.removed:
            self._root.forget_rollup()
            self.totals_changed.emit()

    def keep_only(self, node_ids: set[NodeId]) -> None:
        """Drop nodes that a core no longer has, after an attach."""
        self.apply(ChangeSet(removed=tuple(set(self._nodes) - node_ids)))

    def _touch(self, row: Row | None, touched: dict[int, tuple[Row, bool]], *, is_whole: bool) -> None:
        while row is not None and row is not self._root:
            row.forget_rollup()
            touched[row.id] = row, is_whole or touched.get(row.id, (row, False))[1]
            row = row.parent

    def _moved(self) -> None:
        self._in_order = None
        self.turns += 1

    def _tell(self, first: Row, last: Row, *, is_whole: bool = True) -> None:
        if self._is_quiet and self.changed is not None:
            row = first if first.kind <= RowKind.NODE or first.parent is None else first.parent
            self.changed[row.id] = is_whole or self.changed.get(row.id, False)
            return
        self.dataChanged.emit(self.index_of(first), self.index_of(last))

    # ---- rows --------------------------------------------------------------------------------

    def _group(self, path: tuple[str, ...], view: NodeView) -> Row:
        if not path:
            return self._root
        known = self._groups.get(path)
        if known is None:
            parent = self._group(path[:-1], view)
            kind = RowKind.SITE if len(path) == 1 else RowKind.GROUP
            known = self._groups[path] = self._new(kind, path[-1], parent)
            known.path = path
            parent.children.append(known)
            known.key = group_key(known.name, self.order, known.id, view)
        return known

    def _set_key(self, row: Row) -> None:
        if row.kind is RowKind.NODE and row.view is not None:
            row.key = node_key(row.view, self.order, row.id)
        elif row.kind < RowKind.NODE:
            row.key = group_key(row.name, self.order, row.id, next(iter(row.views()), None))

    def _attach(self, row: Row, view: NodeView) -> None:
        self._moved()
        row.parent = self._group(place_of(view, self.order.grouping), view)
        row.parent.children.append(row)

    def _drop(self, node_id: NodeId, touched: dict[int, tuple[Row, bool]], loose: dict[int, Row]) -> None:
        row = self._nodes.pop(node_id, None)
        if row is None or row.parent is None:
            return
        self._moved()
        if row.view is not None:
            self.counts[row.view.state] -= 1
        row.parent.children.remove(row)
        self._touch(row.parent, touched, is_whole=True)
        loose[row.parent.id] = row.parent
        self._leave(row)

    # ---- what of them is in the tree ---------------------------------------------------------

    def _settle(self, loose: Iterable[Row]) -> None:
        """Bring what groups show up to date, the innermost first: it decides whether those above have anything."""
        waiting: list[tuple[int, int]] = []
        for group in loose:
            heappush(waiting, (-len(group.path), group.id))
        while waiting:
            _depth, number = heappop(waiting)
            group = self._rows.get(number, self._root)
            self._show(group, sorted((row for row in group.children if row.is_wanted), key=_by_key))
            parent = group.parent
            if parent is None:
                continue
            if not group.children and not group.gone:
                parent.children.remove(group)
                self._groups.pop(group.path)
                self._leave(group)
            if bool(group.shown) is not group.placed and (-len(parent.path), parent.id) not in waiting:
                heappush(waiting, (-len(parent.path), parent.id))

    # ---- a node and what is below it ---------------------------------------------------------

    def set_inner(self, node_id: NodeId, inner: tuple[Inner, ...]) -> None:
        """Show what runs on a node below its GPUs."""
        self._keep(self._inner, node_id, inner)

    def set_services(self, node_id: NodeId, services: tuple[Inner, ...]) -> None:
        """Show what was deployed on a node, between its GPUs and what else runs there."""
        self._keep(self._services, node_id, services)

    def _keep(self, kept: dict[NodeId, tuple[Inner, ...]], node_id: NodeId, inner: tuple[Inner, ...]) -> None:
        if inner == kept.get(node_id, ()):
            return
        kept[node_id] = inner
        if not inner:
            del kept[node_id]
        row = self._nodes.get(node_id)
        if row is not None:
            self._is_quiet = False
            self._show_inner(row, self._below(node_id))

    def _below(self, node_id: NodeId) -> tuple[Inner, ...]:
        return (*self._services.get(node_id, ()), *self._inner.get(node_id, ()))

    def _set_view(self, row: Row, view: NodeView) -> bool:
        """Let a node be as it is told; tell whether more of it has changed than values."""
        is_whole = row.own is None or not _differ_in_values(row.own, view)
        self._count(row.view, view)
        row.own, row.name = view, name_of(view.node)
        row.forget_rollup()
        gpus = view.snapshot.gpus if view.snapshot else ()
        attached = row.is_attached
        known = row.gpus
        if known != len(gpus):
            self._moved()
            known = min(known, len(gpus))
            while len(row.children) > known:
                self._remove_last(row, attached=attached)
        more = [self._new(RowKind.GPU, f"GPU {gpu.index}", row) for gpu in gpus[known:]]
        for at, child in enumerate(more, known):
            child.at, child.placed = at, True
        self._append(row, more, attached=attached)
        row.gpus = len(gpus)
        if attached:
            self._tell(row, row, is_whole=is_whole)
            if known and not self._is_quiet:
                self._tell(row.children[0], row.children[known - 1])
        if len(row.children) > row.gpus or view.node.id in self._services or view.node.id in self._inner:
            self._show_inner(row, self._below(view.node.id))
        return is_whole

    def _count(self, old: NodeView | None, new: NodeView) -> None:
        if old is None:
            return
        same = old.state is new.state and (old.problem is None) is (new.problem is None)
        if same and old.node.name == new.node.name:
            return
        self.turns += 1
        self.counts[old.state] -= 1
        self.counts[new.state] += 1

    def _show_inner(self, row: Row, inner: tuple[Inner, ...]) -> None:
        attached = row.is_attached
        first = row.gpus
        while len(row.children) - first > len(inner):
            self._remove_last(row, attached=attached)
        known = row.children[first:]
        for child, value in zip(known, inner, strict=False):
            child.inner, child.kind, child.name = value, value.kind, value.name
        more = [self._new(value.kind, value.name, row) for value in inner[len(known) :]]
        for value, child in zip(inner[len(known) :], more, strict=True):
            child.inner, child.placed = value, True
        self._append(row, more, attached=attached)
        if attached and known:
            self._tell(known[0], known[-1])


def _differ_in_values(old: NodeView, new: NodeView) -> bool:
    """Tell whether two views of a node differ in values at most: not in name, system, state or parts."""
    if old.state is not new.state or old.snapshot is None or new.snapshot is None:
        return False
    if len(old.snapshot.gpus) != len(new.snapshot.gpus) or old.snapshot.distro != new.snapshot.distro:
        return False
    return old.node == new.node


def _by_key(row: Row) -> Key:
    return row.key
