from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.ssh import keepalive
from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from tests.sshd import Sshd
from tests.unit.ssh.conftest import Listener


@pytest.fixture
def hasty(tmp_path: Path, server: Sshd, endpoint: Endpoint) -> Endpoint:
    """The test's server, asked after a second of silence."""
    server.trust()
    config = tmp_path / "config"
    config.write_text("ServerAliveInterval 1\n")
    return replace(endpoint, config_paths=(config,))


async def test_who_talks_is_not_asked_and_who_falls_silent_is(
    connector: Connector, hasty: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await connector.connect(hasty)
    asked: list[float] = []
    loop = asyncio.get_running_loop()
    real = connection.raw._make_keepalive_request

    async def ask() -> None:
        asked.append(loop.time())
        await real()

    monkeypatch.setattr(connection.raw, "_make_keepalive_request", ask)
    heard = Listener()
    channel = await connection.open_exec("for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.3; done; exec sleep 60", heard)
    while b"8" not in heard.data:
        assert not asked
        await asyncio.sleep(0.05)
    last = loop.time()
    while len(asked) < 2:
        await asyncio.sleep(0.05)
    assert asked[0] - last > 0.9
    assert asked[1] - asked[0] > 0.9, "its answer counts as a word"
    assert not connection.is_closed
    channel.close()


async def test_what_a_host_says_starts_no_timer_anew(connector: Connector, hasty: Endpoint) -> None:
    connection = await connector.connect(hasty)
    timer = connection.raw._keepalive_timer
    assert (await connection.run("echo word", timeout=10)).stdout == b"word\n"
    assert connection.raw._keepalive_timer is timer


async def test_who_is_silent_is_asked_although_another_talks(
    connector: Connector, hasty: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent, talker = await connector.connect(hasty), await connector.connect(hasty, lane=1)
    asked: list[object] = []
    for connection in (silent, talker):
        real = connection.raw._make_keepalive_request

        async def ask(connection: object = connection, real: Callable[[], Awaitable[None]] = real) -> None:
            asked.append(connection)
            await real()

        monkeypatch.setattr(connection.raw, "_make_keepalive_request", ask)
    channel = await talker.open_exec("while echo word; do sleep 0.2; done", Listener())
    async with asyncio.timeout(20):
        while len(asked) < 2:
            await asyncio.sleep(0.05)
    assert asked == [silent, silent]
    channel.close()


async def test_nobody_waits_for_a_connection_that_has_ended(connector: Connector, hasty: Endpoint) -> None:
    connection = await connector.connect(hasty)
    assert len(keepalive._lines) == 1
    await connection.close()
    assert not keepalive._lines
