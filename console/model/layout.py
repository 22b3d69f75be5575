"""A layout: what terminals are open where, as a value that can be kept and opened again. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from console.model.arrangement import Arrangement
from console.model.ids import NodeId

VERSION = 1

MOST_PANES = 64
"""Of one layout: who opens it by mistake can still close it."""


class LayoutPane(Struct, frozen=True):
    """What a terminal is opened with again."""

    node_id: NodeId
    node_name: str
    """What the node was called; it may be gone."""
    name: str = ""
    """What the person renamed the tab to."""
    profile: str = ""
    command: str = ""
    cols: int = 80
    rows: int = 24


class Layout(Struct, frozen=True):
    """Panes and how they are arranged."""

    name: str
    panes: tuple[LayoutPane, ...]
    arrangement: Arrangement
    """Its terminals are places in ``panes``."""
    version: int = VERSION

    def sound(self) -> Layout:
        """Return it with no more panes than there may be, each of them in its arrangement."""
        panes = self.panes[:MOST_PANES]
        return Layout(self.name, panes, self.arrangement.of(range(len(panes))), self.version)

    def arranged(self, terminals: tuple[int, ...]) -> Arrangement:
        """Return the arrangement for the terminals that its panes were opened as, in their order."""
        return self.arrangement.renumbered(dict(enumerate(terminals)))


def layout_of(name: str, arrangement: Arrangement, panes: Mapping[int, LayoutPane]) -> Layout:
    """Return the layout of terminals that stand in ``panes``; others are left out."""
    kept = [terminal for terminal in arrangement.terminals if terminal in panes][:MOST_PANES]
    numbers = {terminal: place for place, terminal in enumerate(kept)}
    return Layout(name, tuple(panes[terminal] for terminal in kept), arrangement.renumbered(numbers))
