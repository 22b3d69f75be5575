"""All that a node says to who has opened it."""

from __future__ import annotations

from console.model.ids import NodeId
from console.model.node_detail import NodeDetail
from console.wire.messages.base import Event, Request


class WatchDetails(Request, frozen=True, kw_only=True):
    """Look closely at these nodes, and at no others."""

    node_ids: tuple[NodeId, ...] = ()


class DetailChanged(Event, frozen=True):
    """What a node says that somebody looks at; whole, each time."""

    node_id: NodeId
    detail: NodeDetail
