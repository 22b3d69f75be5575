"""The fleet at work: who is watched is asked, what changes is told, samples at most once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping

from console.fleet.endpoint import endpoint
from console.fleet.events import Connecting, FleetEvent, NodeRemoved, NodesLoaded, SampleArrived, Tick, Unwatched
from console.fleet.link import Dialer
from console.fleet.sampler import INTERVAL_SECONDS, NodeSampler
from console.fleet.store import FleetStore, Pending
from console.fleet.visit import Visit
from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import ChangeSet, Node, NodeState, NodeView, Snapshot, Source
from console.wire.tasks import TaskSet

SHORTEST_GAP_SECONDS = 0.1
"""Between two ChangeSets while nodes change their state; what comes after a quiet moment is told at once."""
SAMPLES_GAP_SECONDS = 1.0
"""After one that had new samples only, unless a state changes meanwhile. Each makes the window paint, which paints the
rows once a second in any case: with eight nodes sampled every two seconds the shortest gap took a quarter more
processor time of an idle desk."""
MOST_ROWS = 900
"""New nodes and GPUs in one ChangeSet, a hundred nodes of eight: the window takes them in between two pictures."""
MOST_NODES = 100
"""In one ChangeSet: as a message it is some 200 kB, which stay in the processor's cache on their way."""
_TICK_SECONDS = 1.0


class Fleet:
    """Asks the nodes that somebody looks at and keeps the store up to date."""

    def __init__(
        self,
        store: FleetStore,
        dialer: Dialer,
        clock: Clock,
        tasks: TaskSet,
        on_changes: Callable[[ChangeSet], None],
        interval_seconds: float = INTERVAL_SECONDS,
    ) -> None:
        self._store = store
        self._dialer = dialer
        self._tasks = tasks
        self._on_changes = on_changes
        self._interval_seconds = interval_seconds
        self._visit = Visit(clock)
        self._samplers: dict[NodeId, tuple[NodeSampler, asyncio.Task[None]]] = {}
        self._viewers: dict[str, frozenset[NodeId] | None] = {}
        self._pending = Pending()
        self._gap: asyncio.TimerHandle | None = None
        self._told_at = 0.0
        self._is_long_gap = False
        self._states: dict[NodeId, NodeState] = {}
        self._ticker: asyncio.Task[None] | None = None
        self._fed: dict[str, frozenset[NodeId]] = {}
        """Nodes whose values come from somewhere else, by who brings them."""

    def load(
        self,
        nodes: Iterable[Node],
        *,
        replaces: Collection[Source] = (),
        problems: Iterable[Problem] = (),
        keeps: Collection[NodeId] = (),
    ) -> None:
        """Take nodes in. Those of the sources in ``replaces`` that are not listed any more go, but for ``keeps``."""
        before = {view.node.id: view.node for view in self._store.views()}
        self._apply(NodesLoaded(tuple(nodes), frozenset(replaces), tuple(problems), frozenset(keeps)))
        for node_id, old in before.items():
            view = self._store.view(node_id)
            if view is None or endpoint(view.node) != endpoint(old):
                self._stop(node_id)
        self._follow_viewers()

    def remove(self, node_id: NodeId) -> None:
        """Take a node out."""
        self._stop(node_id)
        self._apply(NodeRemoved(node_id))

    def watch(self, ids: Collection[NodeId] | None = None, viewer: str = "desk") -> None:
        """Ask these nodes from now on, for this viewer; ``None`` is the whole fleet.

        Hosts that only stand in ssh_config are asked when they are named: a git server in that file
        is no part of the fleet, and must not be called by itself.
        """
        self._viewers[viewer] = None if ids is None else frozenset(ids)
        self._apply(Tick())
        self._follow_viewers()

    def unwatch(self, viewer: str = "desk") -> None:
        """Stop asking what only this viewer looks at."""
        self._viewers.pop(viewer, None)
        self._follow_viewers()

    def feed(self, bringer: str, snapshots: Mapping[NodeId, Snapshot]) -> None:
        """Take values that something else has measured. Those nodes are asked no more, but where they are named.

        Once brought, a node is left to its bringer: what that does not bring any more grows old.
        """
        before = self._fed.get(bringer, frozenset())
        self._fed[bringer] = before | snapshots.keys()
        if self._fed[bringer] != before:
            self._follow_viewers()
        for node_id, snapshot in snapshots.items():
            if node_id not in self._samplers:
                self._apply(SampleArrived(node_id, snapshot))

    def unfeed(self, bringer: str) -> None:
        """Ask nodes again that somebody has brought the values of; those that only that knew are gone."""
        for node_id in self._fed.pop(bringer, frozenset()):
            view = self._store.view(node_id)
            if view is not None and view.node.source is Source.PROMETHEUS:
                self.remove(node_id)
        self._follow_viewers()

    def retry(self, node_id: NodeId) -> None:
        """Call a node again now that a person has acted; watched or not, what it said before is cleared."""
        running = self._samplers.get(node_id)
        if running is not None:
            running[0].retry()
        else:
            self._apply(Connecting(node_id, by_person=True))
            self._apply(Unwatched(node_id))

    def hurry(self) -> None:
        """Let nobody wait for the next call: this computer was away, and the network may be another one now."""
        for sampler, _task in self._samplers.values():
            sampler.hurry()

    def set_interval(self, seconds: float) -> None:
        """Ask at another pace from now on."""
        if seconds == self._interval_seconds:
            return
        self._interval_seconds = seconds
        self._store.set_interval(seconds)
        for node_id in list(self._samplers):
            self._stop(node_id)
        self._follow_viewers()

    async def close(self) -> None:
        """Stop asking."""
        self._viewers.clear()
        running = [task for _, task in self._samplers.values()]
        running += [self._ticker] if self._ticker is not None else []
        self._samplers.clear()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._gap is not None:
            self._gap.cancel()
            self._gap = None

    def _follow_viewers(self) -> None:
        wanted = {view.node.id: view.node for view in self._store.views() if self._is_watched(view)}
        for node_id in [node_id for node_id in self._samplers if node_id not in wanted]:
            self._stop(node_id)
            self._apply(Unwatched(node_id))
        for node_id, node in wanted.items():
            if node_id not in self._samplers:
                sampler = NodeSampler(node, self._dialer, self._visit, self._apply, self._interval_seconds)
                self._samplers[node_id] = (sampler, self._tasks.start(sampler.run(), f"sample {node_id}"))
        ages = bool(wanted) or any(self._fed.values())
        if ages and self._ticker is None:
            self._ticker = self._tasks.start(self._tick(), "age")
        elif not ages and self._ticker is not None:
            self._ticker.cancel()
            self._ticker = None

    def _is_watched(self, view: NodeView) -> bool:
        is_asked = view.node.source not in {Source.SSH_CONFIG, Source.PROMETHEUS}
        is_asked = is_asked and not any(view.node.id in fed for fed in self._fed.values())
        return any(view.node.id in ids if ids is not None else is_asked for ids in self._viewers.values())

    def _stop(self, node_id: NodeId) -> None:
        running = self._samplers.pop(node_id, None)
        if running is not None:
            running[1].cancel()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            for sampler, _task in self._samplers.values():
                sampler.count_missed()
            self._apply(Tick())

    def _apply(self, event: FleetEvent) -> None:
        changes = self._store.apply(event)
        if not (changes.changed or changes.removed or changes.problems):
            return
        self._pending.add(changes)
        if self._gap is None:
            self._tell()
        elif self._is_long_gap and self._are_new(changes):
            self._wait(SHORTEST_GAP_SECONDS)

    def _are_new(self, changes: ChangeSet) -> bool:
        """Tell whether there is more to it than new samples."""
        for view in changes.changed:
            if self._states.get(view.node.id) is not view.state:
                return True
        return bool(changes.removed)

    def _wait(self, seconds: float) -> None:
        """Tell again so many seconds after the last time."""
        if self._gap is not None:
            self._gap.cancel()
        self._is_long_gap = seconds > SHORTEST_GAP_SECONDS
        self._gap = asyncio.get_running_loop().call_at(self._told_at + seconds, self._tell)

    def _tell(self) -> None:
        """Tell what has piled up, then keep silent for a moment."""
        self._gap = None
        if not self._pending:
            return
        changes = self._pending.take(MOST_ROWS)
        are_new = self._are_new(changes)
        self._states |= {view.node.id: view.state for view in changes.changed}
        self._told_at = asyncio.get_running_loop().time()
        self._wait(SHORTEST_GAP_SECONDS if are_new or self._pending else SAMPLES_GAP_SECONDS)
        for part in changes.parts(MOST_NODES):
            self._on_changes(part)
