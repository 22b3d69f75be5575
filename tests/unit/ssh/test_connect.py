"""One connection per endpoint, shared, and nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from msgspec.structs import replace

from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.errors import ConfigBroken, ConnectRefused, HungUp
from tests.sshd import HOST, Sshd, free_port, requires_sshd
from tests.unit.ssh.conftest import Person

pytestmark = requires_sshd


async def test_callers_that_come_together_share_one_connection(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    first, second = await asyncio.gather(connector.connect(endpoint), connector.connect(endpoint))
    assert first is second
    assert server.log.count("Accepted publickey") == 1
    await first.release()
    assert not second.is_closed
    assert (await second.run("echo ok", timeout=5)).stdout == b"ok\n"
    await second.release()
    assert second.is_closed


async def test_a_second_lane_is_a_connection_of_its_own(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    assert await connector.connect(endpoint) is not await connector.connect(endpoint, lane=1)


async def test_a_connection_that_is_being_closed_is_not_handed_out(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    first = await connector.connect(endpoint)
    closing = asyncio.get_running_loop().create_task(first.release())
    await asyncio.sleep(0)
    second = await connector.connect(endpoint)
    assert second is not first
    await closing
    assert (await second.run("echo ok", timeout=5)).rc == 0


async def test_a_lost_connection_is_replaced(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    first = await connector.connect(endpoint)
    server.kill_sessions()
    await asyncio.wait_for(first.closed.wait(), 5)
    second = await connector.connect(endpoint)
    assert second is not first
    assert (await second.run("echo ok", timeout=5)).rc == 0


async def test_the_last_caller_that_gives_up_ends_the_attempt(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    person.thinking_seconds = 60
    callers = [asyncio.get_running_loop().create_task(connector.connect(endpoint)) for _ in range(2)]
    await asyncio.wait_for(person.is_thinking.wait(), 5)
    for caller in callers:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)
    await asyncio.sleep(0.05)
    assert server.sessions() == []


async def test_who_comes_while_an_attempt_is_given_up_gets_one_of_its_own(
    connector: Connector, person: Person, server: Sshd, endpoint: Endpoint
) -> None:
    person.thinking_seconds = 60
    first = asyncio.get_running_loop().create_task(connector.connect(endpoint))
    await asyncio.wait_for(person.is_thinking.wait(), 5)
    server.trust()
    first.cancel()
    # The one before is still letting go of what it has opened.
    second = asyncio.get_running_loop().create_task(connector.connect(endpoint))
    third = asyncio.get_running_loop().create_task(connector.connect(endpoint))
    found = await asyncio.wait_for(asyncio.gather(second, third), 20)
    assert found[0] is found[1]
    assert (await found[0].run("echo ok", timeout=5)).rc == 0
    assert first.cancelled()


async def test_a_failure_reaches_every_caller_and_is_not_kept(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    nowhere = replace(endpoint, port=free_port())
    results = await asyncio.gather(connector.connect(nowhere), connector.connect(nowhere), return_exceptions=True)
    assert [type(result) for result in results] == [ConnectRefused, ConnectRefused]
    with pytest.raises(ConnectRefused):
        await connector.connect(nowhere)


async def test_a_jump_host_is_connected_to_once_and_let_go_with_the_last(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    config = server.folder / "config"
    config.write_text(
        f"Host jump\n HostName {HOST}\n Port {server.port}\n User {server.user}\n IdentityFile {server.client_key}\n"
        f"Host inner inner2\n HostName {HOST}\n Port {server.port}\n User {server.user}\n ProxyJump jump\n"
        f" IdentityFile {server.client_key}\n"
        f"Host deep\n HostName {HOST}\n Port {server.port}\n User {server.user}\n ProxyJump inner\n"
        f" IdentityFile {server.client_key}\n"
    )
    inner, inner2 = (
        Endpoint(name, config_paths=(config,), known_hosts=server.known_hosts) for name in ("inner", "inner2")
    )
    first, second = await asyncio.gather(connector.connect(inner), connector.connect(inner2))
    jump = first.jump
    assert jump is not None
    assert second.jump is jump
    assert server.log.count("Accepted publickey") == 3
    assert (await first.run("echo inner", timeout=5)).stdout == b"inner\n"
    deep = await connector.connect(replace(inner, alias="deep"))
    assert deep.jump is first, "jump hosts have jump hosts of their own, and what stands is used"
    assert (await deep.run("echo deep", timeout=5)).stdout == b"deep\n"
    await deep.release()
    await first.close()
    await second.close()
    await asyncio.wait_for(jump.closed.wait(), 5)


async def test_jump_hosts_in_a_circle_are_told(connector: Connector, server: Sshd) -> None:
    config = server.folder / "config"
    config.write_text("Host one\n ProxyJump two\nHost two\n ProxyJump one\n")
    with pytest.raises(ConfigBroken, match="circle"):
        await connector.connect(Endpoint("one", config_paths=(config,), known_hosts=server.known_hosts))


async def test_nothing_is_connected_after_the_end(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    connection = await connector.connect(endpoint)
    await connector.close()
    assert connection.is_closed
    for _ in range(100):
        if not server.sessions():
            break
        await asyncio.sleep(0.02)
    assert server.sessions() == []


async def test_an_attempt_that_is_given_up_leaves_no_socket_open(connector: Connector, endpoint: Endpoint) -> None:
    came, gone = asyncio.Event(), asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        with contextlib.suppress(ConnectionError):
            while await reader.read(4096):
                pass
        gone.set()
        writer.close()

    service = await asyncio.start_server(silent, HOST, 0)
    target = replace(endpoint, port=service.sockets[0].getsockname()[1])
    attempt = asyncio.get_running_loop().create_task(connector.connect(target))
    await asyncio.wait_for(came.wait(), 5)
    attempt.cancel()
    await asyncio.wait_for(gone.wait(), 2)
    service.close()


async def test_a_storm_of_connects_is_held_back(connector: Connector, endpoint: Endpoint) -> None:
    """Sixty nodes at once: no more than the limit are on their way at any moment, and all get their turn."""
    limit = connector._limits.connects_in_flight
    now = most = total = 0

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal now, most, total
        now, total = now + 1, total + 1
        most = max(most, now)
        await asyncio.sleep(0.05)
        now -= 1
        writer.close()

    service = await asyncio.start_server(hang_up, HOST, 0)
    port = service.sockets[0].getsockname()[1]
    attempts = [connector.connect(replace(endpoint, port=port, alias=f"node{n}")) for n in range(limit * 2)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert {type(result) for result in results} == {HungUp}
    assert (total, most) == (limit * 2, limit)
    service.close()
    await service.wait_closed()
