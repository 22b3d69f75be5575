"""``nvidia-smi --query-gpu`` and ``--query-compute-apps``: the names of the fields and their values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from console.sim.gpu import GpuReading
from console.sim.processes import Process
from console.sim.smi.table import Versions, process_name, used_memory_mib

LOST = "[GPU is lost]"
ABSENT = "[N/A]"
KEPT_WHEN_LOST = {"index", "name", "uuid", "gpu_uuid", "pci.bus_id", "count", "driver_version", "timestamp", "serial"}


class Asked(Struct, frozen=True):
    """What surrounds a row: the moment, the versions, how many GPUs there are."""

    now: datetime
    versions: Versions
    count: int


class Field(Struct, frozen=True):
    """One field: its unit in the header and how it is read."""

    value: Callable[[GpuReading, Asked], str]
    unit: str = ""


def _reasons(gpu: GpuReading, _asked: Asked) -> str:
    return "0x0000000000000000" if gpu.utilisation_percent else "0x0000000000000001"


def _plain(text: str) -> Field:
    return Field(lambda _gpu, _asked: text)


def _mig(gpu: GpuReading) -> str:
    return ("Enabled" if gpu.mig else "Disabled") if gpu.model.nvlinks else ABSENT


def _link_width(gpu: GpuReading, _asked: Asked) -> str:
    return "16"


FIELDS: dict[str, Field] = {
    "timestamp": Field(lambda _g, a: a.now.strftime("%Y/%m/%d %H:%M:%S.") + f"{a.now.microsecond // 1000:03d}"),
    "driver_version": Field(lambda _g, a: a.versions.driver),
    "count": Field(lambda _g, a: str(a.count)),
    "name": Field(lambda g, _a: g.model.name),
    "serial": Field(lambda g, _a: g.serial),
    "uuid": Field(lambda g, _a: g.uuid),
    "pci.bus_id": Field(lambda g, _a: g.bus_id),
    "pci.domain": _plain("0x0000"),
    "pci.bus": Field(lambda g, _a: f"0x{g.bus_id[9:11]}"),
    "pci.device": _plain("0x00"),
    "pci.device_id": Field(lambda g, _a: g.model.device_id),
    "pci.sub_device_id": Field(lambda g, _a: g.model.subsystem_id),
    "pcie.link.gen.current": Field(lambda g, _a: str(g.model.pcie_generation)),
    "pcie.link.gen.max": Field(lambda g, _a: str(g.model.pcie_generation)),
    "pcie.link.width.current": Field(_link_width),
    "pcie.link.width.max": Field(_link_width),
    "index": Field(lambda g, _a: str(g.index)),
    "display_mode": _plain("Disabled"),
    "display_active": _plain("Disabled"),
    "persistence_mode": _plain("Enabled"),
    "accounting.mode": _plain("Disabled"),
    "vbios_version": Field(lambda g, _a: g.model.vbios),
    "fan.speed": Field(lambda _g, _a: ABSENT, "%"),
    "pstate": Field(lambda g, _a: g.performance_state),
    "clocks_throttle_reasons.active": Field(_reasons),
    "clocks_event_reasons.active": Field(_reasons),
    "clocks_event_reasons.hw_slowdown": _plain("Not Active"),
    "clocks_event_reasons.hw_thermal_slowdown": _plain("Not Active"),
    "clocks_event_reasons.sw_thermal_slowdown": _plain("Not Active"),
    "clocks_event_reasons.sw_power_cap": _plain("Not Active"),
    "memory.total": Field(lambda g, _a: str(g.model.memory_total_mib), "MiB"),
    "memory.reserved": Field(lambda g, _a: str(g.model.memory_reserved_mib), "MiB"),
    "memory.used": Field(lambda g, _a: str(g.memory_used_mib), "MiB"),
    "memory.free": Field(lambda g, _a: str(g.memory_free_mib), "MiB"),
    "compute_mode": _plain("Default"),
    "compute_cap": Field(lambda g, _a: g.model.compute_capability),
    "utilization.gpu": Field(lambda g, _a: str(g.utilisation_percent), "%"),
    "utilization.memory": Field(lambda g, _a: str(g.memory_utilisation_percent), "%"),
    "utilization.encoder": Field(lambda _g, _a: "0", "%"),
    "utilization.decoder": Field(lambda _g, _a: "0", "%"),
    "ecc.mode.current": _plain("Enabled"),
    "ecc.mode.pending": _plain("Enabled"),
    "ecc.errors.corrected.volatile.total": _plain("0"),
    "ecc.errors.corrected.aggregate.total": _plain("0"),
    "ecc.errors.uncorrected.volatile.total": Field(lambda g, _a: str(g.ecc_uncorrected)),
    "ecc.errors.uncorrected.aggregate.total": Field(lambda g, _a: str(g.ecc_uncorrected)),
    "retired_pages.pending": _plain(ABSENT),
    "remapped_rows.correctable": _plain("0"),
    "remapped_rows.uncorrectable": Field(lambda g, _a: str(g.remapped)),
    "remapped_rows.pending": _plain("No"),
    "remapped_rows.failure": _plain("No"),
    "temperature.gpu": Field(lambda g, _a: str(g.temperature_celsius)),
    "temperature.memory": Field(lambda g, _a: str(g.memory_temperature_celsius)),
    "power.management": _plain("Enabled"),
    "power.draw": Field(lambda g, _a: f"{g.power_draw_watts:.2f}", "W"),
    "power.draw.average": Field(lambda g, _a: f"{g.power_draw_watts:.2f}", "W"),
    "power.draw.instant": Field(lambda g, _a: f"{g.power_draw_watts:.2f}", "W"),
    "power.limit": Field(lambda g, _a: f"{g.model.power_limit_watts:.2f}", "W"),
    "enforced.power.limit": Field(lambda g, _a: f"{g.model.power_limit_watts:.2f}", "W"),
    "power.default_limit": Field(lambda g, _a: f"{g.model.power_limit_watts:.2f}", "W"),
    "power.max_limit": Field(lambda g, _a: f"{g.model.power_limit_watts:.2f}", "W"),
    "clocks.current.graphics": Field(lambda g, _a: str(g.clock_mhz), "MHz"),
    "clocks.current.sm": Field(lambda g, _a: str(g.clock_mhz), "MHz"),
    "clocks.current.memory": Field(lambda g, _a: str(g.model.memory_clock_mhz), "MHz"),
    "clocks.max.graphics": Field(lambda g, _a: str(g.model.clock_max_mhz), "MHz"),
    "clocks.max.sm": Field(lambda g, _a: str(g.model.clock_max_mhz), "MHz"),
    "clocks.max.memory": Field(lambda g, _a: str(g.model.memory_clock_mhz), "MHz"),
    "mig.mode.current": Field(lambda g, _a: _mig(g)),
    "mig.mode.pending": Field(lambda g, _a: _mig(g)),
    "gsp.mode.current": _plain("Enabled"),
    "fabric.state": Field(lambda g, _a: "Completed" if g.model.nvlinks > 12 else ABSENT),
    "fabric.status": Field(lambda g, _a: "Success" if g.model.nvlinks > 12 else ABSENT),
}
ALIASES = {
    "gpu_name": "name", "gpu_uuid": "uuid", "gpu_serial": "serial", "gpu_bus_id": "pci.bus_id", "i": "index",
    "clocks.gr": "clocks.current.graphics", "clocks.sm": "clocks.current.sm", "clocks.mem": "clocks.current.memory",
    "clocks.graphics": "clocks.current.graphics", "clocks.memory": "clocks.current.memory",
    "clocks.max.gr": "clocks.max.graphics", "clocks.max.mem": "clocks.max.memory",
}  # fmt: skip
APP_FIELDS = {"timestamp", "gpu_name", "gpu_bus_id", "gpu_serial", "gpu_uuid", "pid", "process_name", "used_gpu_memory"}


class UnknownFieldError(Exception):
    """A field was asked for that there is not."""


def field_of(name: str) -> tuple[str, Field]:
    """Return the header name and the field; UnknownFieldError when there is none."""
    known = ALIASES.get(name, name)
    if known not in FIELDS:
        raise UnknownFieldError(name)
    return known, FIELDS[known]


def gpu_rows(names: list[str], readings: list[GpuReading], asked: Asked, *, units: bool) -> list[list[str]]:
    """Return one row for each GPU."""
    fields = [field_of(name) for name in names]
    rows = []
    for gpu in readings:
        row = []
        for name, field in fields:
            value = LOST if gpu.lost and name not in KEPT_WHEN_LOST else field.value(gpu, asked)
            row.append(f"{value} {field.unit}" if field.unit and units and value[0] != "[" else value)
        rows.append(row)
    return rows


def gpu_header(names: list[str], *, units: bool) -> list[str]:
    """Return the header of the columns."""
    fields = [field_of(name) for name in names]
    return [f"{name} [{field.unit}]" if field.unit and units else name for name, field in fields]


def app_rows(
    names: list[str], readings: list[GpuReading], processes: list[Process], asked: Asked, *, units: bool
) -> list[list[str]]:
    """Return one row for each process on a GPU that answers."""
    by_index = {gpu.index: gpu for gpu in readings if not gpu.lost}
    rows = []
    for process in processes:
        gpu = by_index.get(process.gpu if process.gpu is not None else -1)
        if gpu is None:
            continue
        memory = f"{used_memory_mib(gpu)} MiB" if units else str(used_memory_mib(gpu))
        own = {"pid": str(process.pid), "process_name": process_name(process), "used_gpu_memory": memory}
        own["used_memory"], own["name"] = memory, own["process_name"]
        rows.append([own[name] if name in own else field_of(name)[1].value(gpu, asked) for name in names])
    return rows


def app_header(names: list[str], *, units: bool) -> list[str]:
    """Return the header of the columns of processes; UnknownFieldError for one that there is not."""
    header = []
    for asked in names:
        name = {"used_memory": "used_gpu_memory", "name": "process_name"}.get(asked, asked)
        if name not in APP_FIELDS:
            raise UnknownFieldError(asked)
        header.append(f"{name} [MiB]" if name == "used_gpu_memory" and units else name)
    return header
