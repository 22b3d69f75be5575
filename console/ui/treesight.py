"""The rows of the tree that are in sight, and which of them have to be painted anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QTreeView

from console.model.node import NodeState
from console.ui.columns import Columns, age_left, values_left
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


def paint_changed(
    view: QTreeView, fleet: FleetModel, changed: Mapping[int, bool], columns: Columns, *, ages: bool = False
) -> None:
    """Have of the rows that have changed that painted which has: all, or what moves with the samples.

    ``changed`` is as the model has it. With ``ages`` those of all others too: an age alone is a fifth of the work.
    """
    age, values = age_left(columns), values_left(columns)
    for row, place in rows_in_sight(view, fleet):
        is_whole = _change_of(row, changed)
        if is_whole:
            view.viewport().update(place)
        elif is_whole is not None:
            view.viewport().update(place.adjusted(values - place.left(), 0, 0, 0))
        elif ages and age is not None and row.kind is RowKind.NODE:
            view.viewport().update(place.adjusted(age - place.left(), 0, 0, 0))


def _change_of(row: Row, changed: Mapping[int, bool]) -> bool | None:
    """Return whether all of a row has changed or but its values; None: nothing has."""
    if row.kind > RowKind.NODE:
        return True if row.parent is not None and row.parent.id in changed else None
    is_whole = changed.get(row.id)
    return True if is_whole is not None and row.kind is RowKind.SITE else is_whole


def turns(row: Row) -> bool:
    """Tell whether the sign of a row turns: a node that is being called, or a group in which nothing is worse."""
    if row.kind < RowKind.NODE:
        return row.rollup().worst is NodeState.CONNECTING
    return row.kind is RowKind.NODE and row.view is not None and row.view.state is NodeState.CONNECTING
