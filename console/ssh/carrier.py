"""Large files go in a process of their own, over a connection of their own: terminals and probes do not feel them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from console.model.errors import ConsoleError, Problem
from console.ssh import carrying
from console.ssh.carrying import Carried, Progress
from console.ssh.endpoint import Endpoint
from console.ssh.explain import connection_lost

if TYPE_CHECKING:
    from console.ssh.connection import Connection

log = logging.getLogger("leitstand.ssh")

BULK_BYTES = 16 << 20
"""What is smaller is there before a process has started."""
LINE_BYTES = 1 << 20


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is to do: one line of JSON on its standard input, which stays open as long as it is wanted."""

    endpoint: Endpoint
    source: str
    target: str
    sha256: str
    mode: int

    def line(self) -> bytes:
        """Return it as it goes to the process."""
        return msgspec.json.encode(self, enc_hook=str) + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Errand:
        """Return the errand of a line."""
        return msgspec.json.decode(line, type=cls, dec_hook=lambda _kind, text: Path(text))


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What the process says, a line of JSON each: how far it is, and in the end one of the others."""

    done: int = 0
    total: int = 0
    carried: Carried | None = None
    problem: Problem | None = None
    """Why it could not be done."""
    is_retryable: bool = False
    has_no_way: bool = False
    """It could not log in by itself: it has no person to ask."""


class CarryFailed(ConsoleError):
    """What the process could not do, in its own words."""

    def __init__(self, problem: Problem, *, is_retryable: bool) -> None:
        super().__init__(problem.code, problem.message, problem.hint, **problem.params)
        self.retryable = is_retryable


async def carry(
    connection: Connection, source: Path, target: str, sha256: str, mode: int, progress: Progress | None
) -> Carried:
    """Bring a file to the host of ``connection``; see console.ssh.carrying."""
    size = await asyncio.to_thread(_size, source)
    if size >= BULK_BYTES:
        errand = Errand(
            endpoint=connection.target.endpoint, source=str(source), target=target, sha256=sha256, mode=mode
        )
        word = await _send_out(errand, connection.host, progress)
        if word.carried is not None:
            return word.carried
        if word.problem is not None and not word.has_no_way:
            raise CarryFailed(word.problem, is_retryable=word.is_retryable)
        log.info("%s: carried in the core: %s", connection.host, word.problem.code if word.problem else "no process")
    return await carrying.carry(connection, source, target, sha256=sha256, mode=mode, progress=progress)


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError:
        return 0  # whoever opens it says why


async def _send_out(errand: Errand, host: str, progress: Progress | None) -> Word:
    try:
        process = await asyncio.create_subprocess_exec(
            *_command(), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=LINE_BYTES
        )
    except OSError as error:
        log.warning("no process to carry files: %s", error)
        return Word(has_no_way=True)
    try:
        return await _listen(process, errand, host, progress)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()


async def _listen(process: Process, errand: Errand, host: str, progress: Progress | None) -> Word:
    if process.stdin is None or process.stdout is None:
        raise AssertionError(process)
    with contextlib.suppress(OSError):
        process.stdin.write(errand.line())
        await process.stdin.drain()
    while line := await process.stdout.readline():
        word = msgspec.json.decode(line, type=Word)
        if word.carried is not None or word.problem is not None:
            return word
        if progress is not None:
            progress(word.done, word.total)
    lost = connection_lost(host, ConnectionError("the process that carries files ended"))
    return Word(problem=lost.problem, is_retryable=True)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "carry"]
    return [sys.executable, "-m", "console", "carry"]
