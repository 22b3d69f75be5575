"""How a live source of the inventory gets to the node that it asks: over the connections that everybody uses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from console.fleet.sources import Ran
from console.model.ids import NodeId
from console.model.node import Node

if TYPE_CHECKING:
    from console.ssh.connection import Completed


class Link(Protocol):
    """A connection to a node, as far as it is needed here."""

    async def run(self, command: str, *, timeout: float) -> Completed:
        """Run a command to its end; raises ConsoleError."""
        ...

    async def release(self) -> None:
        """Give it back."""
        ...


class NodeReach:
    """Finds a node by its name or its destination and runs a command there."""

    def __init__(self, connect: Callable[[NodeId], Awaitable[Link]], find: Callable[[str], Node]) -> None:
        self._connect, self._find = connect, find

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        """Run a command and wait for its end."""
        connection = await self._connect(self._find(node_name).id)
        try:
            done = await connection.run(command, timeout=seconds)
        finally:
            await connection.release()
        return Ran(done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), done.rc)
