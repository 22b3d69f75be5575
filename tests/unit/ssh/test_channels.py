"""Bytes both ways, back-pressure, and the end of a session."""

from __future__ import annotations

import asyncio

import pytest

from console.ssh.channels import MOST_UNSENT_BYTES, Channel
from console.ssh.connect import Connection
from console.terminal.channel import Channel as TerminalChannel
from tests.sshd import Sshd, requires_sshd
from tests.unit.ssh.conftest import Listener, until

pytestmark = requires_sshd


async def test_a_shell_in_a_terminal(connection: Connection) -> None:
    sink = Listener()
    shell = await connection.open_shell(sink, term="xterm-256color", cols=91, rows=33)
    shell.write(b"PS1=; stty -echo; stty size; echo $TERM; echo err >&2\n")
    await until(lambda: b"33 91" in sink.data and b"xterm-256color" in sink.data and b"err" in sink.data)
    shell.resize(77, 22, 770, 440)
    shell.write(b"stty size\n")
    await until(lambda: b"22 77" in sink.data)
    shell.write(b"exit 3\n")
    status = await asyncio.wait_for(shell.wait_closed(), 5)
    assert status.code == 3
    assert sink.endings == [(None, 3)]
    assert sink.errors == b""
    shell.write(b"after the end")
    shell.resize(1, 1)
    shell.close()


async def test_a_signal_is_a_negative_status(connection: Connection) -> None:
    sink = Listener()
    channel = await connection.open_exec("kill -TERM $$", sink)
    assert (await asyncio.wait_for(channel.wait_closed(), 5)).signal == "TERM"
    assert sink.endings == [(None, -15)]


async def test_a_channel_is_what_a_terminal_needs(connection: Connection) -> None:
    def takes(channel: TerminalChannel) -> TerminalChannel:
        return channel  # mypy compares the two protocols here

    channel = await connection.open_shell(Listener(), term="xterm", cols=80, rows=24)
    takes(channel).close()
    await channel.wait_closed()


async def test_closing_a_shell_from_here_is_not_a_loss(connection: Connection) -> None:
    sink = Listener()
    shell = await connection.open_shell(sink, term="xterm", cols=80, rows=24)
    shell.close()
    await asyncio.wait_for(shell.wait_closed(), 5)
    assert [code for code, _ in sink.endings] == [None]


async def test_a_command_keeps_its_input_open(connection: Connection) -> None:
    sink = Listener()
    channel = await connection.open_exec("cat", sink)
    channel.write(b"one")
    await until(lambda: sink.data == b"one")
    channel.eof()
    channel.write(b"too late")
    assert (await asyncio.wait_for(channel.wait_closed(), 5)).code == 0
    assert sink.data == b"one"
    assert channel.written_bytes == 3


async def test_back_pressure_while_reading(connection: Connection) -> None:
    """12 MB wait on the host while nobody takes them, then come complete and in order."""
    sink = Listener()
    command = "seq 1 1700000"
    expected = await asyncio.to_thread(lambda: "".join(f"{n}\n" for n in range(1, 1700001)).encode())
    channel = await connection.open_exec(command, sink)
    channel.pause_reading()
    await asyncio.sleep(0.3)
    held = len(sink.data)
    await asyncio.sleep(0.2)
    assert len(sink.data) == held < 4 << 20
    assert sink.endings == []
    channel.resume_reading()
    assert (await asyncio.wait_for(channel.wait_closed(), 30)).code == 0
    assert len(expected) > 12_000_000
    assert sink.data == expected


@pytest.mark.parametrize("size", [10_000, 1_000_000])
async def test_what_waits_when_a_command_ends_is_not_lost(connection: Connection, size: int) -> None:
    sink = Listener()
    channel = await connection.open_exec(f"sleep 0.1; head -c {size} /dev/zero", sink)
    channel.pause_reading()
    await asyncio.sleep(0.5)
    assert (len(sink.data), sink.endings) == (0, [])
    channel.resume_reading()
    assert (await asyncio.wait_for(channel.wait_closed(), 5)).code == 0
    assert len(sink.data) == size
    assert sink.endings == [(None, 0)]


async def test_what_waits_when_the_connection_is_lost_is_not_lost(connection: Connection, server: Sshd) -> None:
    sink = Listener()
    channel = await connection.open_exec("sleep 0.1; head -c 10000 /dev/zero; sleep 60", sink)
    channel.pause_reading()
    await asyncio.sleep(0.3)
    server.kill()
    await asyncio.wait_for(connection.closed.wait(), 5)
    channel.resume_reading()
    await asyncio.wait_for(channel.wait_closed(), 5)
    assert len(sink.data) == 10_000
    assert sink.endings == [("ssh.connection_lost", None)]


async def test_back_pressure_while_writing(connection: Connection) -> None:
    sink = Listener()
    channel = await connection.open_exec("sleep 0.5; cat >/dev/null", sink)
    channel.write(bytes(8 << 20))
    assert channel.pending_bytes > 0
    writable = [channel.is_writable]
    await asyncio.wait_for(channel.drain(), 10)
    assert [*writable, channel.is_writable] == [False, True]
    channel.eof()
    assert (await asyncio.wait_for(channel.wait_closed(), 10)).code == 0


async def test_a_flood_that_is_closed_while_it_is_held_back_tells_its_end(connection: Connection) -> None:
    """Whoever gives the connection back waits for that word."""
    sink = Listener()
    shell = await connection.open_exec("yes", sink)
    await until(lambda: len(sink.data) > 1 << 16)
    shell.pause_reading()
    await asyncio.sleep(0.3)
    shell.close()
    await asyncio.wait_for(shell.wait_closed(), 5)
    assert len(sink.endings) == 1


async def test_what_waits_for_a_terminal_that_is_closed_is_dropped(connection: Connection, server: Sshd) -> None:
    sink = Listener()
    shell = await connection.open_exec("yes", sink)
    await until(lambda: len(sink.data) > 1 << 16)
    shell.pause_reading()
    await asyncio.sleep(0.3)
    server.kill_sessions()
    await asyncio.wait_for(connection.closed.wait(), 5)
    shell.close()
    await asyncio.wait_for(shell.wait_closed(), 5)
    assert len(sink.endings) == 1


async def test_answers_that_nobody_reads_do_not_fill_the_memory(connection: Connection) -> None:
    """A program may ask the terminal for ever and never read an answer."""
    channel = await connection.open_exec("sleep 30", Listener())
    for _ in range(600):
        channel.write(bytes(1 << 16))
    assert channel.pending_bytes <= MOST_UNSENT_BYTES + (1 << 16)
    channel.close()


WINDOW_BYTES = 2 * 1024 * 1024
"""What the library lets the far side send before it has to wait (asyncssh, _DEFAULT_WINDOW)."""


def held_bytes(channel: Channel) -> int:
    """Return how much output is kept, here and in the library, because nobody takes it."""
    waiting = getattr(channel._raw, "_recv_buf")  # noqa: B009 - of the library, and private
    return sum(len(data) for data, _ in (*channel._kept, *waiting))


class Slow(Listener):
    """Takes a piece, then nothing for a moment: as a terminal does that parses what it has."""

    def __init__(self) -> None:
        super().__init__()
        self.channel: Channel | None = None
        self.taken = 0

    def data_received(self, data: bytes) -> None:
        self.taken += len(data)
        if self.channel is not None:
            self.channel.pause_reading()
            asyncio.get_running_loop().call_later(0.002, self.channel.resume_reading)


async def test_a_flood_that_is_taken_slowly_fills_no_memory(connection: Connection) -> None:
    """The library gives the far side a whole new window with the first piece of what it has kept, so more piles up."""
    sink = Slow()
    channel = await connection.open_exec("cat /dev/zero", sink)
    sink.channel = channel
    most = 0
    async with asyncio.timeout(30):
        while sink.taken < 12_000_000:
            await asyncio.sleep(0.01)
            most = max(most, held_bytes(channel))
    assert most <= 3 * WINDOW_BYTES, f"{most} bytes are kept"
    channel.close()
    await channel.wait_closed()


@pytest.mark.parametrize(("away", "least", "most"), [(0.0005, 512, 1024), (0.1, 128, 256), (None, 128, 256)])
async def test_the_farther_away_a_host_is_the_less_of_a_flood_is_under_way(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, away: float | None, least: int, most: int
) -> None:
    """All of it is still shown after Ctrl+C; near by it takes no time to come."""
    monkeypatch.setattr(Connection, "round_trip_seconds", lambda _self: away)
    channel = await connection.open_shell(Listener(), term="xterm", cols=80, rows=24)
    channel.pause_reading()
    channel.write(b"exec cat /dev/zero\n")
    async with asyncio.timeout(20):
        while held_bytes(channel) < least << 10:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    assert held_bytes(channel) <= most << 10
    channel.close()
    await channel.wait_closed()
