"""The process that carries one file (``leitstand carry``): an errand on its standard input, words on its output."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import msgspec

from console.app.loop import SystemClock
from console.model.errors import ConsoleError
from console.ssh.asking import Answer, HostKeyOffer, SecretRequest
from console.ssh.carrier import Errand, Word
from console.ssh.carrying import carry
from console.ssh.connect import Connection, Connector
from console.wire.tasks import TaskSet

TOLD_EVERY_SECONDS = 0.1


class _Nobody:
    """There is no person here: a host that is not known, or a secret that is in no key ring, ends it."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        """Trust nothing."""
        del offer
        return False

    async def secret(self, request: SecretRequest) -> str | Answer | None:
        """Know nothing."""
        del request
        return None


def main() -> None:
    """Carry the file; ends as well when whoever asked for it is gone."""
    errand = Errand.read(sys.stdin.buffer.readline())
    asyncio.run(_watched(errand))


async def _watched(errand: Errand) -> None:
    work = asyncio.current_task()
    loop = asyncio.get_running_loop()

    def gone() -> None:
        if not os.read(sys.stdin.fileno(), 1 << 10) and work is not None:
            work.cancel()

    loop.add_reader(sys.stdin.fileno(), gone)
    try:
        await run(errand)
    except asyncio.CancelledError:
        return
    finally:
        loop.remove_reader(sys.stdin.fileno())


async def run(errand: Errand) -> None:
    """Carry the file and say how it goes."""
    clock, tasks = SystemClock(), TaskSet("carry")
    connector = Connector(_Nobody(), tasks, clock)
    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if done == total or clock.monotonic() - told >= TOLD_EVERY_SECONDS:
            told = clock.monotonic()
            say(Word(done=done, total=total))

    try:
        connection = await _connected(connector, errand)
        if connection is not None:
            source = Path(errand.source)
            done = await carry(
                connection, source, errand.target, sha256=errand.sha256, mode=errand.mode, progress=progress
            )
            say(Word(carried=done))
    except ConsoleError as error:
        say(Word(problem=error.problem, is_retryable=bool(getattr(error, "retryable", False))))
    finally:
        await connector.close()
        await tasks.close()


async def _connected(connector: Connector, errand: Errand) -> Connection | None:
    try:
        return await connector.connect(errand.endpoint)
    except ConsoleError as error:
        is_retryable = bool(getattr(error, "retryable", False))
        # Trouble in the network is that of the core too; whatever else is wrong, the core has a connection that stands.
        say(Word(problem=error.problem, is_retryable=is_retryable, has_no_way=not is_retryable))
        return None


def say(word: Word) -> None:
    """Say a line."""
    sys.stdout.buffer.write(msgspec.json.encode(word) + b"\n")
    sys.stdout.buffer.flush()
