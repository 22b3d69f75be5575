"""The rows of the tree that are in sight, and which of them have to be painted anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QTreeView

from console.model.node import NodeState
from console.ui.columns import Columns, age_left
from console.ui.models.fleet import FleetModel
from console.ui.models.rows import Row, RowKind


def rows_in_sight(view: QTreeView, fleet: FleetModel) -> Iterator[tuple[Row, QRect]]:
    """Go through the rows in sight from above, and say where each is; all of them are of one height."""
    index = view.indexAt(QPoint(0, 0))
    place, bottom = view.visualRect(index), view.viewport().height()
    while (row := fleet.row_of(index)) is not None and place.top() < bottom:
        yield row, place
        index, place = view.indexBelow(index), place.translated(0, place.height())


def paint_anew(view: QTreeView, fleet: FleetModel, wants: Callable[[Row], bool]) -> None:
    """Have the rows painted that ``wants`` says: each costs a quarter of a millisecond."""
    for row, place in rows_in_sight(view, fleet):
        if wants(row):
            view.viewport().update(place)


def paint_older(view: QTreeView, fleet: FleetModel, changed: AbstractSet[int], columns: Columns) -> None:
    """Have the ages painted, and the whole of the rows that have changed. An age alone is a fifth of the work."""
    left = age_left(columns)
    for row, place in rows_in_sight(view, fleet):
        if has_changed(row, changed):
            view.viewport().update(place)
        elif left is not None and row.kind is RowKind.NODE:
            view.viewport().update(place.adjusted(left - place.left(), 0, 0, 0))


def has_changed(row: Row, ids: AbstractSet[int]) -> bool:
    """Tell whether a row, or the node that it is a part of, is among the changed ones."""
    return row.id in ids or (row.kind > RowKind.NODE and row.parent is not None and row.parent.id in ids)


def turns(row: Row) -> bool:
    """Tell whether the sign of a row turns: a node that is being called, or a group in which nothing is worse."""
    if row.kind < RowKind.NODE:
        return row.rollup().worst is NodeState.CONNECTING
    return row.kind is RowKind.NODE and row.view is not None and row.view.state is NodeState.CONNECTING
