from __future__ import annotations

import asyncio
import getpass

from console.app.shells import local_shell
from console.model.errors import Problem


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
    opened = local_shell(ear, 80, 24)
    assert (opened.user, opened.key_verified) == (getpass.getuser(), False)
    opened.channel.write(b"exit 7\n")
    await asyncio.wait_for(ear.ended.wait(), 10)
