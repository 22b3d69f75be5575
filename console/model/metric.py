"""What is measured over time: of the fleet, of a node, of a GPU. Each metric once, with its unit."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from console.model.ids import NodeId

FLEET = NodeId("")
"""Stands for the whole fleet where a history is asked for."""


class Metric(IntEnum):
    """What a series says. The numbers are written to files: never change one, never use one again."""

    UTILIZATION = 1
    MEMORY = 2
    TEMPERATURE = 3
    POWER = 4
    ECC_UNCORRECTED = 5
    LOAD = 10
    NODE_MEMORY = 11
    DISK = 12
    PROCESSES = 13
    JOBS = 14
    NODES_ANSWERING = 20
    GPUS_OK = 21
    HOTTEST = 22


class MetricSpec(Struct, frozen=True):
    """The unit of a metric, and how finely it is kept."""

    unit: str
    step: float
    """Values are kept as whole multiples of it."""


SPECS: dict[Metric, MetricSpec] = {
    Metric.UTILIZATION: MetricSpec("%", 0.5),
    Metric.MEMORY: MetricSpec("%", 0.1),
    Metric.TEMPERATURE: MetricSpec("°C", 0.5),
    Metric.POWER: MetricSpec("W", 1.0),
    Metric.ECC_UNCORRECTED: MetricSpec("", 1.0),
    Metric.LOAD: MetricSpec("", 0.01),
    Metric.NODE_MEMORY: MetricSpec("%", 0.1),
    Metric.DISK: MetricSpec("%", 0.1),
    Metric.PROCESSES: MetricSpec("", 0.1),
    Metric.JOBS: MetricSpec("", 0.1),
    Metric.NODES_ANSWERING: MetricSpec("", 0.1),
    Metric.GPUS_OK: MetricSpec("", 0.1),
    Metric.HOTTEST: MetricSpec("°C", 0.5),
}

_METRICS = 256


def series_key(metric: Metric, gpu: int | None = None) -> int:
    """Return the number of a series of a node: of itself, or of the GPU with this index."""
    return (0 if gpu is None else gpu + 1) * _METRICS + metric


def metric_of(key: int) -> Metric:
    """Return what a series says."""
    return Metric(key % _METRICS)


def gpu_of(key: int) -> int | None:
    """Return the GPU that a series is about; None: it is about the node."""
    return key // _METRICS - 1 if key >= _METRICS else None
