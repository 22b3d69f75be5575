"""The connector, imported when the first connection is wanted: a shell on this machine and the tree need none of it."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.model.clock import Clock
    from console.ssh.asking import Asker
    from console.ssh.connect import Connection, Connector
    from console.ssh.endpoint import Endpoint
    from console.wire.tasks import TaskSet


async def load_ssh() -> None:
    """Import what connections are made of, in a thread: terminals and the fleet go on meanwhile."""
    await asyncio.to_thread(import_module, "console.ssh.connect")


class LateConnector:
    """Opens connections as the ``Connector`` does, which is made with the first of them."""

    def __init__(self, asker: Asker, tasks: TaskSet, clock: Clock) -> None:
        self._asker, self._tasks, self._clock = asker, tasks, clock
        self._made: asyncio.Task[Connector] | None = None

    async def ready(self) -> Connector:
        """Return the connector itself."""
        if self._made is None:
            self._made = self._tasks.start(self._make(), "import of SSH")
        return await asyncio.shield(self._made)

    async def _make(self) -> Connector:
        await load_ssh()
        from console.ssh.connect import Connector

        return Connector(self._asker, self._tasks, self._clock)

    async def connect(self, endpoint: Endpoint, *, lane: int = 0) -> Connection:
        """Return a connection to ``endpoint``; give it back with its ``release``."""
        return await (await self.ready()).connect(endpoint, lane=lane)

    async def close(self) -> None:
        """Close what is open."""
        if self._made is not None:
            await (await self.ready()).close()
