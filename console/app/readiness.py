"""Answers what a desk asks about readiness."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from console.app.knowing import knowledge
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.node import Source
from console.model.readiness import KnownModel
from console.model.text import N_
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.rooms import Rooms
    from console.deploy.link import AskLink
    from console.deploy.readiness import Readiness


class ReadinessRoom:
    """Makes reports over the connections that the core has."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._readiness: Readiness | None = None
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.RunReadiness: self._run,
            m.WhatRuns: self._what_runs,
            m.RankNodes: self._rank,
            m.ListKnownModels: self._models,
        }

    async def _run(self, request: m.RunReadiness) -> m.ReadinessDone:
        rooms = await self._core.rooms()
        report = await self._for(rooms).report(
            request.node_id,
            lambda result, total: self._core.tell(m.ReadinessResult(request.id, result, total)),
        )
        return m.ReadinessDone(report)

    async def _what_runs(self, request: m.WhatRuns) -> m.WhatWouldRun:
        from console.deploy.fit import capacity_of, fits

        rooms = await self._core.rooms()
        rooms.node(request.node_id)
        known, view = await asyncio.to_thread(knowledge), rooms.store.view(request.node_id)
        capacity = capacity_of(view, known) if view is not None else None
        return m.WhatWouldRun(fits(capacity, known, request.workload) if capacity is not None else ())

    async def _rank(self, request: m.RankNodes) -> m.Ranking:
        from console.deploy.fit import ranks

        rooms = await self._core.rooms()
        known = await asyncio.to_thread(knowledge)
        model = known.models.find(request.model_id)
        if model is None:
            raise ConsoleError(
                "readiness.no_such_model",
                N_("No model {model} is known."),
                N_("Choose one of the list, or add it to models.toml in the folder knowledge beside your settings."),
                model=request.model_id,
            )
        # A thousand nodes on five engines take a while: beside the loop.
        return m.Ranking(await asyncio.to_thread(ranks, tuple(rooms.store.views()), known, request.workload, model))

    async def _models(self, _request: m.ListKnownModels) -> m.KnownModels:
        known = await asyncio.to_thread(knowledge)
        rows = known.models.model
        return m.KnownModels(tuple(KnownModel(row.id, row.name, row.license, row.parameters) for row in rows))

    def _for(self, rooms: Rooms) -> Readiness:
        if self._readiness is None:
            from console.deploy.readiness import Readiness

            async def link(node_id: NodeId) -> AskLink:
                if rooms.node(node_id).source is Source.LOCAL:
                    return OwnShell()
                return await rooms.connection(node_id)

            self._readiness = Readiness(knowledge, link, rooms.node, self._core.clock)
        return self._readiness


class Ended(Struct, frozen=True):
    """How a command on this computer ended."""

    rc: int | None
    stdout: bytes
    stderr: bytes


class OwnShell:
    """Asks this computer as a node is asked, without SSH."""

    async def run(self, command: str, *, stdin: bytes = b"", timeout: float) -> Ended:
        """Run a command and wait for its end; what it started ends with it."""
        try:
            process = await asyncio.create_subprocess_exec(
                "/bin/sh",
                "-c",
                command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise ConsoleError(
                "readiness.no_shell",
                N_("This computer has no /bin/sh: {reason}."),
                N_("The other nodes are not concerned."),
                reason=error.strerror or error,
            ) from error
        try:
            async with asyncio.timeout(timeout):
                out, err = await process.communicate(stdin)
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        return Ended(process.returncode, out, err)

    async def release(self) -> None:
        """Keep nothing."""
