"""Commands that run while somebody holds them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from console.deploy.shell import SHELL, as_held
from console.ssh.connect import Connection
from console.ssh.held import HeldCommand, Lines
from tests.sshd import requires_sshd

pytestmark = requires_sshd


def is_over(held: HeldCommand) -> bool:
    return held.is_over


async def ended(pid: str) -> None:
    async with asyncio.timeout(10):
        while Path(f"/proc/{pid}").exists() and ") Z " not in Path(f"/proc/{pid}/stat").read_text():
            await asyncio.sleep(0.05)


async def test_its_lines_come_one_by_one_and_letting_go_ends_all_of_it(connection: Connection) -> None:
    script = as_held("echo $$; sleep 600 & echo $!; echo oops >&2; wait").encode()
    held = await connection.hold(SHELL, stdin=script)
    first, child = await held.line(), await held.line()
    assert (first.isdecimal(), child.isdecimal(), is_over(held)) == (True, True, False)
    await held.close()
    assert is_over(held) and held.complaint.startswith("oops")
    await ended(child)
    assert (await connection.run("echo alive", timeout=5)).stdout == b"alive\n"


async def test_a_child_that_does_not_obey_is_killed(connection: Connection) -> None:
    held = await connection.hold(SHELL, stdin=as_held("trap '' TERM; echo $$; while :; do sleep 1; done").encode())
    pid = await held.line()
    await held.close()
    await ended(pid)


async def test_one_that_ends_by_itself_says_so(connection: Connection) -> None:
    held = await connection.hold(SHELL, stdin=as_held("echo one; echo two").encode())
    assert [await held.line(), await held.line(), await held.line()] == ["one", "two", ""]
    assert held.is_over
    await held.close()


async def test_a_lost_connection_leaves_no_orphan(connection: Connection) -> None:
    held = await connection.hold(SHELL, stdin=as_held("sleep 600 & echo $!; wait").encode())
    child = await held.line()
    await connection.close()
    assert await held.line() == ""
    await ended(child)


async def test_what_nobody_reads_is_bounded() -> None:
    lines = Lines()
    lines.data_received(b"".join(b"%d\n" % number for number in range(100_000)))
    lines.stderr_received(bytes(1_000_000))
    lines.closed(None, 0)
    read = 0
    while await lines.line():
        read += 1
    assert read < 1000 and len(lines.complaint) < 10_000
