"""Answers what a desk asks about the fit of a request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from console.app.knowing import knowledge
from console.model.errors import ConsoleError
from console.model.fit import Estimate, NodeEstimate
from console.model.ids import NodeId
from console.model.launch import NodeFacts
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.rooms import Rooms
    from console.deploy.sizing import Asked
    from console.knowledge.shelf import Knowledge
    from console.model.node_detail import NodeDetail

KNOWN_SECONDS = 4.0
LOOK_SECONDS = 5.0
"""How long a node may take to say into what its GPUs are cut."""
FRESH_SECONDS = 120.0
MOST_LOOKS = 16
"""Of more nodes than this only what is known is taken: looking closely costs each of them a probe."""
CAN_BE_CUT = re.compile(r"\b(A100|A30|H100|H200|H20|GH200|B200|GB200|B300|GB300|RTX PRO 6000)\b")
"""GPUs that can be cut into slices (NVIDIA's MIG user guide, "Supported GPUs")."""
CLUSTER_SECONDS = 45.0
ELSEWHERE = N_("It runs on processors of a node that the cluster chooses: how much memory is free there is not known.")
SILENT = N_("The node has not told yet what it has: wait for its values.")


class FitRoom:
    """Estimates by what the nodes told last."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._cuts: dict[NodeId, tuple[float, NodeDetail | None]] = {}
        self._told: dict[tuple[NodeId, str], tuple[float, str]] = {}
        """What clusters said of their nodes, and when."""
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.EstimateFit: self._estimate,
        }

    async def _estimate(self, request: m.EstimateFit) -> m.Fitted:
        from console.deploy.fit import precisions

        rooms, deploy = await self._core.rooms(), request.deploy
        names = {node_id: rooms.node(node_id).name for node_id in deploy.node_ids}
        known = await asyncio.to_thread(knowledge)
        asked = await _asked(rooms, known, deploy)
        if isinstance(asked, Text):
            return m.Fitted(tuple(NodeEstimate(node_id, name, why=asked) for node_id, name in names.items()))
        asked = replace(asked, precision=request.precision)
        question = _question_for_cluster(deploy)
        if question:
            told = [await self._in_cluster(rooms, known, asked, node, question) for node in names.items()]
            return m.Fitted(tuple(told), precisions(asked.precisions, asked.engine, known, ()) or asked.precisions)
        may_look = len(names) <= MOST_LOOKS
        cut = await asyncio.gather(*(self._cut(rooms, node_id, may_look=may_look) for node_id in names))
        cuts = dict(zip(names, cut, strict=True))
        nodes = []
        for node_id, name in names.items():
            # The search for what would make it fit takes some milliseconds a node: beside the loop.
            found = await asyncio.to_thread(_on_node, rooms, known, asked, node_id, cuts[node_id])
            if found is not None:
                found = self._core.keeping.measuring.with_band(found, deploy.model)
            nodes.append(NodeEstimate(node_id, name, found, None if found is not None else Text(SILENT)))
        return m.Fitted(tuple(nodes), precisions(asked.precisions, asked.engine, known, ()) or asked.precisions)

    async def _in_cluster(
        self, rooms: Rooms, known: Knowledge, asked: Asked, node: tuple[NodeId, str], question: str
    ) -> NodeEstimate:
        """Return the estimate on the GPUs that a cluster would give, of which its tools tell on a node."""
        from console.deploy import clusterfit

        node_id, name = node
        if asked.engine.runs_on_cpu and not asked.request.gpus:
            return NodeEstimate(node_id, name, why=Text(ELSEWHERE))
        try:
            output = await self._ask_cluster(rooms, node_id, question)
        except ConsoleError as error:
            return NodeEstimate(node_id, name, why=Text(error.problem.message, error.problem.params))
        found = await asyncio.to_thread(clusterfit.best, output, asked, asked.request, known)
        if found is None:
            return NodeEstimate(node_id, name, why=clusterfit.SILENT)
        return NodeEstimate(node_id, name, self._core.keeping.measuring.with_band(found, asked.request.model))

    async def _ask_cluster(self, rooms: Rooms, node_id: NodeId, question: str) -> str:
        from console.deploy.shell import SHELL, as_input

        now, key = self._core.clock.monotonic(), (node_id, question)
        at, told = self._told.get(key, (now - FRESH_SECONDS, ""))
        if now - at < FRESH_SECONDS:
            return told
        link = await rooms.link(node_id)
        try:
            done = await link.run(SHELL, stdin=as_input(question).encode(), timeout=CLUSTER_SECONDS)
        finally:
            await link.release()
        told = done.stdout.decode(errors="replace")
        self._told[key] = now, told
        return told

    async def _cut(self, rooms: Rooms, node_id: NodeId, *, may_look: bool) -> NodeDetail | None:
        """Return what a node says of the slices of its GPUs, where they can be cut; asked at most every two minutes."""
        view, now = rooms.store.view(node_id), self._core.clock.monotonic()
        gpus = view.snapshot.gpus if view is not None and view.snapshot is not None else ()
        if not any(CAN_BE_CUT.search(gpu.name or "") for gpu in gpus):
            return None
        at, known = self._cuts.get(node_id, (now - FRESH_SECONDS, None))
        if rooms.detail(node_id) is not None:
            return rooms.detail(node_id)
        if may_look and now - at >= FRESH_SECONDS:
            known = await rooms.look_once(node_id, LOOK_SECONDS)
            self._cuts[node_id] = now, known
        return known


def _question_for_cluster(request: DeployRequest) -> str:
    """Return what to ask the tools of a cluster about its GPUs; empty where these cannot tell, or there is none."""
    from console.targets import cluster

    elsewhere = cluster(request.target)
    return elsewhere.gpus(request.options) if elsewhere is not None else ""


async def estimate_of(rooms: Rooms, known: Knowledge, request: DeployRequest, node_id: NodeId) -> Estimate | None:
    """Return the estimate of a request on one node; None where its model, its engine or the node is not known."""
    asked = await _asked(rooms, known, request)
    if isinstance(asked, Text):
        return None
    return await asyncio.to_thread(_on_node, rooms, known, asked, node_id, rooms.detail(node_id))


async def _asked(rooms: Rooms, known: Knowledge, request: DeployRequest) -> Asked | Text:
    """Return what is known of the model and the engine of a request; else why there can be no estimate."""
    from console.deploy.sizing import asked_of, known_model
    from console.engines import engines

    row, problem, entry = known_model(known, request.model), None, None
    deploys = await rooms.deploys.ready()
    try:
        # The hub may be far or out of reach: what the books say of a model does not wait for it.
        async with asyncio.timeout(KNOWN_SECONDS if row is not None else None):
            entry = await deploys.entry(request)
    except ConsoleError as error:
        problem = error.problem
    except TimeoutError:
        problem = None
    asked = asked_of(request, known, engines().get(request.engine), entry, NodeFacts())
    if isinstance(asked, Text) and problem is not None and known.engines.find(request.engine) is not None:
        return Text(problem.message, problem.params)
    return asked


def _on_node(
    rooms: Rooms, known: Knowledge, asked: Asked, node_id: NodeId, detail: NodeDetail | None
) -> Estimate | None:
    from console.deploy.fit import capacity_of
    from console.deploy.sizing import size

    view = rooms.store.view(node_id)
    capacity = capacity_of(view, known, detail) if view is not None else None
    return size(asked, capacity, known) if capacity is not None else None
