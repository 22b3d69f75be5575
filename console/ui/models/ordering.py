"""How the tree is put in order: what its groups are made of, and what its nodes are sorted by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct

from console.model.node import QUICK_GROUP, SEVERITY, NodeView
from console.settings.language import _
from console.ui.models.describe import state_name
from console.ui.models.readings import gpu_label, node_readings, system_label
from console.ui.models.sortkeys import Backwards, Key, natural

_SEVERITY = {state: rank for rank, state in enumerate(SEVERITY)}


class Grouping(StrEnum):
    """What the groups of the tree are."""

    PATH = "path"
    """As the sources have them."""
    RACK = "rack"
    DISTRO = "distro"
    GPU = "gpu"
    STATE = "state"
    TAG = "tag"
    NONE = "none"


class Sorting(StrEnum):
    """What the nodes of a group are sorted by."""

    INVENTORY = "inventory"
    """As the sources have them."""
    NAME = "name"
    STATE = "state"
    LOAD = "load"
    FREE = "free"
    """GPU memory that nobody uses."""
    TEMPERATURE = "temperature"
    POWER = "power"
    AGE = "age"


class Order(Struct, frozen=True):
    """How the tree is put in order."""

    grouping: Grouping = Grouping.PATH
    sorting: Sorting = Sorting.INVENTORY
    reverse: bool = False

    @property
    def is_live(self) -> bool:
        """Tell whether samples change the order of nodes."""
        return self.sorting not in {Sorting.INVENTORY, Sorting.NAME}


def free_memory_bytes(view: NodeView) -> int | None:
    """Return the GPU memory that nobody uses, of all GPUs of a node."""
    if view.snapshot is None:
        return None
    free = [
        gpu.memory_total_bytes - gpu.memory_used_bytes
        for gpu in view.snapshot.gpus
        if gpu.memory_total_bytes is not None and gpu.memory_used_bytes is not None
    ]
    return sum(free) if free else None


def _negative(number: float | None) -> float | None:
    return None if number is None else -number


_VALUES: Mapping[Sorting, Callable[[NodeView], float | None]] = {
    Sorting.STATE: lambda view: _SEVERITY[view.state],
    Sorting.LOAD: lambda view: _negative(node_readings(view).load),
    Sorting.FREE: lambda view: _negative(free_memory_bytes(view)),
    Sorting.TEMPERATURE: lambda view: _negative(node_readings(view).temperature_celsius),
    Sorting.POWER: lambda view: _negative(node_readings(view).power_watts),
    Sorting.AGE: lambda view: view.snapshot.taken_at.timestamp() if view.snapshot else None,
}
"""What is small stands first: the worst state, the highest load, the oldest values."""


def node_key(view: NodeView, order: Order, number: int) -> Key:
    """Return what a node is sorted by; ``number`` is its place in the inventory. No value is last either way."""
    if order.sorting is Sorting.INVENTORY:
        return (0, False, -number if order.reverse else number, 0)
    if order.sorting is Sorting.NAME:
        name = natural(view.node.name)
        return (1, False, Backwards(name) if order.reverse else name, number)
    value = _VALUES[order.sorting](view)
    if value is None:
        return (1, True, 0.0, number)
    return (1, False, -value if order.reverse else value, number)


def group_key(name: str, order: Order, number: int, example: NodeView | None) -> Key:
    """Return what a group is sorted by; ``example`` is one of its nodes."""
    if order.grouping is Grouping.PATH:
        return (0, False, number, 0)
    if order.grouping is Grouping.STATE and example is not None:
        return (0, False, _SEVERITY[example.state], number)
    return (0, name == _nowhere(order.grouping), natural(name), number)


def place_of(view: NodeView, grouping: Grouping) -> tuple[str, ...]:
    """Return the groups that a node stands in, outermost first."""
    match grouping:
        case Grouping.NONE:
            return ()
        case Grouping.PATH:
            return groups_of(view)
        case Grouping.RACK:
            return (rack_of(view) or _nowhere(grouping),)
        case Grouping.DISTRO:
            return ((system_label(view.snapshot.distro) if view.snapshot else "") or _nowhere(grouping),)
        case Grouping.GPU:
            models = dict.fromkeys(gpu_label(gpu) for gpu in view.snapshot.gpus) if view.snapshot else {}
            return (" + ".join(name for name in models if name) or _nowhere(grouping),)
        case Grouping.STATE:
            return (state_name(view.state),)
        case Grouping.TAG:
            return (", ".join(view.node.tags) or _nowhere(grouping),)


def rack_of(view: NodeView) -> str:
    """Return the rack that a source names, else the innermost group."""
    return view.node.rack or next(reversed(groups_of(view)), "")


def groups_of(view: NodeView) -> tuple[str, ...]:
    """Return the groups that its source puts a node in, outermost first, as they are called here."""
    path = view.node.path
    return (_(QUICK_GROUP),) if path == (QUICK_GROUP,) else path


def _nowhere(grouping: Grouping) -> str:
    return {
        Grouping.RACK: _("No rack"),
        Grouping.DISTRO: _("Distribution not known"),
        Grouping.GPU: _("No GPU known"),
        Grouping.TAG: _("No tag"),
    }.get(grouping, "")
