"""What a person has chosen in the tree: one node, several, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from console.model.node import NodeView
from console.ui.models.rows import Row, RowKind


class ChosenGroup(Struct, frozen=True):
    """A group of the tree."""

    name: str
    path: tuple[str, ...]
    views: tuple[NodeView, ...]
    """All nodes in it, also those that a filter hides."""


class Choice(Struct, frozen=True):
    """Nodes and groups, in the order of the tree."""

    nodes: tuple[NodeView, ...] = ()
    groups: tuple[ChosenGroup, ...] = ()

    @property
    def is_one_node(self) -> bool:
        """Tell whether it is a single node, which has a menu of its own."""
        return len(self.nodes) == 1 and not self.groups


ChoiceEntries = Callable[[Choice], Sequence[tuple[str, Callable[[], object]]]]
"""What a feature offers for a choice: words, and what choosing them does."""


def choice_of(rows: Iterable[Row]) -> Choice:
    """Return what rows stand for: a GPU or a container for its node."""
    chosen = list(rows)
    nodes = {row.view.node.id: row.view for row in chosen if row.view is not None}
    groups = [
        ChosenGroup(row.name, row.path, tuple(row.views()))
        for row in chosen
        if row.view is None and row.kind < RowKind.NODE
    ]
    return Choice(tuple(nodes.values()), tuple(groups))
