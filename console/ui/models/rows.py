"""The rows of the fleet tree."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from msgspec import Struct, field
from PySide6.QtCore import Qt

from console.model.gpu import Gpu
from console.model.node import Environment, Node, NodeView, Source
from console.model.rollup import Rollup, Tally
from console.settings.language import _
from console.ui.models.sortkeys import Key
from console.ui.signs import Sign


class RowKind(IntEnum):
    """What a row of the tree is."""

    SITE = 0
    GROUP = 1
    NODE = 2
    GPU = 3
    CONTAINER = 4
    ENVIRONMENT = 5
    """Of Python."""
    SERVICE = 6
    """A model that was deployed there."""


class Inner(Struct, frozen=True):
    """What runs on a node, as a row below its GPUs shows it."""

    kind: RowKind
    name: str
    words: str = ""
    figure: str = ""
    """At the right: the CUDA version inside."""
    is_wrong: bool = False
    """It will not run there, or may not be looked at."""
    system_id: str = ""
    """The distribution inside a container; empty: not known."""
    tip: str = ""
    sign: Sign | None = None
    """How it is; None: as ``is_wrong`` says."""
    key: str = ""
    """Which it is, where it can be opened."""


ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The Row behind an index."""


class Row(Struct, eq=False):
    """A row of the tree. Groups know their nodes through their children."""

    id: int
    kind: RowKind
    name: str
    parent: Row | None
    children: list[Row] = field(default_factory=list)
    """All that is under it, shown or not."""
    own: NodeView | None = None
    """Of a node: all that is known of it."""
    at: int = -1
    """Of a GPU: its place among those of its node."""
    inner: Inner | None = None
    path: tuple[str, ...] = ()
    """Of a group: the names from the outermost one to its own."""
    shown: list[Row] = field(default_factory=list)
    """Of a group: the children that are in the tree, in their order. A node shows all that it has."""
    key: Key = (0, False, 0, 0)
    """What it is sorted by among its siblings."""
    matches: bool = True
    """Whether a node fits the filter."""
    placed: bool = False
    """Whether it is among the rows that its parent shows."""
    gone: bool = False
    gpus: int = 0
    """Of a node: how many of the first children are GPUs."""
    _tally: Tally | None = None

    @property
    def view(self) -> NodeView | None:
        """Return what is known of the node that this row is, or belongs to."""
        return self.own if self.own is not None or self.parent is None else self.parent.own

    @property
    def gpu(self) -> Gpu | None:
        """Return the device that this row is, as its node says it: a sample need not be told to each row."""
        view = self.view
        gpus = view.snapshot.gpus if view is not None and view.snapshot is not None else ()
        return gpus[self.at] if 0 <= self.at < len(gpus) else None

    def nodes(self) -> Iterable[Row]:
        """Yield the rows of nodes at and under this one."""
        if self.kind is RowKind.NODE:
            yield self
        elif self.kind < RowKind.NODE:
            for child in self.children:
                yield from child.nodes()

    def views(self) -> Iterable[NodeView]:
        """Yield the nodes at and under this row."""
        return (row.view for row in self.nodes() if row.view is not None)

    def rollup(self) -> Rollup:
        """Return the sum of the nodes under this row, kept until one of them changes."""
        return self._count().rollup()

    def _count(self) -> Tally:
        """Return what the nodes under this row amount to: groups in which nothing changed are not gone through."""
        if self._tally is None:
            tally = Tally()
            if self.kind is RowKind.NODE and self.view is not None:
                tally.count(self.view)
            elif self.kind < RowKind.NODE:
                for child in self.children:
                    tally.add(child._count())
            self._tally = tally
        return self._tally

    def forget_rollup(self) -> None:
        """Sum up anew when asked next: this node, or one under this row, has changed."""
        self._tally = None

    def environment(self) -> Environment:
        """Return the environment of a node, or the one that all nodes of a group share."""
        found = {view.node.environment for view in self.views()} if self.kind < RowKind.NODE else set()
        if self.kind >= RowKind.NODE and self.view is not None:
            return self.view.node.environment
        return found.pop() if len(found) == 1 else Environment.UNKNOWN

    def color(self) -> str:
        """Return the colour that a person gave a node, or all nodes of a group; empty: none, or several."""
        if self.kind >= RowKind.NODE:
            return self.view.node.color if self.view is not None else ""
        first = ""
        for view in self.views():
            if not view.node.color or (first and view.node.color != first):
                return ""
            first = view.node.color
        return first

    @property
    def below(self) -> list[Row]:
        """Return what the tree shows under this row, in its order."""
        return self.children if self.kind >= RowKind.NODE else self.shown

    @property
    def is_wanted(self) -> bool:
        """Tell whether it belongs into the tree: a node by the filter, a group by what is in it."""
        return self.matches if self.kind is RowKind.NODE else bool(self.shown)

    @property
    def is_attached(self) -> bool:
        """Tell whether the tree shows it: it and every group above."""
        row: Row | None = self
        while row is not None and row.parent is not None:
            if not row.placed:
                return False
            row = row.parent
        return True

    def place(self) -> int:
        """Return the position among the siblings that are shown."""
        return 0 if self.parent is None else self.parent.below.index(self)


def name_of(node: Node) -> str:
    """Return what a person calls a node; the core knows no language, and this computer has no name of its own."""
    return _(node.name) if node.source is Source.LOCAL else node.name
