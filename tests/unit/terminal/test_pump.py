"""A flood on a real pseudo terminal, read in a thread."""

from __future__ import annotations

import asyncio
import errno
import sys
import threading
from pathlib import Path

import pytest

from console.terminal.local import PtyChannel, spawn_local_shell
from console.terminal.pump import MOST_AHEAD_BYTES
from tests.unit.terminal.test_local import Sink, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of Linux and macOS")

LINES = 150_000
NUMBERS = b"".join(b"%d\r\n" % number for number in range(1, LINES + 1))


def pumps() -> int:
    """Return how many threads read a terminal."""
    return sum(thread.name == "pump" for thread in threading.enumerate())


async def until_a_pump_reads() -> None:
    async with asyncio.timeout(10):
        while not pumps():
            await asyncio.sleep(0.001)


async def test_a_flood_arrives_whole_in_order_and_before_the_end() -> None:
    sink, _ = run(f"seq {LINES}; exit 3")
    await until_a_pump_reads()
    await sink.finished()
    assert sink.data == NUMBERS
    assert sink.end == (None, 3)
    assert pumps() == 0


async def test_a_flood_arrives_also_where_no_descriptor_is_left_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[int] = []

    def none_left(fd: int, _size: int) -> None:
        failed.append(fd)
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("console.terminal.stream.Stream", none_left)
    sink, _ = run(f"seq {LINES}; exit 3")
    await sink.finished()
    assert failed
    assert sink.data == NUMBERS
    assert sink.end == (None, 3)


async def test_no_thread_stays_with_a_program_that_is_quiet() -> None:
    sink, channel = run(f"seq {LINES}; read line; seq {LINES}; echo again $line; sleep 60")
    await sink.has(b"%d\r\n" % LINES)
    async with asyncio.timeout(10):
        while pumps():
            await asyncio.sleep(0.01)
    channel.write(b"please\n")
    await until_a_pump_reads()
    await sink.has(b"again please")
    channel.close()
    assert pumps() == 0


async def test_a_program_waits_while_nobody_reads() -> None:
    sink, channel = run("yes")
    await until_a_pump_reads()
    channel.pause_reading()
    await asyncio.sleep(0.2)
    held = sink.size
    await asyncio.sleep(0.2)
    assert sink.size == held
    assert pumps() == 1
    channel.resume_reading()
    async with asyncio.timeout(10):
        while sink.size < held + 4 * MOST_AHEAD_BYTES:
            await asyncio.sleep(0.01)
    channel.close()
    assert pumps() == 0
    closed_at = sink.size
    await asyncio.sleep(0.05)
    assert sink.size == closed_at


async def test_what_is_not_taken_does_not_pile_up(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 20_000_000)
    sink = Sink()
    channel = spawn_local_shell(sink, 80, 24, command=["cat", str(path)])
    assert isinstance(channel, PtyChannel)
    await until_a_pump_reads()
    before = sink.size
    threading.Event().wait(0.3)  # the loop is busy with something else
    assert sink.size == before
    largest = 0
    while sink.end is None:
        seen = sink.size
        await asyncio.sleep(0)
        largest = max(largest, sink.size - seen)
    assert sink.size == 20_000_000
    assert largest <= 2 * MOST_AHEAD_BYTES + 1024 * 1024 // 4


async def test_hanging_up_in_a_flood_ends_program_and_thread() -> None:
    sink, channel = run("trap 'exit 0' HUP; yes")
    await until_a_pump_reads()
    channel.close()
    assert pumps() == 0
    await sink.finished()
