"""Forwards opened through a real server."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.model.forward import Forward, ForwardKind
from console.ssh.connect import Connection, Connector
from console.ssh.errors import ForwardNotAllowed, ForwardNotOpened, ForwardPortInUse
from console.ssh.forward import open_forward
from tests.sshd import HOST, Sshd, free_port, requires_sshd

LOCAL, REMOTE, DYNAMIC = ForwardKind.LOCAL, ForwardKind.REMOTE, ForwardKind.DYNAMIC


@pytest.fixture
async def echo() -> AsyncIterator[int]:
    """A service of this computer that says what it hears."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(b"echo " + await reader.readline())
            await writer.drain()
        writer.close()

    service = await asyncio.start_server(serve, HOST, 0)
    yield service.sockets[0].getsockname()[1]
    service.close()
    await service.wait_closed()


async def through(port: int) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"hello\n")
    said = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    await writer.wait_closed()
    return said


@requires_sshd
async def test_bytes_go_through_both_directions(connection: Connection, echo: int) -> None:
    for kind in (LOCAL, REMOTE):
        port = free_port()
        listener = await open_forward(connection.raw, "node", Forward(kind, HOST, port, "", HOST, echo))
        assert await through(port) == b"echo hello\n"
        listener.close()


@requires_sshd
async def test_a_socks_proxy_leads_where_its_client_says(connection: Connection, echo: int) -> None:
    port = free_port()
    listener = await open_forward(connection.raw, "node", Forward(DYNAMIC, HOST, port))
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"\x05\x01\x00")
    assert await reader.readexactly(2) == b"\x05\x00"
    writer.write(b"\x05\x01\x00\x01" + socket.inet_aton(HOST) + echo.to_bytes(2, "big"))
    assert (await reader.readexactly(10))[1] == 0
    writer.write(b"hello\n")
    assert await asyncio.wait_for(reader.readline(), 5) == b"echo hello\n"
    writer.close()
    listener.close()


@requires_sshd
async def test_sockets_of_the_file_system(connection: Connection, echo: int, tmp_path: Path) -> None:
    first, second = str(tmp_path / "one.sock"), free_port()
    wanted = [
        Forward(LOCAL, listen_path=first, target_host=HOST, target_port=echo),
        Forward(LOCAL, HOST, second, target_path=first),
    ]
    listeners = [await open_forward(connection.raw, "node", forward) for forward in wanted]
    assert await through(second) == b"echo hello\n"
    for listener in listeners:
        listener.close()


@requires_sshd
async def test_a_port_in_use_has_a_name_and_costs_nothing_else(connection: Connection, echo: int) -> None:
    with pytest.raises(ForwardPortInUse, match=f"{HOST}:{echo} is in use"):
        await open_forward(connection.raw, "node", Forward(LOCAL, HOST, echo, "", HOST, 1))
    with pytest.raises(ForwardPortInUse):
        await open_forward(connection.raw, "node", Forward(DYNAMIC, HOST, echo))
    with pytest.raises(ForwardNotAllowed, match="does not listen"):
        await open_forward(connection.raw, "node", Forward(REMOTE, HOST, echo, "", HOST, 1))
    with pytest.raises(ForwardNotOpened, match=r"203\.0\.113\.1"):
        await open_forward(connection.raw, "node", Forward(LOCAL, "203.0.113.1", 0, "", HOST, 1))
    assert (await connection.run("echo ok", timeout=5)).stdout == b"ok\n"


@requires_sshd
async def test_a_server_that_forbids_it(connector: Connector, tmp_path: Path) -> None:
    from console.ssh.endpoint import Endpoint

    with Sshd(tmp_path / "strict", options={"AllowTcpForwarding": "no"}) as server:
        endpoint = Endpoint(HOST, server.port, server.user, (), server.trust(), (server.client_key,))
        connection = await connector.connect(endpoint)
        with pytest.raises(ForwardNotAllowed):
            await open_forward(connection.raw, "node", Forward(REMOTE, HOST, 0, "", HOST, 1))
        await connection.close()
