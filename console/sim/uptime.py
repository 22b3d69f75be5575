"""Words that more than one command prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.sim.node import Node


def up_since(seconds: float) -> str:
    """Return how long a machine has been up, as uptime says it."""
    minutes = int(seconds // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    clock = f"{hours:>2}:{minutes % 60:02d}" if hours else f"{minutes % 60} min"
    return f"{days} day{'s' if days != 1 else ''}, {clock}" if days else clock


def uptime_text(node: Node) -> str:
    """Return the line that uptime, w and top begin with."""
    one, five, fifteen = node.load_average()
    users = max(1, len(node.sessions))
    people = f"{users} user{'s' if users != 1 else ''}"
    return (
        f" {node.story.now():%H:%M:%S} up {up_since(node.uptime_seconds())},  {people},  "
        f"load average: {one:.2f}, {five:.2f}, {fifteen:.2f}"
    )
