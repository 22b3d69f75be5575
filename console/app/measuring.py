"""Measures what services take once they serve, and tells how far estimates were off."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from console.app.knowing import knowledge
from console.model.errors import ConsoleError
from console.model.fit import Estimate
from console.model.ids import DeployId
from console.model.service import DeployState, DeployView

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.rooms import Rooms
    from console.deploy.measured import MeasuredBook

log = logging.getLogger("leitstand.deploy")

SETTLE_SECONDS = 10.0
"""After the first answer: caches are filled and graphs recorded, and the next sample of the node has come."""
ASK_SECONDS = 30.0


class Measuring:
    """Hears of every deploy; one that has just come to serve is looked at."""

    def __init__(self, core: Core, file: Path, settle_seconds: float = SETTLE_SECONDS) -> None:
        self._core, self._file, self._settle_seconds = core, file, settle_seconds
        self._states: dict[DeployId, DeployState] = {}
        self._book: MeasuredBook | None = None

    @property
    def book(self) -> MeasuredBook:
        """Return what was measured until now."""
        if self._book is None:
            from console.deploy.measured import MeasuredBook

            self._book = MeasuredBook(self._file)
        return self._book

    def with_band(self, found: Estimate, model: str) -> Estimate:
        """Return an estimate with how far earlier ones were off."""
        on_gpu = bool(found.gpus) and found.gpus[0].index >= 0
        return replace(found, band=self.book.band(found.engine_id, model, on_gpu=on_gpu))

    def deploy_changed(self, view: DeployView) -> None:
        """Measure a deploy that has come to serve just now; what served before the core came is let be."""
        before = self._states.get(view.id)
        self._states[view.id] = view.state
        if view.state is DeployState.SERVING and before not in {None, DeployState.SERVING}:
            self._core.tasks.start(self._measure(view), f"measure {view.id}")

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        """Forget it; what was measured stays."""
        self._states.pop(deploy_id, None)

    async def _measure(self, view: DeployView) -> None:
        await asyncio.sleep(self._settle_seconds)
        if self._states.get(view.id) is not DeployState.SERVING:
            return
        rooms = await self._core.rooms()
        try:
            await self._keep(rooms, view)
        except (ConsoleError, OSError, TimeoutError) as error:
            log.info("what %s takes could not be measured: %s", view.id, error)

    async def _keep(self, rooms: Rooms, view: DeployView) -> None:
        from console.app.fitting import estimate_of
        from console.deploy import measured

        plan = view.plan
        if plan.request is None:
            return
        known = await asyncio.to_thread(knowledge)
        # As what the server came is settled by now.
        request = replace(plan.request, target=plan.target, packaging=plan.packaging or plan.request.packaging)
        found = await estimate_of(rooms, known, request, plan.node_id)
        if found is None or not found.gpus:
            return
        answer = await _answer(rooms, view)
        pids = measured.processes(answer)
        on_gpu = found.gpus[0].index >= 0
        seen = rooms.store.view(plan.node_id)
        computing = (seen.snapshot.gpu_processes or ()) if seen is not None and seen.snapshot is not None else ()
        seen_on_gpus = measured.gpus_held(answer) if plan.enter else measured.on_gpus(computing, pids)
        taken = seen_on_gpus if on_gpu else sum(pids.values())
        if not taken:
            log.info("no process of %s was found on %s", view.id, plan.node_id)
            return
        row = measured.Measurement(
            deploy=view.id,
            at=self._core.clock.now(),
            engine=plan.engine,
            model=plan.model,
            target=plan.target,
            node=plan.node_id,
            on_gpu=on_gpu,
            estimated_bytes=measured.estimated_bytes(found),
            measured_bytes=taken,
            demand=found.demand,
        )
        await asyncio.to_thread(self.book.add, row)


async def _answer(rooms: Rooms, view: DeployView) -> str:
    """Return what the node, or where a cluster runs the server, says of the processes of a service."""
    from console.deploy import measured
    from console.deploy.shell import SHELL, as_input

    plan = view.plan
    link = await rooms.link(plan.node_id)
    try:
        script = measured.entered(plan.enter) if plan.enter else measured.question(plan.directory, plan.service_name)
        done = await link.run(SHELL, stdin=as_input(script).encode(), timeout=ASK_SECONDS)
    finally:
        await link.release()
    return done.stdout.decode(errors="replace")
