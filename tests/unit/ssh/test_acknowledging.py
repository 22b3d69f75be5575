from __future__ import annotations

import asyncio
import socket

import pytest

from console.ssh.acknowledging import QUICK, acknowledge_at_once, acknowledge_in_time


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
        acknowledge_at_once(transport.get_extra_info("socket"), protocol)
        await caller.is_done.wait()
        transport.close()
    assert caller.quick == [1, 1, 1]


@pytest.mark.skipif(QUICK is None, reason="Linux alone can be told")
def test_where_nobody_waits_the_kernel_is_left_alone_again() -> None:
    class Counter(asyncio.Protocol):
        heard = b""

        def data_received(self, data: bytes) -> None:
            self.heard += data

    with socket.socket() as sock:
        counter = Counter()
        plain = counter.data_received
        for _ in range(2):
            acknowledge_at_once(sock, counter)
        assert counter.data_received != plain
        counter.data_received(b"a")
        acknowledge_in_time(counter)
        assert counter.data_received == plain
        acknowledge_in_time(counter)
        counter.data_received(b"b")
    assert counter.heard == b"ab"
