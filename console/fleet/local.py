"""The desk's own machine as a node: the same probes, run as processes of this computer."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import cast

from console.fleet.link import ProbeChannel, ProbeSink
from console.model.errors import ConsoleError
from console.model.ids import LOCAL_NODE
from console.model.node import Node, Source
from console.model.text import N_

SHELL = "/bin/sh"
END_WITHIN_SECONDS = 2.0


def local_node() -> Node:
    """Return this computer as a node of the fleet."""
    return Node(LOCAL_NODE, N_("This computer"), (), "localhost", Source.LOCAL)


class LocalLink:
    """Runs commands through the POSIX shell of this computer."""

    def __init__(self) -> None:
        self._running: set[_Process] = set()

    @property
    def latency_seconds(self) -> float | None:
        """Return None: nothing is between."""
        return None

    async def open_probe(self, command: str, sink: ProbeSink) -> ProbeChannel:
        """Run ``command`` in a process group of its own."""
        try:
            transport, process = await asyncio.get_running_loop().subprocess_exec(
                lambda: _Process(sink, self._running),
                SHELL,
                "-c",
                command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, "PATH": _path()},
                start_new_session=True,
            )
        except OSError as error:
            raise ConsoleError(
                "fleet.no_local_shell",
                N_("This computer cannot be asked: {shell} does not start ({reason})."),
                N_("The other nodes are not concerned."),
                shell=SHELL,
                reason=error.strerror or error,
            ) from error
        return _Channel(transport, process)

    def rest(self) -> None:
        """Do nothing: one node more or less is no matter."""

    async def release(self) -> None:
        """End what still runs and wait for it: the loop must not close before its children."""
        running = tuple(self._running)
        for process in running:
            process.end()
        if running:
            await asyncio.wait([process.ended for process in running], timeout=END_WITHIN_SECONDS)


class _Process(asyncio.SubprocessProtocol):
    def __init__(self, sink: ProbeSink, running: set[_Process]) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sink = sink
        self._running = running
        self._transport: asyncio.SubprocessTransport | None = None
        self._is_ending = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self._running.add(self)

    def end(self) -> None:
        """Kill the process and what it started, e.g. the ``sleep`` of the loop.

        Not ``transport.close()``: that may reap the child before asyncio's watcher does, which then complains.
        """
        self._is_ending = True
        if self._transport is not None and self._transport.get_returncode() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._transport.get_pid(), signal.SIGKILL)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if self._is_ending:
            return
        if fd == 1:
            self._sink.data_received(data)
        else:
            self._sink.stderr_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hear the end; all output has come by now."""
        del exc
        self._running.discard(self)
        if self._transport is not None:
            self._sink.closed(None, self._transport.get_returncode())
            self._transport.close()
        self.ended.set_result(None)


class _Channel:
    def __init__(self, transport: asyncio.SubprocessTransport, process: _Process) -> None:
        self._process = process
        self._input = cast("asyncio.WriteTransport | None", transport.get_pipe_transport(0))

    def write(self, data: bytes) -> None:
        if self._input is not None and not self._input.is_closing():
            self._input.write(data)

    def eof(self) -> None:
        if self._input is not None and not self._input.is_closing():
            self._input.close()

    def close(self) -> None:
        self._process.end()


def _path() -> str:
    """Let ``python3`` be the interpreter that runs this program, where it is one."""
    own = str(Path(sys.executable).parent)
    return os.pathsep.join(filter(None, [own, os.environ.get("PATH", "")]))
