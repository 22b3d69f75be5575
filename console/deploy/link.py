"""What a deploy needs of a connection to a node; ``console.ssh.Connection`` is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from console.model.ids import NodeId

Progress = Callable[[int, int], None]
"""Bytes done, bytes in all."""


class Completed(Protocol):
    """How a command on the node ended."""

    @property
    def rc(self) -> int | None:
        """The exit status; None when a signal or the connection ended it."""
        ...

    @property
    def stdout(self) -> bytes:
        """What it printed."""
        ...

    @property
    def stderr(self) -> bytes:
        """What it complained about."""
        ...


class ByteReader(Protocol):
    """The reading half of a stream to a port of the node."""

    async def read(self, n: int = -1, /) -> bytes:
        """Return up to ``n`` bytes; nothing at the end."""
        ...


class ByteWriter(Protocol):
    """The writing half of a stream to a port of the node."""

    def write(self, data: bytes, /) -> None:
        """Send bytes."""
        ...

    async def drain(self) -> None:
        """Wait until there is room for more."""
        ...

    def close(self) -> None:
        """Close the stream."""
        ...


class AskLink(Protocol):
    """A connection to a node that is only asked."""

    async def run(self, command: str, *, stdin: bytes = b"", timeout: float) -> Completed:
        """Run a command and wait for its end; ConsoleError when the connection fails."""
        ...

    async def release(self) -> None:
        """Give the connection back; it may be shared."""
        ...


class NodeLink(AskLink, Protocol):
    """A connection to a node that is worked on."""

    async def upload(self, source: Path | bytes, target: str, progress: Progress | None) -> None:
        """Write a file on the node, whole or not at all."""
        ...

    async def forward_local(self, host: str, port: int) -> tuple[ByteReader, ByteWriter]:
        """Open a stream to an address as the node sees it."""
        ...


AskLinkFor = Callable[[NodeId], Awaitable[AskLink]]
LinkFor = Callable[[NodeId], Awaitable[NodeLink]]
"""Connects, or returns the connection that is there; asked again after one was lost."""
