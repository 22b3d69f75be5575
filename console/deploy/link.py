"""What a deploy needs of a connection to a node; ``console.ssh.Connection`` is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from console.model.ids import NodeId

Progress = Callable[[int, int], None]
"""Bytes done, bytes in all."""
OnOutput = Callable[[bytes], None]
"""Takes what a command prints, of both streams in the order in which it comes."""


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


class Held(Protocol):
    """A command on the node that runs as long as somebody holds it."""

    @property
    def is_over(self) -> bool:
        """Say whether it has ended."""
        ...

    @property
    def complaint(self) -> str:
        """The end of what it wrote to standard error."""
        ...

    async def line(self) -> str:
        """Return the next line that it prints, without its end; empty when it has ended."""
        ...

    async def close(self) -> None:
        """End its standard input, and the command."""
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

    async def run(
        self, command: str, *, stdin: bytes = b"", timeout: float, on_output: OnOutput | None = None
    ) -> Completed:
        """Run a command and wait for its end; what it prints is also handed on as it comes."""
        ...

    async def upload(self, source: Path | bytes, target: str, progress: Progress | None) -> None:
        """Write a file on the node, whole or not at all."""
        ...

    async def carry(self, source: Path, target: str, sha256: str, progress: Progress | None) -> object:
        """Write a large file on the node: gone on with after a cut line, its checksum compared at both ends."""
        ...

    async def forward_local(self, host: str, port: int) -> tuple[ByteReader, ByteWriter]:
        """Open a stream to an address as the node sees it."""
        ...

    async def hold(self, command: str, *, stdin: bytes = b"") -> Held:
        """Start a command that gets ``stdin`` and then nothing until it is let go."""
        ...


AskLinkFor = Callable[[NodeId], Awaitable[AskLink]]
LinkFor = Callable[[NodeId], Awaitable[NodeLink]]
"""Connects, or returns the connection that is there; asked again after one was lost."""
