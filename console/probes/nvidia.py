"""NVIDIA GPUs through ``nvidia-smi --query-gpu``: fields, never the banner, whose words change with the driver."""

from __future__ import annotations

import csv
import math
import re

from console.model import gpu_problem
from console.model.gpu import Absence, Absences, Gpu
from console.model.probe import Facts, Probe, Reading, When

FIELDS = (
    "index",
    "uuid",
    "name",
    "pci.bus_id",
    "memory.total",
    "memory.used",
    "utilization.gpu",
    "temperature.gpu",
    "power.draw",
    "power.limit",
    "ecc.errors.uncorrected.volatile.total",
    "driver_version",
)

# A lost GPU makes the tool refuse them all: then each one is asked alone, so that the others stay in
# sight. When it fails otherwise, the devices that the kernel sees tell whether GPUs were to be expected.
SHELL = """
limit=
command -v timeout >/dev/null && limit='timeout 10'
query='--query-gpu=@FIELDS@ --format=csv,noheader,nounits'
$limit nvidia-smi $query
status=$?
[ "$status" = 0 ] && return 0
if [ "$status" = 15 ]; then
  index=0
  while [ "$index" -lt 16 ]; do
    $limit nvidia-smi -i "$index" $query
    case $? in
      0) ;;
      15) printf 'lost %s\\n' "$index" ;;
      *) break ;;
    esac
    index=$((index + 1))
  done
  return 15
fi
count=0
for device in /sys/bus/pci/devices/*; do
  [ -r "$device/vendor" ] || continue
  read -r vendor <"$device/vendor"
  read -r class <"$device/class"
  case $vendor$class in 0x10de0x03*) count=$((count + 1)) ;; esac
done
printf 'devices %s\\n' "$count"
return "$status"
""".replace("@FIELDS@", ",".join(FIELDS))

_COUNTED = re.compile(r"^(lost|devices) (\d{1,4})$", re.ASCII)
_MIB = 1 << 20
_LOST = frozenset({"[GPU is lost]", "GPU is lost"})
_RESET = frozenset({"[GPU requires reset]", "GPU requires reset"})
_BROKEN = frozenset({"[Unknown Error]", "ERR!", "[ERR!]", "[GPU access blocked]"})
_MOST_GPUS = 1024
_NAMES = (
    "uuid", "name", "bus_id", "memory_total_bytes", "memory_used_bytes", "utilization_percent", "temperature_celsius",
    "power_draw_watts", "power_limit_watts", "ecc_uncorrected",
)  # fmt: skip
"""What the fields between index and driver are called here."""
_ABSENT = {
    "N/A": Absence.UNSUPPORTED,
    "Not Supported": Absence.UNSUPPORTED,
    "Requested functionality has been deprecated": Absence.UNSUPPORTED,
    "Function Not Found": Absence.UNSUPPORTED,
    "Insufficient Permissions": Absence.NO_PERMISSION,
    "GPU is lost": Absence.LOST,
    "Unknown Error": Absence.FAILED,
    "ERR!": Absence.FAILED,
    "GPU requires reset": Absence.FAILED,
}


def parse(reading: Reading) -> Facts:
    """Return the GPUs; why there are none is a problem only where some were to be expected."""
    facts: Facts = {}
    gpus: dict[int, Gpu] = {}
    devices = 0
    for line in reading.text.splitlines():
        cells = _cells(line)
        if len(cells) == len(FIELDS) and (gpu := _gpu(cells)) is not None and len(gpus) < _MOST_GPUS:
            gpus[gpu.index] = gpu
            if _said(cells[-1]):
                facts["driver_version"] = cells[-1]
        elif (counted := _COUNTED.match(line)) is not None:
            word, number = counted.groups()
            if word == "lost":
                fault = gpu_problem.device_problem(int(number), gpu_problem.GPU_IS_LOST)
                gpus[int(number)] = Gpu(int(number), fault=fault)
            else:
                devices = int(number)
    if reading.exit_status == gpu_problem.NOT_INSTALLED and not devices and not gpus:
        return facts
    facts["gpu_source"] = "nvidia-smi"
    facts["gpus"] = tuple(gpus[index] for index in sorted(gpus))
    if reading.exit_status != 0 and not any(gpu.fault for gpu in gpus.values()):
        facts["gpu_problem"] = gpu_problem.node_problem(_code(reading))
    return facts


def _code(reading: Reading) -> int:
    """Return the NVML code; some versions end with 255 and only say it."""
    text = reading.text
    if "Driver/library version mismatch" in text:
        return gpu_problem.VERSION_MISMATCH
    if "GPU is lost" in text:
        return gpu_problem.GPU_IS_LOST
    if "couldn't communicate with the NVIDIA driver" in text:
        return gpu_problem.DRIVER_NOT_LOADED
    return reading.exit_status


def _cells(line: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True), [])]
    except csv.Error:
        return []


def _gpu(cells: list[str]) -> Gpu | None:
    index, uuid, name, bus_id, *values = cells
    if not index.isdecimal() or len(index) > 4:
        return None
    fault = None
    if _LOST & set(cells):
        fault = gpu_problem.device_problem(int(index), gpu_problem.GPU_IS_LOST)
    elif _RESET & set(cells):
        fault = gpu_problem.device_problem(int(index), gpu_problem.RESET_REQUIRED)
    elif _BROKEN & set(cells):
        fault = gpu_problem.device_problem(int(index), 999)
    total, used, load, temperature, draw, limit, ecc, _ = values
    ecc_count = _number(ecc)
    return Gpu(
        index=int(index),
        uuid=uuid if _said(uuid) else None,
        name=name if _said(name) else None,
        bus_id=bus_id if _said(bus_id) else None,
        memory_total_bytes=_bytes(total),
        memory_used_bytes=_bytes(used),
        utilization_percent=_percent(load),
        temperature_celsius=_number(temperature),
        power_draw_watts=_number(draw),
        power_limit_watts=_number(limit),
        ecc_uncorrected=None if ecc_count is None else int(ecc_count),
        fault=fault,
        absent=_absent(cells[1:-1]),
    )


def _absent(cells: list[str]) -> Absences:
    """Return why values are not there, as the tool puts it in their place."""
    named = zip(_NAMES, cells, strict=True)
    return tuple((name, why) for name, cell in named if (why := _ABSENT.get(cell.strip("[]"))) is not None)


def _said(text: str) -> bool:
    """``[N/A]``, ``[Not Supported]``, ``[GPU is lost]``, ``ERR!``: the tool brackets what is no value."""
    return bool(text) and not text.startswith("[") and text not in {"N/A", "ERR!"} | _LOST | _RESET


def _number(text: str) -> float | None:
    if not _said(text) or len(text) > 24:
        return None
    try:
        value = float(text.split(maxsplit=1)[0])
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _bytes(text: str) -> int | None:
    value = _number(text)
    return None if value is None else int(value * _MIB)


def _percent(text: str) -> float | None:
    value = _number(text)
    return value if value is not None and value <= 100 else None


PROBE = Probe(name="nvidia", when=When.SAMPLE, parse=parse, shell=SHELL)
