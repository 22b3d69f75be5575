from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from console.fleet import local
from console.fleet.local import LocalLink, local_node
from console.model.errors import ConsoleError, Problem
from console.model.ids import LOCAL_NODE


class Ear:
    def __init__(self) -> None:
        self.out = b""
        self.err = b""
        self.end: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        self.out += data

    def stderr_received(self, data: bytes) -> None:
        self.err += data

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        assert reason is None
        self.end.set_result(exit_status)


async def test_a_command_is_fed_and_heard_to_its_end() -> None:
    ear = Ear()
    channel = await LocalLink().open_probe("cat; echo oops >&2; exit 3", ear)
    channel.write(b"hello")
    channel.eof()
    assert await asyncio.wait_for(ear.end, 5) == 3
    assert (ear.out, ear.err) == (b"hello", b"oops\n")
    channel.write(b"too late")
    channel.close()


async def test_closing_ends_what_the_command_started() -> None:
    ear, link = Ear(), LocalLink()
    channel = await link.open_probe("sleep 600 & echo $!; wait", ear)
    while not ear.out.endswith(b"\n"):
        await asyncio.sleep(0.005)
    pid = int(ear.out)
    channel.close()
    await asyncio.wait_for(ear.end, 5)
    async with asyncio.timeout(5):
        while _runs(pid):
            await asyncio.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_this_computer_is_a_node() -> None:
    assert (local_node().id, local_node().path) == (LOCAL_NODE, ())


async def test_releasing_the_link_ends_what_runs() -> None:
    ear, link = Ear(), LocalLink()
    await link.open_probe("trap '' TERM; sleep 600", ear)
    await link.release()
    assert ear.end.done()


async def test_a_computer_without_a_shell_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "SHELL", "/absent/sh")
    with pytest.raises(ConsoleError, match="/absent/sh does not start"):
        await LocalLink().open_probe("true", Ear())
