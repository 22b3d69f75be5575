"""The fleet: what is watched, and how it changes."""

from __future__ import annotations

from console.model.ids import NodeId
from console.model.node import ChangeSet
from console.wire.messages.base import Event, Request


class WatchFleet(Request, frozen=True, kw_only=True):
    """Start sampling the nodes for a view, or stop when the last view leaves."""

    node_ids: tuple[NodeId, ...] | None = None
    """None watches all."""
    watching: bool = True


class ReloadInventory(Request, frozen=True, kw_only=True):
    """Read the inventory files again; what changed comes as FleetChanged."""


class RetryNode(Request, frozen=True, kw_only=True):
    """Connect to a node again that waits for a person."""

    node_id: NodeId


class FleetChanged(Event, frozen=True):
    """Rows of the fleet changed; merged, at most ten a second."""

    changes: ChangeSet
