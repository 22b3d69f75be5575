"""What the history of 1,000 nodes with 8 GPUs each costs: processor time, milliseconds until an answer, bytes."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from console.fleet.curves import curve_of, step_for
from console.fleet.history import TIERS, HistoryFile
from console.fleet.samples import Sample
from console.model.ids import NodeId
from console.model.metric import Metric, series_key

pytestmark = pytest.mark.perf

NODES = 1000
T0 = 1_800_057_600
GPU_METRICS = (Metric.UTILIZATION, Metric.MEMORY, Metric.TEMPERATURE, Metric.POWER)
NODE_METRICS = (Metric.LOAD, Metric.NODE_MEMORY, Metric.DISK, Metric.PROCESSES, Metric.POWER, Metric.HOTTEST)


def batch(start: float, dice: random.Random) -> list[Sample]:
    """Ten seconds of all nodes, a sample every two."""
    keys = [series_key(metric, gpu) for gpu in range(8) for metric in GPU_METRICS] + list(NODE_METRICS)
    return [
        Sample(NodeId(f"gpu-{node:04}"), start + 2 * at, {key: 50 + 4 * dice.random() for key in keys})
        for node in range(NODES)
        for at in range(5)
    ]


def test_a_large_fleet(tmp_path: Path) -> None:
    file, dice = HistoryFile(tmp_path / "h.sqlite", 2 << 30), random.Random(1)
    spent, count = 0.0, 66
    for number in range(count):
        samples = batch(T0 + 10 * number, dice)
        begun = time.process_time()
        file.write(samples)
        spent += time.process_time() - begun
    raw = file.usage().used_bytes
    begun = time.process_time()
    rolled = file.roll_up(T0 + 10 * count + 180, 10_000)
    rolling = time.process_time() - begun
    share = 100 * (spent / (10 * count) + rolling / TIERS[0].span)
    print(f"\nwriting a batch: {1000 * spent / count:.0f} ms of processor time every 10 s")
    print(f"rolling up {rolled} blocks: {rolling:.2f} s every {TIERS[0].span} s; together {share:.1f} % of a core")
    used = file.usage().used_bytes
    print(f"samples of {10 * count} s: {raw / 1e6:.0f} MB; with ten minutes of 10 s steps {used / 1e6:.0f} MB")
    begun = time.perf_counter()
    for node in range(10):
        columns = file.read(NodeId(f"gpu-{node:04}"), T0, T0 + 900, step_for(900, 450))
        curve_of(columns, series_key(Metric.POWER, 0), T0, T0 + 900, 450)
    print(f"a question about 15 minutes of a node: {100 * (time.perf_counter() - begun):.1f} ms")
    file.close()
