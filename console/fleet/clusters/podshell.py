"""A shell in a pod: the API server's exec as a channel of a terminal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Protocol
from urllib.parse import urlencode

from console.fleet.clusters.http import Server
from console.fleet.clusters.websocket import WebSocket
from console.model.errors import ConsoleError, Problem
from console.model.kubernetes import PodPlace
from console.model.text import N_
from console.wire.tasks import TaskSet

PROTOCOL = "v4.channel.k8s.io"
_STDIN, _STDOUT, _STDERR, _ERROR, _RESIZE = range(5)

COMMAND = (
    "sh",
    "-c",
    "TERM=xterm-256color; export TERM; for s in /bin/bash /bin/ash; do [ -x $s ] && exec $s -l; done; exec sh",
)


class ShellSink(Protocol):
    """Where the shell's output goes."""

    def data_received(self, data: bytes) -> None:
        """Take output."""
        ...

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        """Take the end, once."""
        ...


class PodShell:
    """A Channel of a terminal over one WebSocket."""

    def __init__(self, sink: ShellSink, tasks: TaskSet) -> None:
        self._sink, self._tasks = sink, tasks
        self._socket: WebSocket | None = None
        self._may_read = asyncio.Event()
        self._may_read.set()
        self._task: asyncio.Task[None] | None = None
        self._is_over = False

    async def open(self, connect: Callable[[], Awaitable[Server]], place: PodPlace, cols: int, rows: int) -> None:
        """Start the shell; raises ConsoleError where the pod or its shell is not there."""
        started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = self._tasks.start(self._run(connect, place, (cols, rows), started), f"pod {place.label}")
        try:
            await started
        except asyncio.CancelledError:
            self.close()
            raise

    def write(self, data: bytes) -> None:
        """Send what was typed."""
        if self._socket is not None:
            self._socket.send(bytes([_STDIN]) + data)

    def resize(self, cols: int, rows: int, width_px: int = 0, height_px: int = 0) -> None:
        """Tell the shell the size of the screen."""
        del width_px, height_px
        if self._socket is not None:
            self._socket.send(bytes([_RESIZE]) + json.dumps({"Width": cols, "Height": rows}).encode())

    def pause_reading(self) -> None:
        """Take no more output for now."""
        self._may_read.clear()

    def resume_reading(self) -> None:
        """Take output again."""
        self._may_read.set()

    def close(self) -> None:
        """Hang up."""
        if self._task is not None:
            self._task.cancel()
        self._finish(None, None)

    def _finish(self, reason: Problem | None, status: int | None) -> None:
        if not self._is_over:
            self._is_over = True
            self._sink.closed(reason, status)

    async def _run(
        self,
        connect: Callable[[], Awaitable[Server]],
        place: PodPlace,
        size: tuple[int, int],
        started: asyncio.Future[None],
    ) -> None:
        asked = [("stdin", "1"), ("stdout", "1"), ("stderr", "1"), ("tty", "1")]
        asked += [("command", word) for word in COMMAND]
        asked += [("container", place.container)] if place.container else []
        path = f"/api/v1/namespaces/{place.namespace}/pods/{place.pod}/exec?{urlencode(asked)}"
        try:
            async with AsyncExitStack() as held:
                server = await connect()
                streams = await held.enter_async_context(server.opened())
                self._socket = await WebSocket.open(server, streams, path, PROTOCOL)
                held.callback(self._socket.close)
                self.resize(*size)
                started.set_result(None)
                status, reason = await self._read(self._socket, place)
                self._finish(reason, status)
        except ConsoleError as error:
            if not started.done():
                started.set_exception(error)
            else:
                self._finish(error.problem, None)
        finally:
            self._socket = None

    async def _read(self, web: WebSocket, place: PodPlace) -> tuple[int | None, Problem | None]:
        verdict: tuple[int | None, Problem | None] = (None, _lost(place))
        while (message := await web.receive()) is not None:
            kind, data = message[:1], message[1:]
            if kind in {bytes([_STDOUT]), bytes([_STDERR])} and data:
                await self._may_read.wait()
                self._sink.data_received(data)
            elif kind == bytes([_ERROR]):
                verdict = _verdict(data, place)
        return verdict


def _verdict(data: bytes, place: PodPlace) -> tuple[int | None, Problem | None]:
    """Read how the shell ended: with which status, or why there was none."""
    try:
        found = json.loads(data)
        if found.get("status") == "Success":
            return 0, None
        causes = (found.get("details") or {}).get("causes") or ()
        codes = [cause.get("message", "") for cause in causes if cause.get("reason") == "ExitCode"]
        message = str(found.get("message") or "")
    except (ValueError, AttributeError):
        return None, _lost(place)
    if codes and str(codes[0]).isdigit():
        return int(codes[0]), None
    problem = ConsoleError(
        "cluster.no_shell",
        N_("No shell in {pod}: {reason}."),
        N_("Images without a shell are common; kubectl debug adds a container that has one."),
        pod=place.label,
        reason=message.strip().rstrip(".")[:300],
    ).problem
    return None, problem


def _lost(place: PodPlace) -> Problem:
    return Problem("cluster.shell_lost", N_("The connection to {pod} is lost."), "", {"pod": place.label})
