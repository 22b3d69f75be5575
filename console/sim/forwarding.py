"""Connections that a client opens through SSH to a port of a node (direct-tcpip)."""

from __future__ import annotations

import asyncssh

from console.sim.http import pieces, read_request
from console.sim.node import Node

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Forward:
    """Serves one forwarded connection on a port of a node."""

    def __init__(self, node: Node, port: int) -> None:
        self._node = node
        self._port = port

    async def serve(self, reader: asyncssh.SSHReader[bytes], writer: asyncssh.SSHWriter[bytes]) -> None:
        """Answer requests until the client or the service ends."""
        service = self._node.services.get(self._port)
        try:
            request = await read_request(reader)
            if service is None or request is None:
                return
            async for piece in pieces(await service.answer(request)):
                writer.write(piece)
                await writer.drain()
        except (ConnectionError, asyncssh.Error, OSError):
            return
        finally:
            writer.close()


def accepts(node: Node, host: str, port: int) -> bool:
    """Return whether somebody listens there on this node."""
    return (host in LOOPBACK or host in {node.spec.address, node.spec.name, node.spec.fqdn}) and port in node.services
