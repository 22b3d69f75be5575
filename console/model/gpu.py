"""A GPU as its driver reports it. ``None`` is: the device does not say; ``absent`` tells why."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.errors import Problem


class Absence(StrEnum):
    """Why a value is not there. That it is merely old is told by the time of the sample."""

    UNSUPPORTED = "unsupported"
    """The device, its driver or the tool that was asked does not have it."""
    NO_PERMISSION = "no_permission"
    """It would be there for a user with more rights."""
    LOST = "lost"
    """The device does not answer any more."""
    FAILED = "failed"
    """The device answered, with an error."""


Absences = tuple[tuple[str, Absence], ...]
"""Names of values and why they are not there; those that simply were not told are left out."""


class Gpu(Struct, frozen=True, gc=False, array_like=True):
    """One GPU of a node, one sample.

    Eight thousand of them are made every two seconds, on either side of the wire: the collector passes them by, and
    the names of their fields do not travel.
    """

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
    concerns: tuple[Problem, ...] = ()
    """What is wrong with a device that answers: memory rows to be remapped, an XID, a brake on its clocks."""
    absent: Absences = ()

    def why(self, name: str) -> Absence | None:
        """Return why a value is not there, where that is known."""
        if self.fault is not None and self.fault.code == "gpu.lost":
            return Absence.LOST
        return why(self.absent, name)


def why(absent: Absences, name: str) -> Absence | None:
    """Return why the value ``name`` is not there, where that is known."""
    return next((reason for known, reason in absent if known == name), None)


class GpuProcess(Struct, frozen=True):
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
    container: str | None = None
    """Identity of the container that it runs in, the first twelve digits as the engines print them."""
    job: str | None = None
    """Number of its Slurm job."""
    pod: str | None = None
    """Its Kubernetes pod: what it calls itself where the process lets that be read, else its identity (uid)."""


class Xid(Struct, frozen=True):
    """A message of the NVIDIA driver that something went wrong on a GPU."""

    code: int
    bus_id: str
    """Where the GPU is, as the kernel writes it: ``0000:1b:00``."""
    after_boot_seconds: float | None
    """When, by the clock that starts with the node; None where only the order is known."""
    text: str = ""
    """What the driver said."""


def place_of(bus_id: str) -> str:
    """Return a place on the bus as the kernel writes it: NVML's has a domain of eight digits and a function."""
    parts = bus_id.lower().partition(".")[0].split(":")
    return ":".join([parts[0][-4:], *parts[1:]]) if len(parts) == 3 else bus_id.lower()
