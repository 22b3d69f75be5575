from __future__ import annotations

import asyncio
import getpass
from pathlib import Path

import pytest

from console.app.shells import local_shell
from console.app.styles import ShellWish
from console.model.errors import ConsoleError, Problem


class Ear:
    def __init__(self) -> None:
        self.heard = b""
        self.ended = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.heard += data

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        assert reason is None
        assert exit_status == 7
        self.ended.set()


async def test_a_shell_of_this_machine_needs_no_key_and_no_waiting() -> None:
    ear = Ear()
    opened = local_shell(ear, 80, 24, ShellWish())
    assert (opened.user, opened.key_verified) == (getpass.getuser(), False)
    opened.channel.write(b"exit 7\n")
    await asyncio.wait_for(ear.ended.wait(), 10)


async def heard(wish: ShellWish) -> str:
    ear = Ear()
    local_shell(ear, 80, 24, wish)
    await asyncio.wait_for(ear.ended.wait(), 10)
    return ear.heard.decode().strip()


async def test_a_shell_starts_where_and_with_what_its_profile_says(tmp_path: Path) -> None:
    folder = tmp_path / "with 'quotes' and $x"
    folder.mkdir()
    command = ("sh", "-c", "pwd; echo $COLOR $HOME; exit 7")
    home = str(Path.home())
    assert await heard(ShellWish(command, str(folder), {"COLOR": "a b"})) == f"{folder}\r\na b {home}"
    assert (await heard(ShellWish(command))).splitlines()[0] == home, "at home, wherever the core was started"


async def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(ConsoleError) as caught:
        local_shell(Ear(), 80, 24, ShellWish(folder="/nonexistent/folder"))
    assert caught.value.code == "terminal.no_folder"
    assert "/nonexistent/folder" in caught.value.problem.text()


async def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(ConsoleError) as caught:
        local_shell(Ear(), 80, 24, ShellWish(("nonexistent-shell",)))
    assert caught.value.code == "terminal.local_failed"
    assert "nonexistent-shell" in caught.value.problem.text()
