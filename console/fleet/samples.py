"""Values with their time on the way into the history, and how the fleet's own values become such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Protocol

from msgspec import Struct

from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.metric import FLEET, Metric, series_key
from console.model.node import NodeView, Snapshot
from console.model.rollup import is_reachable, roll_up


class Sample(Struct, frozen=True, gc=False):
    """What is known of a node at one moment. What is not known is not in it."""

    node_id: NodeId
    """``FLEET`` for sums over everything."""
    taken_at: float
    """Seconds since the epoch."""
    values: Mapping[int, float]
    """By ``series_key``, in the unit of the metric."""


class SampleWriter(Protocol):
    """Takes samples for the history, from whatever source. Never blocks and never fails."""

    def write(self, samples: Iterable[Sample]) -> None:
        """Keep these; late ones and such that are out of order find their place."""
        ...


@cache
def _keys_of(index: int) -> tuple[int, int, int, int, int]:
    """Return the numbers of the series of a GPU: plain ones, an enumeration is slow to reckon with."""
    load, memory, heat, power, ecc = (series_key(metric, index) for metric in _OF_A_GPU)
    return load, memory, heat, power, ecc


_OF_A_GPU = (Metric.UTILIZATION, Metric.MEMORY, Metric.TEMPERATURE, Metric.POWER, Metric.ECC_UNCORRECTED)


def sample_of(view: NodeView) -> Sample | None:
    """Return what the last snapshot of a node says; None where it has none."""
    snapshot = view.snapshot
    if snapshot is None:
        return None
    values: dict[int, float] = {}
    _add_node(values, snapshot)
    _add_gpus(values, snapshot.gpus)
    return Sample(view.node.id, snapshot.taken_at.timestamp(), values)


def _add_node(values: dict[int, float], snapshot: Snapshot) -> None:
    if snapshot.load_1m is not None:
        values[Metric.LOAD] = snapshot.load_1m
    if snapshot.memory_total_bytes and snapshot.memory_available_bytes is not None:
        values[Metric.NODE_MEMORY] = 100 * (1 - snapshot.memory_available_bytes / snapshot.memory_total_bytes)
    if snapshot.disk_total_bytes and snapshot.disk_free_bytes is not None:
        values[Metric.DISK] = 100 * (1 - snapshot.disk_free_bytes / snapshot.disk_total_bytes)
    if snapshot.gpu_processes is not None:
        values[Metric.PROCESSES] = len(snapshot.gpu_processes)
        values[Metric.JOBS] = len(work_of(snapshot))


def _add_gpus(values: dict[int, float], gpus: Iterable[Gpu]) -> None:
    """Add what each says, and what the node amounts to by it: of a large fleet four thousand a second."""
    loads: list[float] = []
    heats: list[float] = []
    watts: list[float] = []
    used_bytes = total_bytes = 0
    for gpu in gpus:
        load_key, memory_key, heat_key, power_key, ecc_key = _keys_of(gpu.index)
        if (load := gpu.utilization_percent) is not None:
            values[load_key] = load
            loads.append(load)
        if (used := gpu.memory_used_bytes) is not None and (total := gpu.memory_total_bytes):
            values[memory_key] = 100 * used / total
            used_bytes += used
            total_bytes += total
        if (heat := gpu.temperature_celsius) is not None:
            values[heat_key] = heat
            heats.append(heat)
        if (draw := gpu.power_draw_watts) is not None:
            values[power_key] = draw
            watts.append(draw)
        if gpu.ecc_uncorrected:
            values[ecc_key] = gpu.ecc_uncorrected
    if watts:
        values[Metric.POWER] = sum(watts)
    if loads:
        values[Metric.UTILIZATION] = sum(loads) / len(loads)
    if heats:
        values[Metric.TEMPERATURE] = sum(heats) / len(heats)
        values[Metric.HOTTEST] = max(heats)
    if total_bytes:
        values[Metric.MEMORY] = 100 * used_bytes / total_bytes


def work_of(snapshot: Snapshot) -> frozenset[str]:
    """Return the Slurm jobs and pods that compute on a node's GPUs."""
    found = snapshot.gpu_processes or ()
    return frozenset(work for process in found if (work := process.job or process.pod) is not None)


def fleet_sample(views: Sequence[NodeView], taken_at: float) -> Sample | None:
    """Return the sums over all nodes that answer; None where none ever did."""
    answering = [view for view in views if view.snapshot is not None and is_reachable(view)]
    total = roll_up(views)
    if not answering and not total.gpus_total:
        return None
    values: dict[int, float] = {Metric.NODES_ANSWERING: total.nodes_reachable, Metric.GPUS_OK: total.gpus_ok}
    if total.utilization_percent is not None:
        values[Metric.UTILIZATION] = total.utilization_percent
    if total.temperature_celsius is not None:
        values[Metric.HOTTEST] = total.temperature_celsius
    if total.power_draw_watts is not None:
        values[Metric.POWER] = total.power_draw_watts
    if total.memory_total_bytes and total.memory_used_bytes is not None:
        values[Metric.MEMORY] = 100 * total.memory_used_bytes / total.memory_total_bytes
    heat = [
        gpu.temperature_celsius
        for view in answering
        if view.snapshot
        for gpu in view.snapshot.gpus
        if gpu.temperature_celsius is not None
    ]
    if heat:
        values[Metric.TEMPERATURE] = sum(heat) / len(heat)
    snapshots = [view.snapshot for view in answering if view.snapshot and view.snapshot.gpu_processes is not None]
    if snapshots:
        values[Metric.PROCESSES] = sum(len(snapshot.gpu_processes or ()) for snapshot in snapshots)
        values[Metric.JOBS] = len({work for snapshot in snapshots for work in work_of(snapshot)})
    return Sample(FLEET, taken_at, values)
