"""How a service is reached: on the node's own loopback, or through a command that leads into a cluster.

What leads there (``Plan.door``) runs on the node while somebody uses it. It prints ``HOST PORT`` as the node sees it
and ends when that no longer holds; the next user starts it anew.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from msgspec import Struct

from console.deploy import diagnosis
from console.deploy.link import ByteReader, ByteWriter, Held
from console.deploy.node import DeployNode
from console.deploy.shell import through_door
from console.engines import client
from console.model.errors import ConsoleError
from console.model.service import Plan
from console.model.text import N_

OPEN_SECONDS = 45.0
"""Slurm's commands give up by themselves after half a minute, and then say why."""
Streams = Callable[[], Awaitable[tuple[ByteReader, ByteWriter]]]
"""Opens a stream to the service; as often as one likes."""


class DoorClosed(ConsoleError):
    """The service cannot be reached: nothing leads there, or no more."""

    def __init__(self, node: DeployNode, complaint: str) -> None:
        super().__init__(
            "deploy.door_closed",
            N_("Nothing leads from {node} to the service: {reason}"),
            N_("It may not run yet, or have ended. See its log."),
            node=node.node_id,
            reason=diagnosis.reason(complaint, 0) if complaint.strip() else "-",
        )


class Way(Struct):
    """An address on the node where the service answers, good as long as the door is open."""

    node: DeployNode
    host: str
    port: int
    held: Held | None = None
    users: int = 0

    @property
    def is_over(self) -> bool:
        """Say whether what led there has ended."""
        return self.held is not None and self.held.is_over

    async def streams(self) -> tuple[ByteReader, ByteWriter]:
        """Open a stream to the service through the connection."""
        if self.is_over:
            raise DoorClosed(self.node, self.held.complaint if self.held else "")
        return await self.node.stream(self.host, self.port)


class Door:
    """The way to the services of one node; shared by those who use it at once, and closed behind the last."""

    def __init__(self, node: DeployNode) -> None:
        self._node = node
        self._ways: dict[str, Way] = {}
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def open(self, plan: Plan) -> AsyncIterator[Way]:
        """Lead to the service of a plan; its ``streams`` opens one. Raises DoorClosed where nothing leads there."""
        if not plan.door:
            yield Way(self._node, "127.0.0.1", plan.port)
            return
        async with self._node.held():
            way = await self._enter(plan.door)
            try:
                yield way
            finally:
                await self._leave(way)

    async def _enter(self, door: str) -> Way:
        async with self._opening:
            way = self._ways.get(door)
            if way is None or way.is_over:
                way = self._ways[door] = await self._opened(door)
            way.users += 1
            return way

    async def _leave(self, way: Way) -> None:
        way.users -= 1
        if way.users == 0:
            self._ways = {door: other for door, other in self._ways.items() if other is not way}
            if way.held is not None:
                await way.held.close()

    async def _opened(self, door: str) -> Way:
        held = await self._node.hold(door)
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                line = await held.line()
            host, _, port = line.strip().rpartition(" ")
            if not host or not port.isdecimal():
                raise DoorClosed(self._node, held.complaint or line)
        except TimeoutError as error:
            await held.close()
            raise DoorClosed(self._node, held.complaint) from error
        except BaseException:
            await held.close()
            raise
        return Way(self._node, host, int(port), held)


def on_node(door: str, port: int, words: tuple[str, str, str, str, str]) -> str:
    """Return sh that waits for a service or asks it from the node itself, where forwarding is forbidden.

    ``words`` are the Python to take, the folder of the service, ``wait`` or ``ask``, the path, and what follows it.
    """
    python, directory, action, *rest = words
    address = '"$host:$port"' if door else str(port)
    command = f"{shlex.join((python, f'{directory}/{client().name}', action))} {address} {shlex.join(rest)}"
    return through_door(door, command) if door else command
