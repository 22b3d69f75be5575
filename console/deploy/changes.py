"""What carrying out a request would change on its nodes, where some of it may stand already."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from msgspec.structs import replace

from console.deploy import diff
from console.deploy.preparation import Preparation
from console.deploy.versions import Switch
from console.model.change import Changes, Difference, Outcome
from console.model.ids import DeployId, NodeId
from console.model.record import Compared
from console.model.service import DeployRequest, DeployState, DeployView

AT_ONCE = 64
Compare = Callable[[DeployId], Awaitable[tuple[Compared, ...]]]
"""Compares what is on the node of a deploy with what was put there."""


def standing(request: DeployRequest, views: tuple[DeployView, ...]) -> dict[NodeId, DeployView]:
    """Return what stands under the name of a request on its nodes."""
    found: dict[NodeId, DeployView] = {}
    for node_id in request.node_ids:
        view = diff.standing(request.service_name, tuple(each for each in views if each.plan.node_id == node_id))
        if view is not None:
            found[node_id] = view
    return found


async def changes(
    request: DeployRequest, views: tuple[DeployView, ...], preparation: Preparation, compare: Compare
) -> tuple[Changes, ...]:
    """Return what a request would change on each of its nodes. Changes nothing."""
    there = standing(request, views)
    still = {node_id: view for node_id, view in there.items() if diff.outcome(view, (), ()) is not Outcome.BUSY}
    found: Mapping[NodeId, tuple[Difference, ...]] = {}
    if still:
        switch = Switch(replace(request, node_ids=tuple(still)), tuple(still.values()))
        found = await preparation.differences(switch, {node_id: view.plan for node_id, view in still.items()})
    places = asyncio.Semaphore(AT_ONCE)

    async def one(node_id: NodeId) -> Changes:
        view, drift = there.get(node_id), tuple[Compared, ...]()
        if view is None:
            return Changes(node_id, Outcome.CREATE)
        if view.state in {DeployState.SERVING, DeployState.STOPPED}:
            async with places:
                drift = tuple(each for each in await compare(view.id) if each.differs)
        changed = found.get(node_id, ())
        return Changes(node_id, diff.outcome(view, changed, drift), view.id, changed, drift)

    return tuple(await asyncio.gather(*(one(node_id) for node_id in request.node_ids)))
