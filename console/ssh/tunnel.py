"""A byte stream to a port of a node. What breaks it is told as everything else of this room is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import asyncssh

from console.ssh.explain import connection_lost

T = TypeVar("T")

_BROKEN = (asyncssh.DisconnectError, asyncssh.ChannelOpenError, BrokenPipeError, ConnectionError)


async def _told(host: str, work: Awaitable[T]) -> T:
    try:
        return await work
    except asyncio.IncompleteReadError:
        raise
    except _BROKEN as error:
        raise connection_lost(host, error) from error


class TunnelReader:
    """The reading side, like asyncio's StreamReader; raises the errors of console.ssh.errors."""

    def __init__(self, host: str, reader: asyncssh.SSHReader[bytes]) -> None:
        self._host, self._reader = host, reader

    async def read(self, n: int = -1) -> bytes:
        """Return up to ``n`` bytes; empty at the end."""
        return await _told(self._host, self._reader.read(n))

    async def readexactly(self, n: int) -> bytes:
        """Return exactly ``n`` bytes or raise IncompleteReadError."""
        return await _told(self._host, self._reader.readexactly(n))

    async def readline(self) -> bytes:
        """Return one line."""
        return await _told(self._host, self._reader.readline())


class TunnelWriter:
    """The writing side, like asyncio's StreamWriter; raises the errors of console.ssh.errors."""

    def __init__(self, host: str, writer: asyncssh.SSHWriter[bytes]) -> None:
        self._host, self._writer = host, writer

    def write(self, data: bytes) -> None:
        """Send ``data``; into a tunnel that is gone it is dropped, ``drain`` says so."""
        try:
            self._writer.write(data)
        except OSError as error:
            raise connection_lost(self._host, error) from error

    def write_eof(self) -> None:
        """Say that nothing more follows."""
        self._writer.write_eof()

    async def drain(self) -> None:
        """Wait until more can be sent."""
        await _told(self._host, self._writer.drain())

    def close(self) -> None:
        """Close the tunnel."""
        self._writer.close()

    async def wait_closed(self) -> None:
        """Wait until it is closed."""
        await _told(self._host, self._writer.wait_closed())
