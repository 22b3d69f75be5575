"""The sum of many nodes: a group in the tree, the whole fleet in the bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from console.model.gpu import Gpu
from console.model.node import SEVERITY, NodeState, NodeView

_RANK = {state: rank for rank, state in enumerate(SEVERITY)}
_WITHOUT_ANSWER = frozenset(
    {NodeState.KEY_CHANGED, NodeState.UNREACHABLE, NodeState.STALE, NodeState.CONNECTING, NodeState.IDLE}
)


class Rollup(Struct, frozen=True):
    """What a group row and the fleet totals show. ``None`` is: no node says it."""

    nodes_total: int = 0
    nodes_reachable: int = 0
    gpus_total: int = 0
    gpus_ok: int = 0
    utilization_percent: float | None = None
    """Mean over the GPUs that tell it."""
    temperature_celsius: float | None = None
    """Of the hottest GPU."""
    power_draw_watts: float | None = None
    memory_used_bytes: int | None = None
    memory_total_bytes: int | None = None
    worst: NodeState = NodeState.IDLE
    simulated: bool = False
    """True when at least one node is simulated."""


def is_reachable(view: NodeView) -> bool:
    """Tell whether the node answers: it may be ill, but it speaks."""
    return view.state not in _WITHOUT_ANSWER


def worst_state(states: Iterable[NodeState]) -> NodeState:
    """Return the most severe of ``states``; ``IDLE`` when there is none."""
    return min(states, key=_RANK.__getitem__, default=NodeState.IDLE)


class Tally(Struct):
    """What sums up to a ``Rollup``: tallies can be added, so that a part that did not change is not gone through.

    Values of nodes that do not answer are not counted as if they were fresh.
    """

    nodes: int = 0
    reachable: int = 0
    gpus: int = 0
    gpus_ok: int = 0
    loads: int = 0
    load_percent: float = 0.0
    hottest_celsius: float | None = None
    draws: int = 0
    draw_watts: float = 0.0
    memories: int = 0
    used_bytes: int = 0
    memory_bytes: int = 0
    worst_rank: int = _RANK[NodeState.IDLE]
    simulated: bool = False

    def count(self, view: NodeView) -> None:
        """Add a node."""
        self.nodes += 1
        self.worst_rank = min(self.worst_rank, _RANK[view.state])
        self.simulated = self.simulated or view.node.simulated
        gpus = view.snapshot.gpus if view.snapshot else ()
        self.gpus += len(gpus)
        if is_reachable(view):
            self.reachable += 1
            self._count_gpus(gpus)

    def _count_gpus(self, gpus: Sequence[Gpu]) -> None:
        """Add devices: eight thousand of them every two seconds, so nothing is looked up or called for each."""
        faults = loads = memories = draws = used = total = 0
        load = watts = 0.0
        heat: float | None = None
        for gpu in gpus:
            if gpu.fault is not None:
                faults += 1
            if (value := gpu.memory_used_bytes) is not None:
                used += value
            if (value := gpu.memory_total_bytes) is not None:
                memories += 1
                total += value
            if (percent := gpu.utilization_percent) is not None:
                loads += 1
                load += percent
            if (draw := gpu.power_draw_watts) is not None:
                draws += 1
                watts += draw
            if (celsius := gpu.temperature_celsius) is not None and (heat is None or celsius > heat):
                heat = celsius
        self.gpus_ok += len(gpus) - faults
        self.loads += loads
        self.load_percent += load
        self.draws += draws
        self.draw_watts += watts
        self.memories += memories
        self.used_bytes += used
        self.memory_bytes += total
        if heat is not None:
            self._heat(heat)

    def _heat(self, celsius: float) -> None:
        if self.hottest_celsius is None or celsius > self.hottest_celsius:
            self.hottest_celsius = float(celsius)

    def add(self, part: Tally) -> None:
        """Add what has been counted already."""
        self.nodes += part.nodes
        self.reachable += part.reachable
        self.gpus += part.gpus
        self.gpus_ok += part.gpus_ok
        self.loads += part.loads
        self.load_percent += part.load_percent
        self.draws += part.draws
        self.draw_watts += part.draw_watts
        self.memories += part.memories
        self.used_bytes += part.used_bytes
        self.memory_bytes += part.memory_bytes
        self.worst_rank = min(self.worst_rank, part.worst_rank)
        self.simulated = self.simulated or part.simulated
        if part.hottest_celsius is not None:
            self._heat(part.hottest_celsius)

    def rollup(self) -> Rollup:
        """Return the sum."""
        return Rollup(
            nodes_total=self.nodes,
            nodes_reachable=self.reachable,
            gpus_total=self.gpus,
            gpus_ok=self.gpus_ok,
            utilization_percent=self.load_percent / self.loads if self.loads else None,
            temperature_celsius=self.hottest_celsius,
            power_draw_watts=self.draw_watts if self.draws else None,
            memory_used_bytes=self.used_bytes if self.memories else None,
            memory_total_bytes=self.memory_bytes if self.memories else None,
            worst=SEVERITY[self.worst_rank],
            simulated=self.simulated,
        )


def roll_up(views: Iterable[NodeView]) -> Rollup:
    """Sum up ``views``."""
    tally = Tally()
    for view in views:
        tally.count(view)
    return tally.rollup()
