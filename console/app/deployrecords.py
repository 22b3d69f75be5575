"""Answers what a desk asks about what deploys have done: logs of their steps, and more that is only read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.settings.store import write_atomic
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.deploy.deploys import Deploys


class DeployRecords:
    """The requests that read, beside those that act."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.ReadStepLog: self._read_step_log,
            m.ReadDeeds: self._read_deeds,
            m.CompareDeploy: self._compare,
            m.ReadPast: self._read_past,
            m.SavePast: self._save_past,
        }

    async def _deploys(self) -> Deploys:
        return await (await self._core.rooms()).deploys.ready()

    async def _read_step_log(self, request: m.ReadStepLog) -> str:
        deploys = await self._deploys()
        return await asyncio.to_thread(deploys.step_log, request.deploy_id, request.step)

    async def _read_deeds(self, request: m.ReadDeeds) -> m.Deeds:
        deploys = await self._deploys()
        return m.Deeds(await asyncio.to_thread(deploys.deeds, request.deploy_id))

    async def _compare(self, request: m.CompareDeploy) -> m.DeployCompared:
        return m.DeployCompared(await (await self._deploys()).compare(request.deploy_id))

    async def _read_past(self, request: m.ReadPast) -> m.DeployPast:
        rows = await (await self._deploys()).past()
        return m.DeployPast(rows[-request.most :] if request.most > 0 else (), len(rows))

    async def _save_past(self, request: m.SavePast) -> None:
        from console.deploy.past import as_csv, as_json

        rows = await (await self._deploys()).past()

        def save() -> None:
            write_atomic(Path(request.path), as_csv(rows) if request.form is m.PastForm.CSV else as_json(rows))

        await asyncio.to_thread(save)
