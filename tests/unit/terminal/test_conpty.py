"""The channel over a pseudo console of Windows, over a stand-in for the console: nobody has run it on Windows yet."""

from __future__ import annotations

import asyncio
import queue
import sys
import types
from pathlib import Path

import pytest

from console.model.errors import Problem
from console.terminal.conpty import ConPtyChannel, spawn_conpty


class ConsoleEnded(Exception):
    pass


class Console:
    """Prints what a test puts into it, and ends when it is told to."""

    pid = None

    def __init__(self) -> None:
        self.printed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.typed: list[str] = []
        self.size = (0, 0)
        self.reads = 0

    def read(self, blocking: bool = False) -> str:
        self.reads += 1
        text = self.printed.get()
        if text is None:
            raise ConsoleEnded
        return text

    def write(self, to_write: str) -> int:
        self.typed.append(to_write)
        return len(to_write)

    def set_size(self, cols: int, rows: int) -> None:
        self.size = (cols, rows)

    def get_exitstatus(self) -> int:
        return 3

    def cancel_io(self) -> bool:
        self.printed.put(None)
        return True


class Sink:
    def __init__(self) -> None:
        self.heard = b""
        self.ended = asyncio.Event()
        self.status: int | None = None

    def data_received(self, data: bytes) -> None:
        self.heard += data

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        assert reason is None
        self.status = exit_status
        self.ended.set()


def opened() -> tuple[ConPtyChannel, Console, Sink]:
    console, sink = Console(), Sink()
    return ConPtyChannel(sink, console, (ConsoleEnded,)), console, sink


async def until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def test_what_is_printed_arrives_and_the_end_has_a_status() -> None:
    _channel, console, sink = opened()
    for text in ("Grüße ", "from here", None):
        console.printed.put(text)
    await asyncio.wait_for(sink.ended.wait(), 5)
    assert sink.heard.decode() == "Grüße from here"
    assert sink.status == 3


async def test_what_is_typed_arrives_whole() -> None:
    channel, console, _sink = opened()
    data = "dir ü".encode()
    channel.write(data[:-1])
    channel.write(data[-1:])
    await until(lambda: "".join(console.typed) == "dir ü")
    channel.resize(100, 30, 0, 0)
    assert console.size == (100, 30)
    channel.close()
    channel.write(b"too late")
    channel.close()


async def test_a_pause_stops_reading() -> None:
    channel, console, sink = opened()
    console.printed.put("one")
    await until(lambda: sink.heard == b"one")
    channel.pause_reading()
    console.printed.put("two")
    await until(lambda: sink.heard == b"onetwo")
    reads = console.reads
    console.printed.put("three")
    await asyncio.sleep(0.05)
    assert console.reads == reads
    channel.resume_reading()
    await until(lambda: sink.heard == b"onetwothree")
    channel.close()


async def test_closing_is_no_end_that_is_told() -> None:
    channel, _console, sink = opened()
    channel.pause_reading()
    channel.close()
    await asyncio.sleep(0.05)
    assert not sink.ended.is_set()


async def test_a_program_starts_with_its_arguments_folder_and_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[tuple[str, str | None, str | None, str | None]] = []

    class Pty(Console):
        def __init__(self, cols: int, rows: int, backend: int | None = None) -> None:
            super().__init__()
            self.size = (cols, rows)

        def spawn(
            self, appname: str, cmdline: str | None = None, cwd: str | None = None, env: str | None = None
        ) -> bool:
            started.append((appname, cmdline, cwd, env))
            if "refused" in (cmdline or ""):
                raise ConsoleEnded("no such file")
            return True

    winpty = types.ModuleType("winpty")
    monkeypatch.setattr(winpty, "PTY", Pty, raising=False)
    monkeypatch.setattr(winpty, "WinptyError", ConsoleEnded, raising=False)
    monkeypatch.setitem(sys.modules, "winpty", winpty)
    environment = {"PATH": "/bin:/usr/bin", "A": "1"}
    channel = spawn_conpty(Sink(), 90, 20, environment, ("sh", "-c", "a b"), tmp_path)
    channel.close()
    ((program, arguments, folder, block),) = started
    assert program.endswith("/sh")
    assert (arguments, folder, block) == (' -c "a b"', str(tmp_path), "PATH=/bin:/usr/bin\0A=1\0")
    with pytest.raises(OSError, match="not found"):
        spawn_conpty(Sink(), 90, 20, environment, ("nonexistent",), None)
    with pytest.raises(OSError, match="no such file"):
        spawn_conpty(Sink(), 90, 20, environment, ("sh", "refused"), None)
