"""Answers what a desk asks about the fit of a request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from console.app.knowing import knowledge
from console.model.fit import NodeEstimate
from console.model.text import N_, Text
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.rooms import Rooms
    from console.deploy.sizing import Asked
    from console.knowledge.shelf import Knowledge


class FitRoom:
    """Estimates by what the nodes told last."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.EstimateFit: self._estimate,
        }

    async def _estimate(self, request: m.EstimateFit) -> m.Fitted:
        from console.deploy.fit import precisions

        rooms = await self._core.rooms()
        known = await asyncio.to_thread(knowledge)
        asked = _asked(rooms, known, request)
        if isinstance(asked, Text):
            nodes = tuple(
                NodeEstimate(node_id, rooms.node(node_id).name, why=asked) for node_id in request.deploy.node_ids
            )
            return m.Fitted(nodes)
        # The search for what would make it fit takes some milliseconds a node: beside the loop.
        nodes = await asyncio.to_thread(_estimates, rooms, known, asked)
        offered = precisions(asked.precisions, asked.engine, known, ()) if asked.precisions else ()
        return m.Fitted(nodes, offered or asked.precisions)


def _asked(rooms: Rooms, known: Knowledge, request: m.EstimateFit) -> Asked | Text:
    """Return what is known of the model and the engine of a request; else why there can be no estimate."""
    from console.deploy.sizing import Asked, known_model

    deploy = request.deploy
    engine = known.engines.find(deploy.engine)
    if engine is None:
        return Text(N_("How this engine uses memory is not known."))
    row = known_model(known, deploy.model)
    if row is None:
        return Text(N_("The shape of this model is not known."))
    choice = next((each for each in rooms.deploys.engines() if each.id == deploy.engine), None)
    return Asked(
        deploy,
        row.shape,
        engine,
        choice.arguments if choice is not None else (),
        row.precisions,
        request.sequences,
        request.precision,
    )


def _estimates(rooms: Rooms, known: Knowledge, asked: Asked) -> tuple[NodeEstimate, ...]:
    from console.deploy.fit import capacity_of
    from console.deploy.sizing import size

    found = []
    for node_id in asked.request.node_ids:
        node, view = rooms.node(node_id), rooms.store.view(node_id)
        capacity = capacity_of(view, known, rooms.detail(node_id)) if view is not None else None
        if capacity is None:
            why = Text(N_("The node has not told yet what it has: wait for its values."))
            found.append(NodeEstimate(node_id, node.name, why=why))
        else:
            found.append(NodeEstimate(node_id, node.name, size(asked, capacity, known)))
    return tuple(found)
