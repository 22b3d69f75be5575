"""The single writer of the fleet: events go in, the rows that changed come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from console.fleet import condition, events
from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import ChangeSet, Node, NodeState, NodeView, Source
from console.model.rollup import Rollup, roll_up

_PRECEDENCE: Mapping[Source, int] = {
    Source.LOCAL: 0,
    Source.SIMULATION: 1,
    Source.INVENTORY: 2,
    Source.SSH_CONFIG: 3,
    Source.ANSIBLE: 4,
    Source.SLURM: 5,
    Source.KUBERNETES: 6,
    Source.QUICK_CONNECT: 7,
    Source.PROMETHEUS: 8,
}
"""Who is believed when two sources have the same id; lower is stronger."""

MISSED_SAMPLES = 3
"""After so many the values count as stale, however seldom they come."""

_AGEING = frozenset({NodeState.OK, NodeState.WARNING, NodeState.FAILED, NodeState.STALE})


class _Record(Struct, frozen=True, gc=False):
    view: NodeView
    sampled_at: float | None = None
    """Monotonic time of the snapshot."""
    gpus_seen: int = 0


class FleetStore:
    """All nodes and how they are. Nobody else keeps fleet state."""

    def __init__(self, clock: Clock, interval_seconds: float = 0.0) -> None:
        self._clock = clock
        self._records: dict[NodeId, _Record] = {}
        self.set_interval(interval_seconds)

    def set_interval(self, seconds: float) -> None:
        """Say how often nodes are asked: who is asked seldom is not silent in between."""
        self._stale_after_seconds = max(condition.STALE_AFTER_SECONDS, MISSED_SAMPLES * seconds)
        self._gone_after_seconds = max(condition.GONE_AFTER_SECONDS, 2 * MISSED_SAMPLES * seconds)

    def views(self) -> tuple[NodeView, ...]:
        """Return every node, in the order in which they were loaded."""
        return tuple(record.view for record in self._records.values())

    def view(self, node_id: NodeId) -> NodeView | None:
        """Return one node."""
        record = self._records.get(node_id)
        return record.view if record else None

    def totals(self) -> Rollup:
        """Return the sum over the whole fleet."""
        return roll_up(record.view for record in self._records.values())

    def now(self) -> datetime:
        """Return the wall time that snapshots are stamped with."""
        return self._clock.now()

    def apply(self, event: events.FleetEvent) -> ChangeSet:
        """Take in what happened and return what changed by it."""
        match event:
            case events.SampleArrived(node_id):  # nearly always
                return self._sampled(node_id, event)
            case events.NodesLoaded():
                return self._loaded(event)
            case events.NodeRemoved(node_id):
                return ChangeSet(removed=(node_id,)) if self._records.pop(node_id, None) else ChangeSet()
            case events.Tick():
                return self._update(self._ageing(), self._aged)
            case _:
                return self._update([event.node_id], lambda record: self._happened(record, event))

    def _happened(
        self,
        record: _Record,
        event: events.Connecting | events.SampleMissed | events.LinkLost | events.Refused | events.Unwatched,
    ) -> _Record:
        view = record.view
        match event:
            case events.Connecting(by_person=by_person):
                return replace(record, view=_calling(view, by_person=by_person))
            case events.SampleMissed():
                return self._aged(replace(record, view=replace(view, missed_samples=view.missed_samples + 1)))
            case events.LinkLost(problem=problem):
                lost = replace(view, state=NodeState.UNREACHABLE, problem=problem, latency_seconds=None)
                return self._aged(replace(record, view=lost))
            case events.Refused(problem=problem):
                refused = replace(view, state=condition.refusal_state(problem), problem=problem, latency_seconds=None)
                return self._aged(replace(record, view=refused))
            case events.Unwatched():
                return replace(record, view=_left_alone(view))

    def _sampled(self, node_id: NodeId, event: events.SampleArrived) -> ChangeSet:
        record = self._records.get(node_id)
        if record is None:
            return ChangeSet()
        seen = max(record.gpus_seen, len(event.snapshot.gpus))
        state, problem = condition.judge(event.snapshot, seen)
        view = NodeView(record.view.node, state, problem, event.snapshot, event.latency_seconds)
        self._records[node_id] = _Record(view, self._clock.monotonic(), seen)
        return ChangeSet((view,))

    def _ageing(self) -> list[NodeId]:
        """Return the nodes whose values are old: of a fleet that answers, nobody's."""
        oldest = self._clock.monotonic() - self._stale_after_seconds
        records = self._records.items()
        return [node_id for node_id, record in records if record.sampled_at is not None and record.sampled_at <= oldest]

    def _aged(self, record: _Record) -> _Record:
        """Say how old the values are, and drop those that are too old to show."""
        if record.sampled_at is None:
            return record
        age = self._clock.monotonic() - record.sampled_at
        view = record.view
        if age >= self._gone_after_seconds:
            silent = view.state in _AGEING
            state = NodeState.UNREACHABLE if silent else view.state
            problem = condition.silence(age) if silent else view.problem
            return replace(record, sampled_at=None, view=replace(view, snapshot=None, state=state, problem=problem))
        if age >= self._stale_after_seconds and view.state in _AGEING:
            return replace(record, view=replace(view, state=NodeState.STALE, problem=None))
        return record

    def _loaded(self, event: events.NodesLoaded) -> ChangeSet:
        listed = {node.id for node in event.nodes}
        removed = tuple(
            node_id
            for node_id, record in self._records.items()
            if node_id not in listed | event.keeps and record.view.node.source in event.replaces
        )
        for node_id in removed:
            del self._records[node_id]
        kept = [replace(self._records[node_id].view.node, known_by=()) for node_id in self._orphans(event, listed)]
        adopted = (self._adopted(node, event.replaces) for node in (*event.nodes, *kept))
        return ChangeSet(tuple(view for view in adopted if view is not None), removed, event.problems)

    def _orphans(self, event: events.NodesLoaded, listed: set[NodeId]) -> list[NodeId]:
        """Return the nodes that no source knows any more, and that stay because somebody works on them."""
        return [
            node_id
            for node_id, record in self._records.items()
            if node_id in event.keeps - listed and record.view.node.source in event.replaces
        ]

    def _adopted(self, node: Node, replaces: frozenset[Source]) -> NodeView | None:
        """Add a node or bring it up to date; None when there is nothing new about it."""
        known = self._records.get(node.id)
        if known is None:
            self._records[node.id] = _Record(NodeView(node))
            return self._records[node.id].view
        old = known.view.node
        weaker = _PRECEDENCE[node.source] > _PRECEDENCE[old.source] and old.source not in replaces
        if old == node or weaker:
            return None
        moved = (old.host, old.port, old.user) != (node.host, node.port, node.user)
        # Values of another machine must not be shown under this one's name.
        record = _Record(NodeView(node)) if moved else replace(known, view=replace(known.view, node=node))
        self._records[node.id] = record
        return record.view

    def _update(self, node_ids: Iterable[NodeId], change: Callable[[_Record], _Record]) -> ChangeSet:
        changed = []
        for node_id in node_ids:
            old = self._records.get(node_id)
            if old is None:
                continue
            new = change(old)
            if new is old:  # each second, of nearly all of them
                continue
            self._records[node_id] = new
            if new.view != old.view:
                changed.append(new.view)
        return ChangeSet(tuple(changed))


def _calling(view: NodeView, *, by_person: bool) -> NodeView:
    """Mark a call; one that is repeated by itself does not hide why the last one failed."""
    if by_person or view.state is NodeState.IDLE:
        return replace(view, state=NodeState.CONNECTING, problem=None)
    return view


def _left_alone(view: NodeView) -> NodeView:
    """Mark a node that nobody asks; a key alarm stays on the screen until somebody tries again."""
    if view.state is NodeState.KEY_CHANGED:
        return view
    return replace(view, state=NodeState.IDLE, problem=None, latency_seconds=None, missed_samples=0)


class Pending:
    """Changes that pile up until they are told; of each node only the last word counts."""

    def __init__(self) -> None:
        self._changed: dict[NodeId, NodeView] = {}
        self._removed: dict[NodeId, None] = {}
        self._problems: dict[tuple[str, str], Problem] = {}
        self._gpus: dict[NodeId, int] = {}
        """How many of each node have been told."""

    def __bool__(self) -> bool:
        return bool(self._changed or self._removed or self._problems)

    def add(self, changes: ChangeSet) -> None:
        """Take changes in; what they cost does not depend on what has piled up already."""
        for view in changes.changed:
            self._changed[view.node.id] = view
            self._removed.pop(view.node.id, None)
        for node_id in changes.removed:
            self._changed.pop(node_id, None)
            self._removed[node_id] = None
        for problem in changes.problems:
            self._problems[problem.code, problem.text()] = problem

    def take(self, most_rows: int | None = None) -> ChangeSet:
        """Return what has piled up as one, the longest waiting nodes first; what makes more rows waits on.

        New rows cost many times more than new values in those that are there: a node whose GPUs are known counts once.
        """
        changed: list[NodeView] = []
        rows = 0
        for view in self._changed.values():
            gpus = len(view.snapshot.gpus) if view.snapshot else 0
            rows += 1 if self._gpus.get(view.node.id) == gpus else 1 + gpus
            if changed and most_rows is not None and rows > most_rows:
                break
            changed.append(view)
        for view in changed:
            del self._changed[view.node.id]
            self._gpus[view.node.id] = len(view.snapshot.gpus) if view.snapshot else 0
        for node_id in self._removed:
            self._gpus.pop(node_id, None)
        taken = ChangeSet(tuple(changed), tuple(self._removed), tuple(self._problems.values()))
        self._removed, self._problems = {}, {}
        return taken
