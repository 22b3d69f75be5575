"""What the fleet needs of a connection: run one command, feed it, hear it, and know when it ends."""

from __future__ import annotations

from typing import Protocol

from console.model.errors import Problem
from console.model.node import Node


class ProbeSink(Protocol):
    """Hears a command that runs on a node."""

    def data_received(self, data: bytes) -> None:
        """Take what it printed."""
        ...

    def stderr_received(self, data: bytes) -> None:
        """Take what it complained about."""
        ...

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        """Learn that it ended; ``reason`` is set when the link broke."""
        ...


class ProbeChannel(Protocol):
    """A command that runs on a node, without a terminal."""

    def write(self, data: bytes) -> None:
        """Send to its standard input; never blocks."""
        ...

    def eof(self) -> None:
        """End its standard input."""
        ...

    def close(self) -> None:
        """Drop it."""
        ...


class ProbeLink(Protocol):
    """A connection to a node, shared with whoever else uses the node."""

    @property
    def latency_seconds(self) -> float | None:
        """Return the last round trip, if it is known."""
        ...

    async def open_probe(self, command: str, sink: ProbeSink) -> ProbeChannel:
        """Run ``command`` under the login shell of the node."""
        ...

    def rest(self) -> None:
        """Let what comes from now on wait for a moment, where nobody else uses the connection."""
        ...

    async def release(self) -> None:
        """Give it back."""
        ...


class Dialer(Protocol):
    """Opens links; raises a ConsoleError whose ``retryable`` tells whether to call again by itself."""

    async def dial(self, node: Node) -> ProbeLink:
        """Return a link to ``node``."""
        ...
