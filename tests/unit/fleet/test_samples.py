from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.fleet.samples import fleet_sample, sample_of
from console.model.gpu import Gpu, GpuProcess
from console.model.metric import Metric, series_key
from console.model.node import NodeState, NodeView
from tests.unit.fleet.conftest import node, snapshot

GPU = Gpu(
    0, memory_total_bytes=80, memory_used_bytes=20, utilization_percent=90.0, temperature_celsius=70.0,
    power_draw_watts=600.0,
)  # fmt: skip


def view(name: str = "gpu-a01", *gpus: Gpu, state: NodeState = NodeState.OK) -> NodeView:
    return NodeView(node(name), state, snapshot=snapshot(1, *gpus))


def test_a_gpu_says_what_it_knows_and_nothing_else() -> None:
    sample = sample_of(view("gpu-a01", GPU, Gpu(1, temperature_celsius=30.0)))
    assert sample is not None
    assert sample.values[series_key(Metric.MEMORY, 0)] == 25
    assert sample.values[series_key(Metric.POWER, 0)] == 600
    assert sample.values[series_key(Metric.TEMPERATURE, 1)] == 30
    assert series_key(Metric.POWER, 1) not in sample.values
    assert sample.values[Metric.POWER] == 600
    assert sample.values[Metric.HOTTEST] == 70
    assert Metric.LOAD not in sample.values
    assert sample.taken_at == snapshot().taken_at.timestamp()


def test_jobs_are_counted_once_however_many_processes_they_have() -> None:
    seen = replace(
        snapshot(1, GPU),
        gpu_processes=(GpuProcess("u", 1, job="41"), GpuProcess("u", 2, job="41"), GpuProcess("u", 3, pod="a")),
    )
    sample = sample_of(NodeView(node(), NodeState.OK, snapshot=seen))
    assert sample is not None
    assert sample.values[Metric.PROCESSES] == 3
    assert sample.values[Metric.JOBS] == 2


def test_the_fleet_is_the_sum_of_those_that_answer() -> None:
    gone = view("gpu-a03", GPU, state=NodeState.UNREACHABLE)
    total = fleet_sample([view("gpu-a01", GPU), view("gpu-a02", GPU), gone], 5.0)
    assert total is not None
    assert total.values[Metric.POWER] == pytest.approx(1200)
    assert total.values[Metric.NODES_ANSWERING] == 2
    assert fleet_sample([NodeView(node())], 5.0) is None
    assert sample_of(NodeView(node())) is None
