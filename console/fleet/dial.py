"""Links to the nodes: over SSH, or to processes of this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from console.fleet.endpoint import endpoint
from console.fleet.link import ProbeChannel, ProbeLink, ProbeSink
from console.fleet.local import LocalLink
from console.model.node import Node, Source

if TYPE_CHECKING:
    from console.ssh.connect import Connection
    from console.ssh.endpoint import Endpoint


class Connecting(Protocol):
    """Who opens connections: the connector, or one that has yet to be loaded."""

    async def connect(self, endpoint: Endpoint) -> Connection:
        """Return a connection to ``endpoint``; it is given back with its ``release``."""
        ...


class SshLink:
    """The probe's place on the connection that everybody who works on the node shares."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def latency_seconds(self) -> float | None:
        """Return the round trip time of the connection."""
        return self._connection.round_trip_seconds()

    async def open_probe(self, command: str, sink: ProbeSink) -> ProbeChannel:
        """Run ``command`` in the login shell of the user."""
        return await self._connection.open_probe(command, sink)

    def rest(self) -> None:
        """Let what comes from now on wait for a moment."""
        self._connection.rest()

    async def release(self) -> None:
        """Give the connection back."""
        await self._connection.release()


class NodeDialer:
    """Dials nodes of every source, by these ssh_configs; None: by the person's own."""

    def __init__(self, connector: Connecting, ssh_configs: tuple[Path, ...] | None = None) -> None:
        self._connector = connector
        self._ssh_configs = ssh_configs

    def endpoint(self, node: Node) -> Endpoint:
        """Return where SSH finds ``node``."""
        return endpoint(node, self._ssh_configs)

    async def dial(self, node: Node) -> ProbeLink:
        """Return a link to ``node``; raises the errors of the SSH room."""
        if node.source is Source.LOCAL:
            return LocalLink()
        return SshLink(await self._connector.connect(self.endpoint(node)))
