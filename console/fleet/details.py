"""Looks closely at the nodes that somebody has opened: a second probe on the same connection, for as long as needed.

A node is looked at once its sampler has heard it: whatever a person is asked about a login is asked there, and once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection

from msgspec.structs import replace

from console.fleet.link import Dialer, ProbeLink
from console.fleet.visit import Pace, Visit
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.node import NodeView
from console.model.node_detail import NodeDetail
from console.model.probe import Facts
from console.wire.tasks import TaskSet

log = logging.getLogger("leitstand.fleet")

INTERVAL_SECONDS = 5.0
AGAIN_SECONDS = 15.0
"""Before a node is looked at again whose probe ended."""
_READY_SECONDS = 0.5
"""How often to see whether a node has been heard."""


class Details:
    """Keeps what each looked-at node said, and tells it when more comes. ``view`` finds a node of the fleet."""

    def __init__(
        self,
        visit: Visit,
        dialer: Dialer,
        clock: Clock,
        tasks: TaskSet,
        *,
        view: Callable[[NodeId], NodeView | None],
        on_detail: Callable[[NodeId, NodeDetail], None],
        interval_seconds: float = INTERVAL_SECONDS,
    ) -> None:
        self._visit, self._dialer, self._clock, self._tasks = visit, dialer, clock, tasks
        self._view, self._on_detail = view, on_detail
        self._interval_seconds = interval_seconds
        self._viewers: dict[str, frozenset[NodeId]] = {}
        self._looks: dict[NodeId, asyncio.Task[None]] = {}
        self._known: dict[NodeId, NodeDetail] = {}

    def watch(self, node_ids: Collection[NodeId], viewer: str = "desk") -> None:
        """Look at these nodes for this viewer from now on, and at no others; what is known is told at once."""
        before = self._viewers.get(viewer, frozenset())
        self._viewers[viewer] = frozenset(node_ids)
        wanted = frozenset[NodeId]().union(*self._viewers.values())
        for node_id in [node_id for node_id in self._looks if node_id not in wanted]:
            self._looks.pop(node_id).cancel()
            self._known.pop(node_id, None)
        for node_id in node_ids:
            if node_id in self._known and node_id not in before:
                self._on_detail(node_id, self._known[node_id])
            elif node_id not in self._looks:
                self._looks[node_id] = self._tasks.start(self._look(node_id), f"look at {node_id}")

    def known(self, node_id: NodeId) -> NodeDetail | None:
        """Return what a node said that is looked at; None where it is not, or said nothing yet."""
        return self._known.get(node_id)

    async def look_once(self, node_id: NodeId, within_seconds: float) -> NodeDetail | None:
        """Look at a node until it has told of its devices; None where it does not in time, or where none was heard."""
        viewer = f"once {node_id}"
        self.watch((node_id,), viewer)
        try:
            async with asyncio.timeout(within_seconds):
                while not _has_devices(self._known.get(node_id)):  # noqa: ASYNC110 - a value, no event
                    await asyncio.sleep(_READY_SECONDS / 5)
                return self._known.get(node_id)
        except TimeoutError:
            return None
        finally:
            self.unwatch(viewer)

    def unwatch(self, viewer: str = "desk") -> None:
        """Stop looking at what only this viewer has open."""
        self.watch((), viewer)
        del self._viewers[viewer]

    async def close(self) -> None:
        """Stop looking."""
        looks = list(self._looks.values())
        self._viewers.clear()
        self._looks.clear()
        self._known.clear()
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)

    async def _look(self, node_id: NodeId) -> None:
        while True:
            while (view := self._view(node_id)) is None or view.snapshot is None:  # noqa: ASYNC110 - a value, no event
                await asyncio.sleep(_READY_SECONDS)
            link: ProbeLink | None = None
            try:
                link = await self._dialer.dial(view.node)
                pace = Pace(self._interval_seconds)
                await self._visit.look_closely(link, pace, lambda facts: self._heard(node_id, facts))
            except ConsoleError as error:
                log.info("%s cannot be looked at closely: %s", node_id, error)
                self._tell(node_id, replace(self._known.get(node_id, NodeDetail()), problem=error.problem))
            finally:
                if link is not None:
                    await link.release()
            await asyncio.sleep(AGAIN_SECONDS)

    def _heard(self, node_id: NodeId, facts: Facts) -> None:
        self._tell(node_id, merged(self._known.get(node_id, NodeDetail()), facts, self._clock))

    def _tell(self, node_id: NodeId, detail: NodeDetail) -> None:
        if detail != self._known.get(node_id):
            self._known[node_id] = detail
            self._on_detail(node_id, detail)


def _has_devices(known: NodeDetail | None) -> bool:
    """Tell whether a node has told of its devices, or why it cannot."""
    return known is not None and (known.gpus is not None or known.problem is not None)


def merged(known: NodeDetail, facts: Facts, clock: Clock) -> NodeDetail:
    """Return what is known after some more was said; what was not asked this time stays as it was."""
    now, detail = clock.now(), replace(known, problem=None)
    if "gpu_details" in facts:
        detail = replace(detail, gpus=facts["gpu_details"], gpus_at=now)
    if "fabric_manager" in facts:
        detail = replace(detail, fabric_manager=facts["fabric_manager"])
    if "containers" in facts:
        denied = facts.get("engines_denied", ())
        detail = replace(detail, containers=facts["containers"], containers_at=now, engines_denied=denied)
    if "environments" in facts:
        detail = replace(detail, environments=facts["environments"], environments_at=now)
    return detail
