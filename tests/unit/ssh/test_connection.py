"""What a connection carries: commands, shells, streams, and how its end is noticed."""

from __future__ import annotations

import asyncio
import gc
import shutil
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.errors import Problem
from console.ssh.connect import Connection, Connector
from console.ssh.connection import Completed
from console.ssh.endpoint import Endpoint
from console.ssh.errors import ChannelLimit, CommandTimedOut, ConnectionLost, ForwardRefused
from tests.leaks import LogWatch
from tests.sshd import HOST, Sshd, account, free_port, requires_root, requires_sshd
from tests.unit.ssh.conftest import Listener, until

pytestmark = requires_sshd


async def test_a_command_has_output_errors_and_a_status(connection: Connection) -> None:
    done = await connection.run("cat; echo oops >&2; exit 7", stdin=b"in", timeout=5)
    assert done == Completed(7, b"in", b"oops\n")
    assert (await connection.run("kill -TERM $$", timeout=5)).rc is None


async def test_bytes_that_are_no_text_do_no_harm(connection: Connection) -> None:
    """With a text encoding, one such byte would close the whole connection without a word."""
    done = await connection.run(r"printf 'a\377\000b'", timeout=5)
    assert done == Completed(0, b"a\xff\x00b", b"")
    assert (await connection.run("echo alive", timeout=5)).stdout == b"alive\n"


async def test_output_beyond_the_limit_is_dropped(connection: Connection) -> None:
    done = await connection.run("head -c 1000000 /dev/zero", timeout=5, max_output_bytes=1000)
    assert done.is_truncated
    assert len(done.stdout) == 1000


async def test_a_large_input(connection: Connection) -> None:
    assert (await connection.run("wc -c", stdin=bytes(8 << 20), timeout=20)).stdout.split() == [b"8388608"]


async def test_a_command_that_does_not_end(connection: Connection) -> None:
    with pytest.raises(CommandTimedOut, match=r"0\.3 s"):
        await connection.run("sleep 3", timeout=0.3)
    assert (await connection.run("echo alive", timeout=5)).rc == 0


async def test_six_sessions_and_a_probe(connection: Connection) -> None:
    probe = await connection.open_probe("cat", Listener())
    channels = [await connection.open_exec("cat", Listener()) for _ in range(6)]
    with pytest.raises(ChannelLimit, match="6"):
        await connection.open_shell(Listener(), term="xterm", cols=80, rows=24)
    channels[0].close()
    await channels[0].wait_closed()
    assert (await connection.run("echo ok", timeout=5)).rc == 0
    channels[0] = await connection.open_exec("cat", Listener())
    for channel in [probe, *channels]:
        channel.close()


async def test_the_eleventh_session_of_a_server(connector: Connector, tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd", options={"MaxSessions": "2"}) as server:
        server.trust()
        connection = await connector.connect(
            Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
        )
        sinks = [Listener() for _ in range(3)]
        kept = [await connection.open_exec("cat", sink) for sink in sinks[:2]]
        with pytest.raises(ChannelLimit, match=HOST):
            await connection.open_exec("cat", sinks[2])
        assert sinks[2].endings == [], "a session that never was has no end"
        kept[0].close()
        await kept[0].wait_closed()
        assert (await connection.run("echo ok", timeout=5)).rc == 0, "its place was given back"


async def test_what_a_probe_says_may_wait_while_nobody_else_is_there(
    connector: Connector, server: Sshd, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.trust()
    said: list[tuple[int, bool]] = []
    monkeypatch.setattr("console.ssh.connection.may_wait", lambda fd, *, waits: said.append((fd, waits)))
    connection = await connector.connect(endpoint)
    assert not said
    connection.rest()
    person = await connector.connect(endpoint)
    assert person is connection
    await person.release()
    number = connection.raw.get_extra_info("socket").fileno()
    assert said == [(number, True), (number, False), (number, True)]
    await connection.release()
    assert said[-1] == (number, False)


async def test_kill_of_the_server_is_noticed_at_once(connection: Connection, server: Sshd) -> None:
    lost: list[Problem | None] = []
    connection.on_lost.append(lost.append)
    sink = Listener()
    await connection.open_shell(sink, term="xterm", cols=80, rows=24)
    started = time.monotonic()
    server.kill()
    await asyncio.wait_for(connection.closed.wait(), 2)
    assert time.monotonic() - started < 1
    assert [problem.code for problem in lost if problem] == ["ssh.connection_lost"]
    assert sink.endings == [("ssh.connection_lost", None)]
    with pytest.raises(ConnectionLost) as caught:
        await connection.run("true", timeout=5)
    assert caught.value.retryable
    assert connection.round_trip_seconds() is None


async def test_a_command_whose_connection_is_lost_is_no_success(connection: Connection, server: Sshd) -> None:
    running = asyncio.get_running_loop().create_task(connection.run("sleep 30", timeout=20))
    await asyncio.sleep(0.2)
    server.kill()
    with pytest.raises(ConnectionLost):
        await running


async def test_what_is_being_opened_when_the_connection_is_lost(connection: Connection, server: Sshd) -> None:
    with server.frozen():
        opening = [
            asyncio.get_running_loop().create_task(call)
            for call in (
                connection.open_exec("cat", Listener()),
                connection.run("cat", timeout=10),
                connection.upload(b"x", "never"),
                connection.forward_local(HOST, server.port),
            )
        ]
        await asyncio.sleep(0.1)
        server.kill_sessions()
    results = await asyncio.gather(*opening, return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionLost] * 4


async def test_a_frozen_peer_is_noticed_by_keepalive(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    config = server.folder / "config"
    config.write_text("ServerAliveInterval 1\n")
    connection = await connector.connect(replace(endpoint, config_paths=(config,)))
    lost: list[Problem | None] = []
    connection.on_lost.append(lost.append)
    with server.frozen():
        await asyncio.wait_for(connection.closed.wait(), 5)
    assert lost[0] is not None
    assert lost[0].code == "ssh.connection_lost"
    assert "does not answer" in lost[0].text()


@pytest.mark.slow
async def test_a_frozen_peer_is_noticed_within_15_seconds(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    connection = await connector.connect(endpoint)
    with server.frozen():
        await asyncio.wait_for(connection.closed.wait(), 16)


async def test_closing_towards_a_frozen_peer_takes_a_second(connection: Connection, server: Sshd) -> None:
    await connection.open_exec("cat", Listener())
    with server.frozen():
        await asyncio.wait_for(connection.close(), 3)
    assert connection.is_closed


async def test_a_stream_to_a_service_on_the_node(connection: Connection) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"got " + await reader.readline())
        writer.close()

    service = await asyncio.start_server(answer, HOST, 0)
    async with service:
        reader, writer = await connection.forward_local(HOST, service.sockets[0].getsockname()[1])
        writer.write(b"hello\n")
        assert await reader.read() == b"got hello\n"
        writer.close()
        await writer.wait_closed()
    with pytest.raises(ForwardRefused):
        await connection.forward_local(HOST, free_port())


async def test_banner_and_motd(connector: Connector, tmp_path: Path) -> None:
    banner = tmp_path / "banner"
    banner.write_text("AUTHORISED USE ONLY\n")
    with Sshd(tmp_path / "sshd", options={"Banner": str(banner), "PrintMotd": "yes"}) as server:
        server.trust()
        connection = await connector.connect(
            Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
        )
        assert connection.banner == "AUTHORISED USE ONLY\n"
        assert (await connection.run("echo clean", timeout=5)).stdout == b"clean\n"


@requires_root
@pytest.mark.parametrize("shell", ["csh", "tcsh", "fish", "bash", "dash"])
async def test_a_script_runs_under_every_login_shell(
    connector: Connector, server: Sshd, tmp_path: Path, shell: str
) -> None:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    script = "x='a b!'\nif [ \"$x\" = 'a b!' ]; then echo \"yes $(id -un)\"; fi\nexit 5\n"
    with account(tmp_path / "home", path) as user:
        server.trust()
        connection = await connector.connect(
            Endpoint(HOST, server.port, user.name, (), server.known_hosts, (server.client_key,))
        )
        done = await connection.run_script(script, timeout=10)
        assert (done.rc, done.stdout.decode()) == (5, f"yes {user.name}\n")
        await connection.close()


async def test_environment_reaches_a_shell_where_the_server_accepts_it(
    connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("SetEnv LC_ONE=1\nSendEnv LC_SENT\n")
    monkeypatch.setenv("LC_SENT", "sent")
    with Sshd(tmp_path / "sshd", options={"AcceptEnv": "LC_*"}) as server:
        server.trust()
        connection = await connector.connect(
            Endpoint(HOST, server.port, server.user, (config,), server.known_hosts, (server.client_key,))
        )
        sink = Listener()
        shell = await connection.open_shell(sink, term="xterm", cols=80, rows=24, env={"LC_TWO": "2"})
        shell.write(b"echo $LC_ONE-$LC_TWO-$LC_SENT-; exit\n")
        await shell.wait_closed()
        assert b"1-2-sent-\r\n" in sink.data


async def test_no_socket_is_left(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        connection = await connector.connect(endpoint)
        await connection.run("true", timeout=5)
        await connection.release()
    await asyncio.sleep(0.05)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


async def test_sessions_given_up_while_they_open_leave_their_places(connection: Connection, server: Sshd) -> None:
    """sshd has ten places a connection; one that nobody closes is gone for as long as the connection stands."""
    idle = len(server.sessions())
    sink = Listener()
    for turns in range(24):
        opening = asyncio.ensure_future(connection.open_shell(sink, term="xterm", cols=80, rows=24))
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        opening.cancel()
        for done in await asyncio.gather(opening, return_exceptions=True):
            if not isinstance(done, BaseException):
                done.close()
    await until(lambda: len(server.sessions()) == idle)
    opened = [await connection.open_exec("cat", sink) for _ in range(6)]
    for channel in (*opened, await connection.open_probe("cat", sink)):
        channel.close()
        await channel.wait_closed()


async def test_an_open_that_is_given_up_and_then_refused_is_nobodys_error(
    connector: Connector, tmp_path: Path, log_watch: LogWatch
) -> None:
    with Sshd(tmp_path / "sshd", options={"PermitTTY": "no"}) as server:
        server.trust()
        endpoint = Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
        connection = await connector.connect(endpoint)
        for turns in range(8):
            opening = asyncio.ensure_future(connection.open_shell(Listener(), term="xterm", cols=80, rows=24))
            await asyncio.sleep(0.0005 * turns)
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
        await asyncio.sleep(0.3)
        gc.collect()
        await connection.close()
    assert log_watch.unexpected() == []
