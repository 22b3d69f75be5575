"""The simulated data centre inside a test: a story that begins at a fixed time, and a real client."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncssh

from console.sim.inventory import choose
from console.sim.node import Node
from console.sim.server import RunningSim, SimSettings, serve
from console.sim.story import Story
from console.wire.tasks import TaskSet

BEGIN = datetime(2026, 11, 20, 14, 30, 52, tzinfo=UTC)


class StillClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return 1000.0 + self.passed


def story(seed: int = 7) -> Story:
    return Story(seed, StillClock())


def node(name: str = "gpu-a01", seed: int = 7) -> Node:
    network: dict[str, Node] = {}
    told, tasks = story(seed), TaskSet("test-sim")
    for spec in choose([name]):
        network[spec.name] = Node(spec, told, tasks, network)
    return network[name]


@asynccontextmanager
async def running(folder: Path, *names: str) -> AsyncIterator[RunningSim]:
    sim = await serve(SimSettings(folder, StillClock(), 7, names))
    try:
        yield sim
    finally:
        await sim.close()


@asynccontextmanager
async def connected(sim: RunningSim, name: str) -> AsyncIterator[asyncssh.SSHClientConnection]:
    connection = await asyncssh.connect(
        "127.0.0.1",
        sim.ports[name],
        username="ops",
        client_keys=[str(sim.client_key)],
        known_hosts=str(sim.known_hosts),
        config=None,
    )
    async with connection:
        yield connection


async def run(
    connection: asyncssh.SSHClientConnection, command: str, stdin: bytes | None = None
) -> tuple[int, str, str]:
    """Run a command to its end, within ten seconds."""
    process = await connection.create_process(command, encoding=None)
    process.stdin.write(stdin or b"")
    process.stdin.write_eof()
    done = await asyncio.wait_for(process.wait(), 10)
    status = done.exit_status
    return (-1 if status is None else status), _text(done.stdout), _text(done.stderr)


def _text(data: object) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data or "")


class Person:
    """Somebody at a terminal of a node."""

    def __init__(self, process: asyncssh.SSHClientProcess[bytes]) -> None:
        self.process = process
        self.seen = b""

    async def reads(self, pattern: bytes, seconds: float = 5.0) -> bytes:
        """Wait until the pattern is seen, forget everything up to it, and return that."""

        async def until() -> int:
            while True:
                match = re.search(pattern, self.seen, re.DOTALL)
                if match is not None:
                    return match.end()
                piece = await self.process.stdout.read(65536)
                if not piece:
                    raise EOFError(self.seen)
                self.seen += piece

        end = await asyncio.wait_for(until(), seconds)
        text, self.seen = self.seen[:end], self.seen[end:]
        return text

    def types(self, text: bytes) -> None:
        self.process.stdin.write(text)


PROMPT = rb"\$\x1b"


@asynccontextmanager
async def person_at(connection: asyncssh.SSHClientConnection) -> AsyncIterator[Person]:
    process = await connection.create_process(term_type="xterm-256color", term_size=(100, 30), encoding=None)
    try:
        yield Person(process)
    finally:
        process.close()
        await process.wait_closed()
