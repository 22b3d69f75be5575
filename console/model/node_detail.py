"""All that can be known of a node somebody looks at closely: its devices, containers and Python environments.

A ``Snapshot`` is lean, because a thousand of them travel every other second. This is what one node says to who
opened it. ``None`` is: not looked at yet, or not told; ``absent`` tells why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from console.model.errors import Problem
from console.model.gpu import Absence

Value = bool | int | float | str | tuple[str, ...]
"""What a field holds; a tuple is a set of words, such as the reasons why clocks are held back."""


class Kind(StrEnum):
    """What a field holds."""

    NUMBER = "number"
    COUNT = "count"
    TEXT = "text"
    FLAG = "flag"
    WORDS = "words"


class Section(StrEnum):
    """Which fields stand together."""

    DEVICE = "device"
    LOAD = "load"
    MEMORY = "memory"
    TEMPERATURE = "temperature"
    POWER = "power"
    CLOCKS = "clocks"
    PCIE = "pcie"
    ECC = "ecc"
    ROWS = "rows"


FIELDS: Mapping[str, tuple[Section, Kind]] = {
    "name": (Section.DEVICE, Kind.TEXT),
    "uuid": (Section.DEVICE, Kind.TEXT),
    "bus_id": (Section.DEVICE, Kind.TEXT),
    "serial": (Section.DEVICE, Kind.TEXT),
    "vbios": (Section.DEVICE, Kind.TEXT),
    "architecture": (Section.DEVICE, Kind.TEXT),
    "compute_capability": (Section.DEVICE, Kind.TEXT),
    "persistence": (Section.DEVICE, Kind.FLAG),
    "compute_mode": (Section.DEVICE, Kind.TEXT),
    "mig_enabled": (Section.DEVICE, Kind.FLAG),
    "fabric_state": (Section.DEVICE, Kind.TEXT),
    "utilization_percent": (Section.LOAD, Kind.NUMBER),
    "memory_utilization_percent": (Section.LOAD, Kind.NUMBER),
    "encoder_percent": (Section.LOAD, Kind.NUMBER),
    "decoder_percent": (Section.LOAD, Kind.NUMBER),
    "performance_state": (Section.LOAD, Kind.TEXT),
    "throttle_reasons": (Section.LOAD, Kind.WORDS),
    "memory_total_bytes": (Section.MEMORY, Kind.COUNT),
    "memory_used_bytes": (Section.MEMORY, Kind.COUNT),
    "memory_reserved_bytes": (Section.MEMORY, Kind.COUNT),
    "bar1_total_bytes": (Section.MEMORY, Kind.COUNT),
    "bar1_used_bytes": (Section.MEMORY, Kind.COUNT),
    "temperature_celsius": (Section.TEMPERATURE, Kind.NUMBER),
    "memory_temperature_celsius": (Section.TEMPERATURE, Kind.NUMBER),
    "temperature_max_celsius": (Section.TEMPERATURE, Kind.NUMBER),
    "temperature_slowdown_celsius": (Section.TEMPERATURE, Kind.NUMBER),
    "temperature_shutdown_celsius": (Section.TEMPERATURE, Kind.NUMBER),
    "memory_temperature_max_celsius": (Section.TEMPERATURE, Kind.NUMBER),
    "fan_percent": (Section.TEMPERATURE, Kind.NUMBER),
    "power_draw_watts": (Section.POWER, Kind.NUMBER),
    "power_limit_watts": (Section.POWER, Kind.NUMBER),
    "power_default_watts": (Section.POWER, Kind.NUMBER),
    "power_max_watts": (Section.POWER, Kind.NUMBER),
    "energy_joules": (Section.POWER, Kind.NUMBER),
    "clock_graphics_mhz": (Section.CLOCKS, Kind.COUNT),
    "clock_graphics_max_mhz": (Section.CLOCKS, Kind.COUNT),
    "clock_sm_mhz": (Section.CLOCKS, Kind.COUNT),
    "clock_sm_max_mhz": (Section.CLOCKS, Kind.COUNT),
    "clock_memory_mhz": (Section.CLOCKS, Kind.COUNT),
    "clock_memory_max_mhz": (Section.CLOCKS, Kind.COUNT),
    "clock_video_mhz": (Section.CLOCKS, Kind.COUNT),
    "pcie_generation": (Section.PCIE, Kind.COUNT),
    "pcie_generation_max": (Section.PCIE, Kind.COUNT),
    "pcie_width": (Section.PCIE, Kind.COUNT),
    "pcie_width_max": (Section.PCIE, Kind.COUNT),
    "pcie_sent_bytes_per_second": (Section.PCIE, Kind.NUMBER),
    "pcie_received_bytes_per_second": (Section.PCIE, Kind.NUMBER),
    "pcie_replays": (Section.PCIE, Kind.COUNT),
    "ecc_enabled": (Section.ECC, Kind.FLAG),
    "ecc_corrected_volatile": (Section.ECC, Kind.COUNT),
    "ecc_uncorrected_volatile": (Section.ECC, Kind.COUNT),
    "ecc_corrected_aggregate": (Section.ECC, Kind.COUNT),
    "ecc_uncorrected_aggregate": (Section.ECC, Kind.COUNT),
    "remapped_corrected": (Section.ROWS, Kind.COUNT),
    "remapped_uncorrected": (Section.ROWS, Kind.COUNT),
    "remap_pending": (Section.ROWS, Kind.FLAG),
    "remap_failed": (Section.ROWS, Kind.FLAG),
    "retired_corrected": (Section.ROWS, Kind.COUNT),
    "retired_uncorrected": (Section.ROWS, Kind.COUNT),
    "retired_pending": (Section.ROWS, Kind.FLAG),
}
"""Every value of a device, in the order in which it is shown. Volatile is since the driver was loaded, aggregate is
ever."""

THROTTLE_REASONS: Mapping[int, str] = {
    0x001: "idle",
    0x002: "clocks_setting",
    0x004: "power_cap",
    0x008: "hardware_slowdown",
    0x010: "sync_boost",
    0x020: "software_thermal",
    0x040: "hardware_thermal",
    0x080: "power_brake",
    0x100: "display_clocks",
}
"""The bits of NVML's clocks event reasons (nvml.h, nvmlClocksEventReason*)."""


def throttle_words(bits: int) -> tuple[str, ...]:
    """Return the reasons in a mask of NVML."""
    return tuple(word for bit, word in THROTTLE_REASONS.items() if bits & bit)


class NvLink(Struct, frozen=True):
    """One link of a device to another or to a switch."""

    index: int
    active: bool | None = None
    version: str | None = None
    speed_bytes_per_second: float | None = None
    """In one direction."""
    peer: str | None = None
    """Where it leads: the place on the bus of the other end."""
    replay_errors: int | None = None
    recovery_errors: int | None = None
    crc_errors: int | None = None

    @property
    def errors(self) -> int:
        """Return the sum of what it counted."""
        return (self.replay_errors or 0) + (self.recovery_errors or 0) + (self.crc_errors or 0)


class MigInstance(Struct, frozen=True):
    """A slice of a device that looks like a device of its own. The driver gives no utilisation for one."""

    index: int
    uuid: str | None = None
    profile: str | None = None
    """Such as ``1g.10gb``."""
    gpu_instance: int | None = None
    compute_instance: int | None = None
    memory_total_bytes: int | None = None
    memory_used_bytes: int | None = None
    multiprocessors: int | None = None


class GpuDetail(Struct, frozen=True):
    """One device with all its values."""

    index: int
    values: Mapping[str, Value] = field(default_factory=dict)
    """By the names in ``FIELDS``."""
    absent: Mapping[str, Absence] = field(default_factory=dict)
    links: tuple[NvLink, ...] = ()
    mig: tuple[MigInstance, ...] = ()
    fault: Problem | None = None

    def why(self, name: str) -> Absence | None:
        """Return why a value is not there, where that is known."""
        if self.fault is not None and self.fault.code == "gpu.lost":
            return Absence.LOST
        return self.absent.get(name)


class CudaFit(StrEnum):
    """Whether a driver runs software that was built for a CUDA version."""

    RUNS = "runs"
    MINOR = "minor"
    """Older than the toolkit expects, but of the same major version: minor-version compatibility."""
    TOO_OLD = "too_old"
    UNKNOWN = "unknown"


class Container(Struct, frozen=True):
    """A container on a node."""

    engine: str
    """``docker``, ``podman``, ``nerdctl``, ``crictl``."""
    id: str
    """The first twelve digits."""
    name: str
    image: str
    state: str = ""
    pid: int | None = None
    started: str | None = None
    """As the engine writes it."""
    system: str | None = None
    """What its os-release calls itself: the distribution inside."""
    system_id: str | None = None
    """``ubuntu``, ``alpine``, …"""
    system_absent: Absence | None = None
    """Why there is no distribution: an image without one is unsupported, one that may not be read no_permission."""
    cuda_version: str | None = None
    """Of the CUDA libraries inside."""
    gpus: tuple[str, ...] = ()
    """Devices given to it: ``all``, an index, an identity, a CDI name, a device file."""
    pod: str | None = None
    """Namespace and name of its Kubernetes pod."""


class PythonEnvironment(Struct, frozen=True):
    """A Python with something in it that serves or trains."""

    path: str
    """The folder of its packages, on the node or inside the container."""
    python: str | None = None
    """``3.12``"""
    packages: tuple[tuple[str, str], ...] = ()
    """Names and versions of those that matter, most telling first."""
    cuda_build: str | None = None
    """What its torch was built for: ``12.8``; ``cpu``; ``rocm6.2``."""
    container: str | None = None
    """Identity of the container it is in; None: the node itself."""
    pids: tuple[int, ...] = ()
    """Processes that run from it."""


class NodeDetail(Struct, frozen=True):
    """What a node said to who looks at it closely. Each part has its own age: they are asked at their own pace."""

    problem: Problem | None = None
    """Why nothing (more) comes."""
    gpus: tuple[GpuDetail, ...] | None = None
    gpus_at: datetime | None = None
    fabric_manager: str | None = None
    """``active``, ``inactive``, ``failed``; None where there is none."""
    containers: tuple[Container, ...] | None = None
    containers_at: datetime | None = None
    engines_denied: tuple[str, ...] = ()
    """Container engines that this user may not ask."""
    environments: tuple[PythonEnvironment, ...] | None = None
    environments_at: datetime | None = None
