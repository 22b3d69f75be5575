"""Containers that visitors start on a simulated node: what ``docker run`` and a compose file ask for, and how it runs.

Nothing is isolated: an entrypoint that is a shell or Python runs in the sandbox of the node, which has the folders that
are mounted at the same paths. Any other image is taken for a model server, which answers on the port that is published.
"""

from __future__ import annotations

import asyncio
import shlex
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from console.sim.http import Service
from console.sim.modelserver import ModelServer
from console.sim.noise import hexadecimal
from console.sim.shell import Shell, Sink

if TYPE_CHECKING:
    from console.sim.node import Node
    from console.sim.processes import Process

MOST_LINES = 2000
LOAD_SECONDS = 2.0
SERVER_RSS_KIB = 6_400_000
SHELLS = frozenset({"sh", "bash", "ash", "dash"})
RUNS_HERE = SHELLS | {"python3", "python", "chown", "true", "cat", "ls", "sleep", "env"}
TERMINATED = 143


class Wanted(Struct, frozen=True):
    """A container as somebody asked for it."""

    name: str
    image: str
    entrypoint: str = ""
    arguments: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    published: tuple[tuple[int, int], ...] = ()
    """Ports of the node and those inside."""
    gpus: tuple[str, ...] = ()
    restart: str = "no"


@dataclass(slots=True)
class Container:
    """A container that is there, whether it runs or has ended."""

    id: str
    wanted: Wanted
    created: float
    started: float = 0.0
    finished: float = 0.0
    status: str = "created"
    exit_code: int = 0
    process: Process | None = None
    log: deque[bytes] = field(default_factory=lambda: deque(maxlen=MOST_LINES))
    stop: Callable[[], None] | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether it runs."""
        return self.status == "running"


class PortTakenError(Exception):
    """A port of the node is somebody else's."""


class Containers:
    """What visitors started on one node, and the images that they brought."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._count = 0
        self._all: dict[str, Container] = {}
        self.images: set[str] = set()

    def all(self) -> list[Container]:
        """Return every container, oldest first."""
        return list(self._all.values())

    def find(self, name: str) -> Container | None:
        """Return the container of a name or of the beginning of an id."""
        named = (one for one in self._all.values() if one.wanted.name == name)
        return next(named, None) or next((one for one in self._all.values() if name and one.id.startswith(name)), None)

    def create(self, wanted: Wanted) -> Container:
        """Make a container that does not run yet."""
        self._count += 1
        node = self._node
        made = Container(
            hexadecimal(64, node.story.seed, node.spec.name, self._count, "visitor"), wanted, node.story.moment()
        )
        self._all[made.id] = made
        return made

    def remove(self, container: Container) -> None:
        """Forget a container; one that runs is stopped."""
        self.stop(container)
        self._all.pop(container.id, None)

    def start(self, container: Container, user: str) -> None:
        """Start a container in the background; raises PortTakenError."""
        node = self._node
        if container.is_running:
            return
        for port, _inside in container.wanted.published:
            if port in node.services:
                raise PortTakenError(port)
        container.process = node.processes.start("root", shlex.join(_command(container.wanted)))
        container.status, container.started, container.exit_code = "running", node.story.moment(), 0

        async def keep(data: bytes) -> None:
            container.log.extend(data.splitlines(keepends=True))

        task = node.tasks.start(self._work(container, user, keep), f"container-{container.wanted.name}")

        def stop() -> None:
            task.cancel()

        container.stop = container.process.stop = stop

    def stop(self, container: Container) -> None:
        """End a container as TERM does."""
        if container.is_running and container.stop is not None:
            self._ended(container, TERMINATED)
            container.stop()

    async def run(self, container: Container, user: str, out: Sink, err: Sink) -> int:
        """Run a container in the foreground and return its exit status."""
        shell = Shell(self._node, user=user, cwd="/", env=dict(container.wanted.environment))
        try:
            return await shell.run(shlex.join(_command(container.wanted)), out, err)
        finally:
            await shell.close()

    async def _work(self, container: Container, user: str, keep: Sink) -> int:
        status = TERMINATED
        try:
            if _runs_here(container.wanted):
                status = await self._script(container, user, keep)
            else:
                await self._serve(container, keep)
        finally:
            if container.is_running:
                self._ended(container, status)
        return status

    async def _script(self, container: Container, user: str, keep: Sink) -> int:
        environment = dict(container.wanted.environment)
        shell = Shell(self._node, user=user, cwd="/", env=environment, process=container.process)
        try:
            return await shell.run(shlex.join(_command(container.wanted)), keep, keep)
        finally:
            await shell.close()

    async def _serve(self, container: Container, keep: Sink) -> None:
        node, wanted = self._node, container.wanted
        model = _served(wanted)
        server = ModelServer(node.story, node.spec.name, model, ready_after_seconds=LOAD_SECONDS)
        pid = container.process.pid if container.process is not None else 0
        if container.process is not None:
            container.process.rss_kib, container.process.cpu_percent = SERVER_RSS_KIB, 12.0
        for port, _inside in wanted.published:
            node.listen(port, Service(wanted.name, server.answer, pid))
        await keep(f"INFO: {wanted.image} (simulated) serves {model}\nINFO: Application startup complete.\n".encode())
        try:
            await asyncio.Event().wait()
        finally:
            for port, _inside in wanted.published:
                node.close(port)

    def _ended(self, container: Container, status: int) -> None:
        container.status, container.exit_code = "exited", status
        container.finished = self._node.story.moment()
        if container.process is not None:
            self._node.processes.end(container.process)
            container.process = None


def _command(wanted: Wanted) -> list[str]:
    """Return what runs inside, as the sandbox knows it."""
    if not wanted.entrypoint:
        return [*wanted.arguments] or [wanted.image]
    return [wanted.entrypoint.rsplit("/", 1)[-1], *wanted.arguments]


def _runs_here(wanted: Wanted) -> bool:
    first = _command(wanted)[0].rsplit("/", 1)[-1]
    return first in RUNS_HERE


def _served(wanted: Wanted) -> str:
    """Return the name under which a model is served."""
    words = wanted.arguments
    for option in ("--served-model-name", "--alias", "--model", "--model-id"):
        for place, word in enumerate(words):
            if word == option and place + 1 < len(words):
                return words[place + 1].rstrip("/").rsplit("/", 1)[-1]
            if word.startswith(f"{option}="):
                return word.partition("=")[2].rstrip("/").rsplit("/", 1)[-1]
    return wanted.name
