"""What happens to a fleet. ``FleetStore.apply`` turns each of them into the rows that changed."""

from __future__ import annotations

from msgspec import Struct, field

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import Node, Snapshot, Source


class NodesLoaded(Struct, frozen=True):
    """Nodes were read from somewhere: known ones keep their values, new ones are added."""

    nodes: tuple[Node, ...]
    replaces: frozenset[Source] = frozenset()
    """Nodes of these sources that are not among ``nodes`` are gone."""
    problems: tuple[Problem, ...] = field(default=())
    keeps: frozenset[NodeId] = frozenset()
    """Nodes that stay also when they are gone, known by no source: a terminal is open on them."""


class NodeRemoved(Struct, frozen=True):
    """A person took the node out."""

    node_id: NodeId


class Connecting(Struct, frozen=True):
    """The node is being called. ``by_person`` clears what it said before."""

    node_id: NodeId
    by_person: bool = False


class SampleArrived(Struct, frozen=True):
    """The node's probe said something."""

    node_id: NodeId
    snapshot: Snapshot
    latency_seconds: float | None = None


class SampleMissed(Struct, frozen=True):
    """The time for a sample passed without one."""

    node_id: NodeId


class LinkLost(Struct, frozen=True):
    """The node cannot be reached, or not any more; it will be called again."""

    node_id: NodeId
    problem: Problem


class Refused(Struct, frozen=True):
    """The node was reached and one side said no (host key, login): a person has to act."""

    node_id: NodeId
    problem: Problem


class Unwatched(Struct, frozen=True):
    """Nobody looks at the node any more, so nobody asks it."""

    node_id: NodeId


class Tick(Struct, frozen=True):
    """Time has passed: values may be too old now."""


FleetEvent = (
    NodesLoaded | NodeRemoved | Connecting | SampleArrived | SampleMissed | LinkLost | Refused | Unwatched | Tick
)
