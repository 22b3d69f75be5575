"""The shell of a node, without SSH around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from console.sim.shell import Shell
from tests.sim import node


class Ear:
    def __init__(self) -> None:
        self.text = ""

    async def hear(self, data: bytes) -> None:
        self.text += data.decode()


@pytest.fixture
async def shell() -> AsyncIterator[Shell]:
    own = Shell(node())
    yield own
    await own.close()


async def test_state_and_status_stay_between_lines(shell: Shell) -> None:
    ear = Ear()
    await shell.run_line("cd /etc; x=5; false", ear.hear, ear.hear)
    assert shell.cwd == "/etc"
    await shell.run_line("echo $? $x", ear.hear, ear.hear)
    assert ear.text == "1 5\n"
    ended = [shell.left]
    await shell.run_line("exit 3", ear.hear, ear.hear)
    ended.append(shell.left)
    assert ended == [False, True]
    assert shell.status == 3


async def test_more_than_100000_commands_in_one_session(shell: Shell) -> None:
    ear = Ear()
    await shell.run_line("i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; echo $i", ear.hear, ear.hear)
    await shell.run_line("echo alive", ear.hear, ear.hear)
    assert ear.text == "60000\nalive\n"


async def test_an_interrupt_leaves_the_shell_usable(shell: Shell) -> None:
    ear = Ear()
    for script in ("while :; do :; done", "sleep 99", "sh -c 'sleep 99'"):
        line = asyncio.get_running_loop().create_task(shell.run_line(script, ear.hear, ear.hear))
        await asyncio.sleep(0.1)
        await shell.interrupt()
        assert await line == 130
    await shell.run_line("echo usable", ear.hear, ear.hear)
    assert ear.text == "usable\n"


async def test_unfinished_lines_are_expected_to_go_on(shell: Shell) -> None:
    assert shell.expects_more("for i in 1 2")
    assert shell.expects_more("if true; then")
    assert not shell.expects_more("echo a")
    assert not shell.expects_more("echo )")
