from __future__ import annotations

import asyncio
import socket

import pytest

from console.ssh.acknowledging import QUICK, acknowledge_at_once


class Caller(asyncio.Protocol):
    """Asks three times, and notes whether the kernel holds its acknowledgements back."""

    def __init__(self) -> None:
        self.quick: list[int] = []
        self.is_done = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) and QUICK is not None
        self.transport, self.option = transport, QUICK
        transport.write(b"?")

    def data_received(self, data: bytes) -> None:
        sock: socket.socket = self.transport.get_extra_info("socket")
        self.quick.append(sock.getsockopt(socket.IPPROTO_TCP, self.option))
        if len(self.quick) < 3:
            self.transport.write(data)
        else:
            self.is_done.set()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(100):
        await asyncio.sleep(0.01)
        writer.write(data)
    writer.close()


@pytest.mark.skipif(QUICK is None, reason="Linux alone can be told")
async def test_what_a_server_sends_is_acknowledged_at_once_for_as_long_as_it_talks() -> None:
    caller = Caller()
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        transport, protocol = await asyncio.get_running_loop().create_connection(lambda: caller, "127.0.0.1", port)
        acknowledge_at_once(transport, protocol)
        await caller.is_done.wait()
        transport.close()
    assert caller.quick == [1, 1, 1]
