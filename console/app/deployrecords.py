"""Answers what a desk asks about what deploys have done: logs of their steps, and more that is only read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

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
        }

    async def _deploys(self) -> Deploys:
        return (await self._core.rooms()).deploys

    async def _read_step_log(self, request: m.ReadStepLog) -> str:
        deploys = await self._deploys()
        return await asyncio.to_thread(deploys.step_log, request.deploy_id, request.step)

    async def _read_deeds(self, request: m.ReadDeeds) -> m.Deeds:
        deploys = await self._deploys()
        return m.Deeds(await asyncio.to_thread(deploys.deeds, request.deploy_id))

    async def _compare(self, request: m.CompareDeploy) -> m.DeployCompared:
        return m.DeployCompared(await (await self._deploys()).compare(request.deploy_id))
