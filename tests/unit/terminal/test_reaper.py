"""Children are waited for."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from console.terminal import reaper
from console.terminal.reaper import Reaper

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes of Linux and macOS")


def spawn(*command: str) -> int:
    return os.posix_spawnp(command[0], command, os.environ)


async def status_of(*command: str) -> int:
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    Reaper(asyncio.get_running_loop(), spawn(*command), answer.set_result)
    return await asyncio.wait_for(answer, 5)


@pytest.mark.parametrize("polling", [False, True])
async def test_code_and_signal(monkeypatch: pytest.MonkeyPatch, polling: bool) -> None:
    if polling:
        monkeypatch.setattr(reaper, "_pidfd", lambda _: -1)
    assert await status_of("sh", "-c", "exit 9") == 9
    assert await status_of("sh", "-c", "kill -TERM $$") == -15
