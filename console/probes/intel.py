"""Intel data-centre GPUs through ``xpu-smi``: from its JSON.

``discovery`` lists the devices, ``discovery -d`` has memory and driver of one and never changes, ``stats -d`` has the
values of now as a list of metrics (names and units: xpumanager, core/include/xpum_structs.h).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping

from console.model.errors import Problem
from console.model.gpu import Absence, Gpu
from console.model.node_detail import GpuDetail, Value
from console.model.probe import Facts, Probe, Reading, When, through_shell
from console.model.text import N_

SHELL = r"""
every=$((${pace:-1} * 2))
[ $((${n:-1} % every)) -eq $((1 % every)) ] || return 0
command -v xpu-smi >/dev/null || return 127
limit=
command -v timeout >/dev/null && limit='timeout 20'
line() { tr -d '\n\r'; printf '\n'; }
said=$($limit xpu-smi discovery -j) || return 1
printf 'discovery %s\n' "$(printf '%s' "$said" | line)"
for id in $(printf '%s' "$said" | grep -o '"device_id": *[0-9]*' | grep -o '[0-9]*$' | head -n 16); do
  case ${known:-} in
    *" device$id "*) ;;
    *) printf 'once device%s %s\n' "$id" "$($limit xpu-smi discovery -d "$id" -j | line)" ;;
  esac
  printf 'stats %s\n' "$($limit xpu-smi stats -d "$id" -j | line)"
done
return 0
"""

_METRICS: Mapping[str, tuple[str, float]] = {
    "utilization_percent": ("XPUM_STATS_GPU_UTILIZATION", 1),
    "memory_utilization_percent": ("XPUM_STATS_MEMORY_BANDWIDTH", 1),
    "decoder_percent": ("XPUM_STATS_ENGINE_GROUP_MEDIA_ALL_UTILIZATION", 1),
    "power_draw_watts": ("XPUM_STATS_POWER", 1),
    "energy_joules": ("XPUM_STATS_ENERGY", 0.001),
    "clock_graphics_mhz": ("XPUM_STATS_GPU_FREQUENCY", 1),
    "temperature_celsius": ("XPUM_STATS_GPU_CORE_TEMPERATURE", 1),
    "memory_temperature_celsius": ("XPUM_STATS_MEMORY_TEMPERATURE", 1),
    "memory_used_bytes": ("XPUM_STATS_MEMORY_USED", 1 << 20),
    "pcie_received_bytes_per_second": ("XPUM_STATS_PCIE_READ_THROUGHPUT", 1000),
    "pcie_sent_bytes_per_second": ("XPUM_STATS_PCIE_WRITE_THROUGHPUT", 1000),
    "ecc_corrected_volatile": ("XPUM_STATS_RAS_ERROR_CAT_CACHE_ERRORS_CORRECTABLE", 1),
    "ecc_uncorrected_volatile": ("XPUM_STATS_RAS_ERROR_CAT_CACHE_ERRORS_UNCORRECTABLE", 1),
}
_COUNTS = frozenset({"clock_graphics_mhz", "memory_used_bytes", "ecc_corrected_volatile", "ecc_uncorrected_volatile"})
_TEXTS = {"name": "device_name", "uuid": "uuid", "bus_id": "pci_bdf_address", "serial": "serial_number"}
_ONCE = re.compile(r"(?:once device(\d{1,3})|(discovery|stats)) (\{.*\})", re.ASCII)
_MOST_GPUS = 256
FAILED = Problem(
    "gpu.intel_failed",
    N_("xpu-smi on the node does not answer."),
    N_("Run xpu-smi discovery there. The user may have to be in the groups video and render."),
)


def parse(reading: Reading) -> Facts:
    """Return the GPUs with all their values; nothing where it was not looked or there is no tool."""
    listed: list[Mapping[str, object]] = []
    lasting: dict[int, Mapping[str, object]] = {}
    stats: dict[int, Mapping[str, object]] = {}
    for line in reading.text.splitlines():
        found = _ONCE.fullmatch(line)
        said = _table(found[3]) if found is not None else {}
        number = _index(said)
        if found is None:
            continue
        if found[2] == "discovery":
            rows = said.get("device_list")
            listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        elif found[1] is not None:
            lasting[int(found[1])] = said
        elif number is not None:
            stats[number] = said
    if not listed:
        return {"gpu_source": "xpu-smi", "gpu_problem": FAILED} if reading.exit_status in {1, 124} else {}
    details = []
    for row in listed[:_MOST_GPUS]:
        number = _index(row)
        if number is not None:
            details.append(_detail(number, {**row, **lasting.get(number, {})}, stats.get(number, {})))
    facts: Facts = {"gpu_source": "xpu-smi", "gpu_details": tuple(details)}
    facts["gpus"] = tuple(_lean(detail) for detail in details)
    version = next((text for row in lasting.values() if isinstance(text := row.get("driver_version"), str)), None)
    if version:
        facts["driver_version"] = version[:60]
    return facts


def _detail(index: int, row: Mapping[str, object], stats: Mapping[str, object]) -> GpuDetail:
    values: dict[str, Value] = {
        name: text[:120] for name, key in _TEXTS.items() if isinstance(text := row.get(key), str) and text
    }
    size = _number(row.get("memory_physical_size_byte"))
    if size is not None:
        values["memory_total_bytes"] = int(size)
    metrics = _metrics(stats)
    for name, (metric, scale) in _METRICS.items():
        number = metrics.get(metric)
        if number is None or (name.endswith("_percent") and number > 100):
            continue
        values[name] = int(number * scale) if name in _COUNTS else number * scale
    absent = {name: Absence.UNSUPPORTED for name in _METRICS if metrics and name not in values}
    return GpuDetail(index, values, absent)


def _metrics(stats: Mapping[str, object]) -> dict[str, float]:
    """Return the metrics of a device; one that has them for each tile only has the mean of its tiles."""
    level = stats.get("device_level")
    told = _pairs(level)
    tiles = stats.get("tile_level")
    by_tile: dict[str, list[float]] = {}
    for tile in tiles if isinstance(tiles, list) else []:
        for name, number in _pairs(tile.get("data_list") if isinstance(tile, dict) else None).items():
            by_tile.setdefault(name, []).append(number)
    return {name: sum(numbers) / len(numbers) for name, numbers in by_tile.items()} | told


def _pairs(rows: object) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows if isinstance(rows, list) else []:
        name = row.get("metrics_type") if isinstance(row, dict) else None
        if isinstance(row, dict) and isinstance(name, str) and (number := _number(row.get("value"))) is not None:
            found[name] = number
    return found


def _lean(detail: GpuDetail) -> Gpu:
    """Return what of a device travels with each sample."""

    def number(name: str) -> float | None:
        value = detail.values.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def text(name: str) -> str | None:
        value = detail.values.get(name)
        return value if isinstance(value, str) else None

    total, used, errors = (
        number(name) for name in ("memory_total_bytes", "memory_used_bytes", "ecc_uncorrected_volatile")
    )
    names = ("utilization_percent", "temperature_celsius", "power_draw_watts")
    return Gpu(
        index=detail.index,
        uuid=text("uuid"),
        name=text("name"),
        bus_id=text("bus_id"),
        memory_total_bytes=None if total is None else int(total),
        memory_used_bytes=None if used is None else int(used),
        utilization_percent=number("utilization_percent"),
        temperature_celsius=number("temperature_celsius"),
        power_draw_watts=number("power_draw_watts"),
        ecc_uncorrected=None if errors is None else int(errors),
        absent=tuple((name, detail.absent[name]) for name in names if name in detail.absent),
    )


def _index(row: Mapping[str, object]) -> int | None:
    number = row.get("device_id")
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _MOST_GPUS else None


def _number(value: object) -> float | None:
    if isinstance(value, str) and re.fullmatch(r"\d{1,18}(\.\d{1,6})?", value, re.ASCII):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e18:
        return None
    return value if math.isfinite(value) else None


def _table(text: str) -> Mapping[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


PYTHON = through_shell(SHELL, 15.0)
PROBE = Probe(name="intel", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
DETAIL = Probe(name="intel_detail", when=When.DETAIL, parse=parse, shell=SHELL, python=PYTHON)
