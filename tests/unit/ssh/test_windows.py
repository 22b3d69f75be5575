"""What is kept in memory for a reader that is slower than the line."""

from __future__ import annotations

import asyncio
import contextlib
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from console.model.forward import Forward, ForwardKind
from console.ssh.connect import Connection
from console.ssh.forward import open_forward
from tests.sshd import HOST, free_port, requires_sshd

pytestmark = requires_sshd
MEGABYTE = 1 << 20
SIPS, SIP_BYTES = 150, 100_000

Read = Callable[[int], Awaitable[bytes]]


async def pour(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send numbered blocks as fast as they are taken."""
    number = 0
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"%015d\n" % number * 4096)
            number += 1
            await writer.drain()
    writer.close()


@pytest.fixture
async def spring() -> AsyncIterator[int]:
    """A service of this computer that never runs dry."""
    service = await asyncio.start_server(pour, HOST, 0)
    yield service.sockets[0].getsockname()[1]
    service.close()


async def sip(read: Read) -> int:
    """Read much slower than it flows, and see that it is in order; return the bytes that were kept meanwhile."""
    tracemalloc.start()
    try:
        tail, number = b"", 0
        for _ in range(SIPS):
            tail += await asyncio.wait_for(read(SIP_BYTES), 20)
            while len(tail) >= 65536:
                assert tail[:65536] == b"%015d\n" % number * 4096
                tail, number = tail[65536:], number + 1
            await asyncio.sleep(0.01)
        assert number > 20
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


async def test_a_slow_reader_of_a_stream_to_a_port(connection: Connection, spring: int) -> None:
    reader, writer = await connection.forward_local(HOST, spring)
    assert await sip(reader.readexactly) < 10 * MEGABYTE
    writer.close()


@pytest.mark.parametrize("by_path", [False, True])
async def test_a_slow_reader_of_a_forward(connection: Connection, spring: int, tmp_path: Path, by_path: bool) -> None:
    port, path = free_port(), str(tmp_path / "socket") if by_path else ""
    listeners = []
    if by_path:  # from there on through the file system of the node
        there = Forward(ForwardKind.LOCAL, listen_path=path, target_host=HOST, target_port=spring)
        listeners.append(await open_forward(connection.raw, "node", there))
    target = Forward(ForwardKind.LOCAL, HOST, port, target_path=path, target_host=HOST, target_port=spring)
    listeners.append(await open_forward(connection.raw, "node", target))
    reader, writer = await asyncio.open_connection(HOST, port)
    assert await sip(reader.readexactly) < 10 * MEGABYTE * len(listeners)
    writer.close()
    await writer.wait_closed()
    for listener in listeners:
        listener.close()
