"""Shells on this machine, on real pseudo terminals."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path

import pytest

from console.model.errors import Problem
from console.terminal.local import LocalShellFailed, PtyChannel, login_shell, spawn_local_shell
from tests.unit.terminal.screens import engine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of Linux and macOS")


class Sink:
    """Keeps what a channel delivers."""

    def __init__(self) -> None:
        self.data = b""
        self.size = 0
        self.keep = True
        self.ended = asyncio.Event()
        self.end: tuple[Problem | None, int | None] | None = None

    def data_received(self, data: bytes) -> None:
        self.size += len(data)
        if self.keep:
            self.data += data

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        assert self.end is None
        self.end = (reason, exit_status)
        self.ended.set()

    async def has(self, text: bytes, seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while text not in self.data:
                await asyncio.sleep(0.01)

    async def finished(self, seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            await self.ended.wait()


def run(script: str, cols: int = 80, rows: int = 24) -> tuple[Sink, PtyChannel]:
    sink = Sink()
    channel = spawn_local_shell(sink, cols, rows, command=["/bin/sh", "-c", script])
    assert isinstance(channel, PtyChannel)
    return sink, channel


async def test_output_and_exit_status() -> None:
    sink, _ = run("printf 'out %s' $TERM; exit 7")
    await sink.finished()
    assert sink.data == b"out xterm-256color"
    assert sink.end == (None, 7)


async def test_the_terminal_is_the_controlling_one() -> None:
    sink, channel = run("echo ready > /dev/tty; read line; echo got $line")
    await sink.has(b"ready")
    channel.write(b"typed\r")
    await sink.finished()
    assert b"got typed" in sink.data


async def test_size_and_its_change() -> None:
    sink, channel = run("stty size; trap 'stty size; exit' WINCH; while :; do sleep 0.05; done", 90, 33)
    await sink.has(b"33 90")
    channel.resize(120, 40, 960, 720)
    await sink.has(b"40 120")
    await sink.finished()


async def test_control_c_interrupts() -> None:
    sink, channel = run("trap 'echo stopped; exit 5' INT; echo ready; while :; do sleep 0.05; done")
    await sink.has(b"ready")
    channel.write(b"\x03")
    await sink.finished()
    assert b"stopped" in sink.data
    assert sink.end == (None, 5)


async def test_hanging_up_ends_the_program() -> None:
    sink, channel = run("echo ready; sleep 60")
    await sink.has(b"ready")
    channel.close()
    channel.write(b"dropped")
    await sink.finished()
    assert sink.end == (None, -1)
    with pytest.raises(ProcessLookupError):
        os.kill(channel.pid, 0)


async def test_a_job_that_holds_the_terminal_does_not_hold_the_tab() -> None:
    sink, _ = run("(trap '' HUP; sleep 0.7) & echo done; exit 0")
    await sink.finished(seconds=0.6)
    assert b"done" in sink.data


async def test_reading_pauses(tmp_path: Path) -> None:
    big = tmp_path / "big"
    big.write_bytes(b"x" * 12_000_000)
    sink, channel = run(f"stty -opost; cat {big}")
    sink.keep = False
    channel.pause_reading()
    await asyncio.sleep(0.1)
    assert sink.size == 0
    channel.resume_reading()
    await sink.finished(30)
    assert sink.size == 12_000_000


async def test_a_paste_that_nobody_reads_waits() -> None:
    sink, channel = run("stty raw -echo; echo ready; sleep 0.3; head -c 300000 | wc -c")
    await sink.has(b"ready")
    channel.write(b"y" * 150_000)
    channel.write(b"y" * 150_000)
    await sink.has(b"300000")
    await sink.finished()


async def test_a_shell_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(LocalShellFailed) as caught:
        spawn_local_shell(Sink(), 80, 24, command=["/nonexistent/shell"])
    assert caught.value.code == "terminal.local_failed"
    assert "/nonexistent/shell" in str(caught.value)


def test_the_shell_is_the_persons() -> None:
    program, argv = login_shell({"SHELL": "/bin/zsh"})
    assert (program, argv[0].lstrip("-")) == ("/bin/zsh", "zsh")
    assert login_shell({})[0].startswith("/")


async def screen_of(command: list[str], keys: list[bytes], wanted: str, seconds: float = 10) -> list[str]:
    """Run a program on a pseudo terminal and an engine until its screen shows ``wanted``."""
    terminal = engine("pyte", 80, 24)

    class Feeder(Sink):
        def data_received(self, data: bytes) -> None:
            terminal.feed(data)
            channel.write(terminal.take_replies())

    environment = dict(os.environ) | {"LC_ALL": "C.UTF-8", "LESS": ""}
    sink = Feeder()
    channel = spawn_local_shell(sink, 80, 24, environment, command)
    lines: list[str] = []
    try:
        async with asyncio.timeout(seconds):
            while not any(wanted in line for line in lines):
                await asyncio.sleep(0.1)
                if keys:
                    channel.write(keys.pop(0))
                lines = terminal.lines(0, 24)
    except TimeoutError:
        pytest.fail(f"{command} does not show {wanted!r}:\n" + "\n".join(lines))
    finally:
        channel.close()
        await sink.finished()
    return lines


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@needs("vim")
async def test_vim(tmp_path: Path) -> None:
    lines = await screen_of(
        ["vim", "-u", "NONE", "-N", "-n", str(tmp_path / "new")], [b"", b"ihello \xe4\xb8\xad", b"\x1b"], "hello 中"
    )
    assert lines[0] == "hello 中"
    assert lines[1] == "~"


@needs("less")
async def test_less(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("\n".join(f"row {number}" for number in range(200)))
    lines = await screen_of(["less", str(text)], [b"", b"G", b"g", b" "], "row 23")
    assert lines[0] == "row 23"
    assert lines[22] == "row 45"


@needs("tmux")
async def test_tmux(tmp_path: Path) -> None:
    socket = tmp_path / "s"
    command = ["tmux", "-S", str(socket), "-f", "/dev/null", "new-session", "sh -c 'echo in tmux; sleep 5'"]
    lines = await screen_of(command, [], "in tmux")
    assert lines[0] == "in tmux"
    assert lines[23].startswith("[0]")
    killer = await asyncio.create_subprocess_exec("tmux", "-S", str(socket), "kill-server")
    await killer.wait()


@needs("htop")
async def test_htop() -> None:
    lines = await screen_of(["htop", "-C"], [], "F10")
    assert any("PID" in line and "USER" in line for line in lines)
