from __future__ import annotations

from datetime import UTC, datetime

from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import Node, NodeState, NodeView, Snapshot, Source
from console.model.rollup import Rollup, Tally, roll_up, worst_state


def view(name: str, state: NodeState, *gpus: Gpu, source: Source = Source.INVENTORY) -> NodeView:
    node = Node(NodeId(name), name, (), name, source, simulated=source is Source.SIMULATION)
    sample = Snapshot(1, datetime(2026, 1, 1, tzinfo=UTC), gpus=gpus) if gpus else None
    return NodeView(node, state, snapshot=sample)


def test_nothing_is_nothing() -> None:
    assert roll_up([]) == Rollup()


def test_a_group() -> None:
    lost = Gpu(1, fault=Problem("gpu.lost", ""))
    hot = Gpu(0, None, None, None, 100, 50, 90.0, 71.0, 600.0)
    found = roll_up(
        [
            view("a", NodeState.FAILED, hot, lost),
            view("b", NodeState.OK, Gpu(0, utilization_percent=30.0, temperature_celsius=40.0, power_draw_watts=100.0)),
            view(
                "c", NodeState.STALE, Gpu(0, utilization_percent=99.0, temperature_celsius=99.0, power_draw_watts=999.0)
            ),
            view("d", NodeState.CONNECTING, source=Source.SIMULATION),
        ]
    )
    assert (found.nodes_reachable, found.nodes_total) == (2, 4)
    assert (found.gpus_ok, found.gpus_total) == (2, 4), "a GPU that is not heard of is not OK"
    assert found.utilization_percent == 60.0
    assert (found.temperature_celsius, found.power_draw_watts) == (71.0, 700.0)
    assert (found.memory_used_bytes, found.memory_total_bytes) == (50, 100)
    assert (found.worst, found.simulated) == (NodeState.FAILED, True)


def test_unknown_is_not_zero() -> None:
    found = roll_up([view("a", NodeState.OK, Gpu(0))])
    assert (found.utilization_percent, found.temperature_celsius, found.power_draw_watts) == (None, None, None)
    assert (found.memory_used_bytes, found.memory_total_bytes) == (None, None)


def test_severity() -> None:
    order = [
        NodeState.KEY_CHANGED, NodeState.FAILED, NodeState.WARNING, NodeState.UNREACHABLE, NodeState.STALE,
        NodeState.CONNECTING, NodeState.DRAINED, NodeState.OK, NodeState.IDLE,
    ]  # fmt: skip
    for index, state in enumerate(order):
        assert worst_state(order[index:]) is state


def test_parts_that_were_counted_before_add_up_to_the_same() -> None:
    gpus = [
        Gpu(0, utilization_percent=30.0, temperature_celsius=61.0, power_draw_watts=300.0, memory_total_bytes=80),
        Gpu(1, utilization_percent=90.0, temperature_celsius=70.0, memory_total_bytes=80, memory_used_bytes=7),
    ]
    views = [view("a", NodeState.OK, *gpus), view("b", NodeState.STALE, gpus[0]), view("c", NodeState.WARNING, gpus[1])]
    parts = [Tally(), Tally(), Tally()]
    for part, one in zip(parts, views, strict=True):
        part.count(one)
    whole = Tally()
    for part in parts:
        whole.add(part)
    assert whole.rollup() == roll_up(views)
    assert (whole.rollup().utilization_percent, whole.rollup().worst) == (70.0, NodeState.WARNING)
