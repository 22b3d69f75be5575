"""A stream to a port of the node, over a real sshd that is killed while somebody reads."""

from __future__ import annotations

import asyncio

import pytest

from console.ssh.connect import Connection
from console.ssh.errors import ConnectionLost
from console.wire.tasks import TaskSet
from tests.sshd import HOST, Sshd, requires_sshd

pytestmark = requires_sshd


async def test_bytes_go_both_ways_and_the_end_is_told(connection: Connection) -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.read()).upper())
        await writer.drain()
        writer.close()

    service = await asyncio.start_server(shout, HOST, 0)
    reader, writer = await connection.forward_local(HOST, service.sockets[0].getsockname()[1])
    writer.write(b"one\ntwo\nthree")
    writer.write_eof()
    await writer.drain()
    assert await reader.readline() == b"ONE\n"
    assert await reader.readexactly(4) == b"TWO\n"
    assert await reader.read() == b"THREE"
    assert await reader.read() == b""
    with pytest.raises(asyncio.IncompleteReadError):
        await reader.readexactly(1)
    writer.close()
    await writer.wait_closed()
    service.close()


async def test_a_connection_that_breaks_while_somebody_reads_is_told_in_words(
    connection: Connection, server: Sshd
) -> None:
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        gone.set()

    service = await asyncio.start_server(silent, HOST, 0)
    reader, writer = await connection.forward_local(HOST, service.sockets[0].getsockname()[1])
    reading = TaskSet("test").start(reader.read(1))
    await asyncio.sleep(0.1)
    server.kill_sessions()
    with pytest.raises(ConnectionLost):
        await asyncio.wait_for(reading, 10)
    writer.close()
    await asyncio.wait_for(gone.wait(), 10)
    service.close()
