"""Which host on the way keeps us from a node: what the failed connection says, else the last one of its jumps."""

from __future__ import annotations

from collections.abc import Callable

from console.model.ids import NodeId
from console.model.node import NodeState, NodeView

UNLISTED = "host:"
"""How the ids of hosts begin that are no nodes of the inventory."""


def upstream(view: NodeView, named: Callable[[str], NodeId | None]) -> NodeId | None:
    """Return the host on the way to a node that does not answer; None where it is reached directly.

    ``named`` finds a node by host, alias or name.
    """
    if view.state is not NodeState.UNREACHABLE:
        return None
    node = view.node
    own = {node.host, node.alias, node.name}
    params = view.problem.params if view.problem is not None else {}
    told = [params.get("jump", ""), params.get("host", "")]
    for name in (*told, *(_host(jump) for jump in reversed(node.jumps))):
        if name and name not in own:
            return named(name) or NodeId(UNLISTED + name)
    return None


def _host(jump: str) -> str:
    """Return the host of ``user@host:port``."""
    host = jump.rpartition("@")[2]
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") == 1 else host
