"""AMD GPUs through ``amd-smi``, or ``rocm-smi`` where there is only that: from their JSON.

Both are Python programs that take half a second of processor time, so they are asked every quarter of a minute, and
what never changes once. ``amd-smi`` of ROCm 6 prints a bare list, from 7 on a table with ``gpu_data``; a value is a
number with its unit, or the text ``N/A``, and on partitions whole sections are (ROCm/amdsmi issue 134).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping

from console.model.errors import Problem
from console.model.gpu import Absence, Gpu, GpuProcess
from console.model.node_detail import GpuDetail, Value
from console.model.probe import Facts, Probe, Reading, When, through_shell
from console.model.text import N_

SHELL = r"""
every=$((${pace:-1} * 2))
[ $((${n:-1} % every)) -eq $((1 % every)) ] || return 0
PATH=$PATH:/opt/rocm/bin
limit=
command -v timeout >/dev/null && limit='timeout 20'
line() { tr -d '\n\r'; printf '\n'; }
if command -v amd-smi >/dev/null; then
  said=$($limit amd-smi metric --json) || return 1
  case ${known:-} in
    *' static '*) ;;
    *)
      printf 'once static %s\n' "$($limit amd-smi static --json | line)"
      printf 'once list %s\n' "$($limit amd-smi list --json | line)"
      ;;
  esac
  printf 'metric %s\n' "$(printf '%s' "$said" | line)"
  printf 'process %s\n' "$($limit amd-smi process --json | line)"
elif command -v rocm-smi >/dev/null; then
  said=$($limit rocm-smi --showid --showproductname --showuniqueid --showbus --showdriverversion --showuse \
    --showmemuse --showmeminfo vram --showtemp --showpower --showmaxpower --showclocks --showfan --json) || return 1
  printf 'rocm %s\n' "$(printf '%s' "$said" | line)"
else
  return 127
fi
return 0
"""

_UNITS = {
    "MB": 1 << 20, "MiB": 1 << 20, "GB": 1 << 30, "GiB": 1 << 30, "KB": 1 << 10, "B": 1, "Mb/s": 125_000, "Gb/s": 125e6,
    "uJ": 1e-6, "kW": 1000, "mW": 0.001,
}  # fmt: skip
_METRICS: Mapping[str, tuple[str, ...]] = {
    "utilization_percent": ("usage.gfx_activity",),
    "memory_utilization_percent": ("usage.umc_activity",),
    "memory_total_bytes": ("mem_usage.total_vram", "vram.size"),
    "memory_used_bytes": ("mem_usage.used_vram",),
    "temperature_celsius": ("temperature.edge", "temperature.hotspot"),
    "memory_temperature_celsius": ("temperature.mem", "temperature.vram"),
    "temperature_slowdown_celsius": ("limit.slowdown_hotspot_temperature", "limit.slowdown_edge_temperature"),
    "temperature_shutdown_celsius": ("limit.shutdown_hotspot_temperature", "limit.shutdown_edge_temperature"),
    "memory_temperature_max_celsius": ("limit.slowdown_vram_temperature",),
    "fan_percent": ("fan.usage",),
    "power_draw_watts": ("power.socket_power", "power.current_socket_power", "power.average_socket_power"),
    "power_limit_watts": ("limit.socket_power", "limit.ppt0.socket_power_limit", "limit.power_limit"),
    "power_max_watts": ("limit.max_power", "limit.ppt0.max_power_limit"),
    "energy_joules": ("energy.total_energy_consumption",),
    "clock_graphics_mhz": ("clock.gfx_0.clk",),
    "clock_graphics_max_mhz": ("clock.gfx_0.max_clk",),
    "clock_memory_mhz": ("clock.mem_0.clk",),
    "clock_memory_max_mhz": ("clock.mem_0.max_clk",),
    "clock_video_mhz": ("clock.vclk_0.clk",),
    "pcie_width": ("pcie.width",),
    "pcie_width_max": ("bus.max_pcie_width",),
    "pcie_replays": ("pcie.replay_count",),
    "ecc_corrected_volatile": ("ecc.total_correctable_count",),
    "ecc_uncorrected_volatile": ("ecc.total_uncorrectable_count",),
    "name": ("asic.market_name",),
    "uuid": ("uuid",),
    "bus_id": ("bus.bdf",),
    "serial": ("asic.asic_serial",),
    "vbios": ("vbios.version", "ifwi.version"),
    "architecture": ("asic.target_graphics_version",),
}
_COUNTS = frozenset({
    "memory_total_bytes", "memory_used_bytes", "clock_graphics_mhz", "clock_graphics_max_mhz", "clock_memory_mhz",
    "clock_memory_max_mhz", "clock_video_mhz", "pcie_width", "pcie_width_max", "pcie_replays", "ecc_corrected_volatile",
    "ecc_uncorrected_volatile",
})  # fmt: skip
_TEXTS = frozenset({"name", "uuid", "bus_id", "serial", "vbios", "architecture"})
_ROCM: Mapping[str, tuple[str, ...]] = {
    "name": ("Card Series", "Card series", "Card Model", "Device Name"),
    "uuid": ("Unique ID",),
    "bus_id": ("PCI Bus",),
    "serial": ("Serial Number",),
    "vbios": ("VBIOS version",),
    "utilization_percent": ("GPU use (%)",),
    "memory_utilization_percent": ("GPU memory use (%)", "GPU Memory Allocated (VRAM%)"),
    "memory_total_bytes": ("VRAM Total Memory (B)",),
    "memory_used_bytes": ("VRAM Total Used Memory (B)",),
    "temperature_celsius": ("Temperature (Sensor edge) (C)", "Temperature (Sensor junction) (C)"),
    "memory_temperature_celsius": ("Temperature (Sensor memory) (C)",),
    "fan_percent": ("Fan speed (%)",),
    "power_draw_watts": ("Average Graphics Package Power (W)", "Current Socket Graphics Package Power (W)"),
    "power_max_watts": ("Max Graphics Package Power (W)",),
    "clock_graphics_mhz": ("sclk clock speed:",),
    "clock_memory_mhz": ("mclk clock speed:",),
}
_NUMBER = re.compile(r"\(?(\d{1,18}(?:\.\d{1,6})?) ?(?:Mhz|MHz)?\)?", re.ASCII)
_MOST_GPUS = 256
FAILED = Problem(
    "gpu.amd_failed",
    N_("The AMD tools on the node do not answer."),
    N_("Run amd-smi metric there. The user may have to be in the groups video and render."),
)


def parse(reading: Reading) -> Facts:
    """Return the GPUs with all their values; nothing where it was not looked or there is no tool."""
    said: dict[str, object] = {}
    for line in reading.text.splitlines():
        word, _, text = line.removeprefix("once ").partition(" ")
        if word in {"static", "list", "metric", "process", "rocm"}:
            said[word] = _read(text)
    if "metric" in said:
        details = _details(said["metric"], said.get("static"), said.get("list"))
        facts = _facts("amd-smi", details)
        facts["gpu_processes"] = _processes(said.get("process"), details)
        version = _at(_rows(said.get("static")).get(0, {}), "driver.version")
        if isinstance(version, str) and version != "N/A":
            facts["driver_version"] = version[:60]
        return facts
    if isinstance(said.get("rocm"), dict):
        return _of_rocm(_table(said["rocm"]))
    return {"gpu_source": "amd-smi", "gpu_problem": FAILED} if reading.exit_status in {1, 124} else {}


def _facts(source: str, details: tuple[GpuDetail, ...]) -> Facts:
    return {"gpu_source": source, "gpu_details": details, "gpus": tuple(_lean(detail) for detail in details)}


def _lean(detail: GpuDetail) -> Gpu:
    """Return what of a device travels with each sample."""

    def text(name: str) -> str | None:
        value = detail.values.get(name)
        return value if isinstance(value, str) else None

    def number(name: str) -> float | None:
        value = detail.values.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def count(name: str) -> int | None:
        value = number(name)
        return None if value is None else int(value)

    names = ("utilization_percent", "temperature_celsius", "power_draw_watts", "power_limit_watts")
    return Gpu(
        index=detail.index,
        uuid=text("uuid") or text("bus_id"),
        name=text("name"),
        bus_id=text("bus_id"),
        memory_total_bytes=count("memory_total_bytes"),
        memory_used_bytes=count("memory_used_bytes"),
        utilization_percent=number("utilization_percent"),
        temperature_celsius=number("temperature_celsius"),
        power_draw_watts=number("power_draw_watts"),
        power_limit_watts=number("power_limit_watts"),
        ecc_uncorrected=count("ecc_uncorrected_volatile"),
        absent=tuple((name, detail.absent[name]) for name in names if name in detail.absent),
    )


def _details(metric: object, static: object, listed: object) -> tuple[GpuDetail, ...]:
    lasting, named = _rows(static), _rows(listed)
    return tuple(
        _detail(index, {**named.get(index, {}), **lasting.get(index, {}), **row})
        for index, row in sorted(_rows(metric).items())[:_MOST_GPUS]
    )


def _detail(index: int, row: Mapping[str, object]) -> GpuDetail:
    values: dict[str, Value] = {}
    absent: dict[str, Absence] = {}
    for name, paths in _METRICS.items():
        said = [found for path in paths if (found := _at(row, path)) is not None]
        value = next((value for each in said if (value := _value(name, each)) is not None), None)
        if value is not None:
            values[name] = value
        elif said:
            absent[name] = Absence.UNSUPPORTED
    return GpuDetail(index, values, absent)


def _value(name: str, said: object) -> Value | None:
    if name in _TEXTS:
        return said[:120] if isinstance(said, str) and said not in {"", "N/A"} else None
    unit: object = ""
    if isinstance(said, dict):
        table = _table(said)
        said, unit = table.get("value"), table.get("unit")
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < 1e18 or not math.isfinite(said):
        return None
    number = said * (_UNITS.get(unit, 1) if isinstance(unit, str) else 1)
    if name.endswith("_percent") and number > 100:
        return None
    return int(number) if name in _COUNTS else number


def _processes(said: object, details: tuple[GpuDetail, ...]) -> tuple[GpuProcess, ...]:
    uuids = {detail.index: detail.values.get("uuid") or detail.values.get("bus_id") for detail in details}
    found = []
    for index, row in _rows(said).items():
        listed = row.get("process_list")
        for each in listed[:64] if isinstance(listed, list) else []:
            info = _table(_table(each).get("process_info")) or _table(each)
            pid, name, uuid = info.get("pid"), info.get("name"), uuids.get(index)
            if not isinstance(pid, int) or isinstance(pid, bool) or not 0 < pid < 1 << 31 or not isinstance(uuid, str):
                continue
            memory = _value("memory_used_bytes", _at(info, "memory_usage.vram_mem"))
            found.append(
                GpuProcess(
                    gpu_uuid=uuid,
                    pid=pid,
                    name=name[:300] if isinstance(name, str) and name != "N/A" else None,
                    memory_used_bytes=memory if isinstance(memory, int) else None,
                )
            )
    return tuple(found[:1024])


def _of_rocm(said: Mapping[str, object]) -> Facts:
    details: list[GpuDetail] = []
    for key, row in said.items():
        number = re.fullmatch(r"card(\d{1,3})", key, re.ASCII)
        if number is None or not isinstance(row, dict) or len(details) >= _MOST_GPUS:
            continue
        values: dict[str, Value] = {}
        absent: dict[str, Absence] = {}
        for name, labels in _ROCM.items():
            texts = [text for label in labels if isinstance(text := row.get(label), str)]
            value = next((value for text in texts if (value := _rocm_value(name, text)) is not None), None)
            if value is not None:
                values[name] = value
            elif texts:
                absent[name] = Absence.UNSUPPORTED
        details.append(GpuDetail(int(number[1]), values, absent))
    facts = _facts("rocm-smi", tuple(sorted(details, key=lambda detail: detail.index)))
    version = _table(said.get("system")).get("Driver version")
    if isinstance(version, str):
        facts["driver_version"] = version[:60]
    return facts


def _rocm_value(name: str, text: str) -> Value | None:
    if text in {"", "N/A"}:
        return None
    if name in _TEXTS:
        return text[:120]
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    number = float(found[1])
    if name.endswith("_percent") and number > 100:
        return None
    return int(number) if name in _COUNTS else number


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _rows(said: object) -> dict[int, Mapping[str, object]]:
    """Return what was said of each GPU, from either form."""
    rows = said.get("gpu_data") if isinstance(said, dict) else said
    found: dict[int, Mapping[str, object]] = {}
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        number = row.get("gpu")
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _MOST_GPUS:
            found[number] = row
    return found


def _at(row: object, path: str) -> object:
    for name in path.split("."):
        row = _table(row).get(name)
    return row


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


PYTHON = through_shell(SHELL, 15.0)
PROBE = Probe(name="amd", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
DETAIL = Probe(name="amd_detail", when=When.DETAIL, parse=parse, shell=SHELL, python=PYTHON)
