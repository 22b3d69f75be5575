"""Nodes for rules to judge."""

from __future__ import annotations

from datetime import UTC, datetime

from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import Node, NodeState, NodeView, Snapshot, Source

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def node(name: str, jumps: tuple[str, ...] = ()) -> Node:
    return Node(NodeId(name), name, ("dc", "rack"), f"{name}.example.com", Source.INVENTORY, jumps=jumps)


def seen(of: Node, *gpus: Gpu, disk_free: int = 50) -> NodeView:
    """Return a node that answers."""
    snapshot = Snapshot(
        1, NOW, memory_total_bytes=100, memory_available_bytes=60, disk_total_bytes=100, disk_free_bytes=disk_free,
        load_1m=2.0, cpu_count=4, gpus=gpus,
    )  # fmt: skip
    return NodeView(of, NodeState.OK, None, snapshot, 0.001)


def lost(of: Node, **params: str) -> NodeView:
    """Return a node that does not answer."""
    problem = Problem("ssh.timed_out", "no answer", "", {"host": of.host, **params})
    return NodeView(of, NodeState.UNREACHABLE, problem)
