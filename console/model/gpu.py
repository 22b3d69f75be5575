"""A GPU as its driver reports it. ``None`` is: the device does not say."""

from __future__ import annotations

from dataclasses import dataclass

from console.model.errors import Problem


@dataclass(frozen=True, slots=True)
class Gpu:
    """One GPU of a node, one sample."""

    index: int
    uuid: str | None = None
    name: str | None = None
    bus_id: str | None = None
    memory_total_bytes: int | None = None
    memory_used_bytes: int | None = None
    utilization_percent: float | None = None
    temperature_celsius: float | None = None
    power_draw_watts: float | None = None
    power_limit_watts: float | None = None
    ecc_uncorrected: int | None = None
    fault: Problem | None = None
    """Set when the device is lost or its values could not be read."""


@dataclass(frozen=True, slots=True)
class GpuProcess:
    """A process that computes on a GPU."""

    gpu_uuid: str
    pid: int
    name: str | None = None
    """The program, as the driver calls it."""
    user: str | None = None
    command: str | None = None
    """The whole command line; None where it may not be read."""
    memory_used_bytes: int | None = None
    """Of the GPU."""
