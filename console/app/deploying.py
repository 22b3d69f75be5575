"""Answers what a desk, or a hand on the command line, asks about deploys."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.deploy.deploys import Deploys
    from console.model.mirror import Reflection


class Deploying:
    """The requests of the deploy room."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.ListModels: self._list_models,
            m.FindNodes: self._find_nodes,
            m.ListDeploys: self._list_deploys,
            m.RunPreflight: self._run_preflight,
            m.MakePlan: self._make_plan,
            m.ReadChanges: self._read_changes,
            m.RunPlans: self._run_plans,
            m.ControlDeploy: self._control,
            m.ScaleService: self._scale,
            m.AskModel: self._ask,
            m.WatchMirror: self._watch_mirror,
        }

    async def _deploys(self) -> Deploys:
        return await (await self._core.rooms()).deploys.ready()

    async def _list_models(self, _: m.ListModels) -> m.Catalogue:
        deploys = await self._deploys()
        return m.Catalogue(await deploys.models(), deploys.engines(), deploys.targets())

    async def _find_nodes(self, request: m.FindNodes) -> m.NodeIds:
        rooms = await self._core.rooms()
        return m.NodeIds(tuple(rooms.quick_node(name).id for name in request.names))

    async def _list_deploys(self, _: m.ListDeploys) -> m.Deploys:
        return m.Deploys((await self._deploys()).views())

    async def _run_preflight(self, request: m.RunPreflight) -> m.PreflightDone:
        results = await (await self._deploys()).preflight(
            request.deploy,
            lambda result, total: self._core.tell(m.PreflightResult(request.id, result, total)),
        )
        return m.PreflightDone(tuple(results))

    async def _make_plan(self, request: m.MakePlan) -> m.Plans:
        made = await (await self._deploys()).make_plans(request.deploy)
        return m.Plans(
            made.plans, made.script, made.renderings, made.playbook, made.request_file, dict(made.differences)
        )

    async def _read_changes(self, request: m.ReadChanges) -> m.DeployChanges:
        return m.DeployChanges(await (await self._deploys()).changes(request.deploy))

    async def _run_plans(self, request: m.RunPlans) -> m.DeployIds:
        return m.DeployIds(await (await self._deploys()).run(request.plans))

    async def _control(self, request: m.ControlDeploy) -> None:
        await (await self._deploys()).control(request.deploy_id, request.action)

    async def _scale(self, request: m.ScaleService) -> None:
        await (await self._deploys()).scale(request.deploy_id, request.replicas)

    async def _ask(self, request: m.AskModel) -> str:
        return await (await self._deploys()).ask(request.deploy_id, request.question)

    async def _watch_mirror(self, request: m.WatchMirror) -> m.Reflections:
        desk = self._core.desks.attached

        def told(reflection: Reflection) -> None:
            # Whoever comes after this desk has not asked.
            if desk is not None and self._core.desks.attached is desk:
                desk.send(m.Mirrored(reflection))

        return m.Reflections((await self._deploys()).mirror.watch(told if request.watching else None))
