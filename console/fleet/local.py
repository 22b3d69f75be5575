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
from console.model.ids import LOCAL_NODE
from console.model.node import Node, Source
from console.model.text import N_


def local_node() -> Node:
    """Return this computer as a node of the fleet."""
    return Node(LOCAL_NODE, N_("This computer"), (), "localhost", Source.LOCAL)


class LocalLink:
    """Runs commands through the POSIX shell of this computer."""

    @property
    def latency_seconds(self) -> float | None:
        """Return None: nothing is between."""
        return None

    async def open_probe(self, command: str, sink: ProbeSink) -> ProbeChannel:
        """Run ``command`` in a process group of its own."""
        transport, _ = await asyncio.get_running_loop().subprocess_exec(
            lambda: _Process(sink),
            "/bin/sh",
            "-c",
            command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PATH": _path()},
            start_new_session=True,
        )
        return _Channel(transport)

    async def release(self) -> None:
        """Nothing is held between two commands."""


class _Process(asyncio.SubprocessProtocol):
    def __init__(self, sink: ProbeSink) -> None:
        self._sink = sink
        self._transport: asyncio.SubprocessTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if fd == 1:
            self._sink.data_received(data)
        else:
            self._sink.stderr_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hear the end; all output has come by now."""
        del exc
        if self._transport is not None:
            self._sink.closed(None, self._transport.get_returncode())
            self._transport.close()


class _Channel:
    def __init__(self, transport: asyncio.SubprocessTransport) -> None:
        self._transport = transport
        self._input = cast("asyncio.WriteTransport | None", transport.get_pipe_transport(0))

    def write(self, data: bytes) -> None:
        if self._input is not None and not self._input.is_closing():
            self._input.write(data)

    def eof(self) -> None:
        if self._input is not None and not self._input.is_closing():
            self._input.close()

    def close(self) -> None:
        """End the process and what it started, e.g. the ``sleep`` of the loop."""
        if self._transport.get_returncode() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._transport.get_pid(), signal.SIGTERM)
        self._transport.close()


def _path() -> str:
    """Let ``python3`` be the interpreter that runs this program, where it is one."""
    own = str(Path(sys.executable).parent)
    return os.pathsep.join(filter(None, [own, os.environ.get("PATH", "")]))
