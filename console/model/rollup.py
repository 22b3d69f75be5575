"""The sum of many nodes: a group in the tree, the whole fleet in the bar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from console.model.gpu import Gpu
from console.model.node import SEVERITY, NodeState, NodeView

_RANK = {state: rank for rank, state in enumerate(SEVERITY)}
_WITHOUT_ANSWER = frozenset(
    {NodeState.KEY_CHANGED, NodeState.UNREACHABLE, NodeState.STALE, NodeState.CONNECTING, NodeState.IDLE}
)


@dataclass(frozen=True, slots=True)
class Rollup:
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


def roll_up(views: Iterable[NodeView]) -> Rollup:
    """Sum up ``views``. Values of nodes that do not answer are not counted as if they were fresh."""
    nodes = tuple(views)
    gpus = [gpu for view in nodes if is_reachable(view) and view.snapshot for gpu in view.snapshot.gpus]
    loads = [gpu.utilization_percent for gpu in gpus if gpu.utilization_percent is not None]
    memory = [gpu.memory_total_bytes for gpu in gpus if gpu.memory_total_bytes is not None]
    return Rollup(
        nodes_total=len(nodes),
        nodes_reachable=sum(map(is_reachable, nodes)),
        gpus_total=sum(len(view.snapshot.gpus) for view in nodes if view.snapshot),
        gpus_ok=sum(gpu.fault is None for gpu in gpus),
        utilization_percent=sum(loads) / len(loads) if loads else None,
        temperature_celsius=max(_told(gpus, "temperature_celsius"), default=None),
        power_draw_watts=_sum(_told(gpus, "power_draw_watts")),
        memory_used_bytes=sum(gpu.memory_used_bytes or 0 for gpu in gpus) if memory else None,
        memory_total_bytes=sum(memory) if memory else None,
        worst=worst_state(view.state for view in nodes),
        simulated=any(view.node.simulated for view in nodes),
    )


def _told(gpus: Iterable[Gpu], field: str) -> list[float]:
    values = (getattr(gpu, field) for gpu in gpus)
    return [float(value) for value in values if value is not None]


def _sum(values: list[float]) -> float | None:
    return sum(values) if values else None
