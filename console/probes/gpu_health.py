"""What ails an NVIDIA GPU that still answers: memory to be remapped, pages to be retired, clocks that are held back.

These change seldom, so they are asked once in half a minute, and what was said last holds until then.
"""

from __future__ import annotations

import csv

from console.model import gpu_concern
from console.model.errors import Problem
from console.model.node_detail import throttle_words
from console.model.probe import Facts, Probe, Reading, When

SHELL = """
every=$((${pace:-1} * 3))
[ $((${n:-1} % every)) -eq $((1 % every)) ] || return 0
command -v nvidia-smi >/dev/null || return 127
limit=
command -v timeout >/dev/null && limit='timeout 10'
fields=uuid,remapped_rows.pending,remapped_rows.failure,retired_pages.pending
ask="$limit nvidia-smi --format=csv,noheader,nounits"
printf 'health\\n'
# Drivers before 535 call the last field otherwise; an unknown field is refused as a whole.
$ask --query-gpu=$fields,clocks_event_reasons.active || $ask --query-gpu=$fields,clocks_throttle_reasons.active
return 0
"""

# Runs on the node, from Python 3.6 on.
PYTHON = """
import ctypes, time

state = {"nvml": None, "due": 0.0}

def asked(nvml, call, handle):
    try:
        return call(handle)
    except nvml.NVMLError:
        return None

def of_gpu(nvml, index):
    try:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
        uuid = nvml.nvmlDeviceGetUUID(handle)
    except nvml.NVMLError:
        return None
    rows = asked(nvml, nvml.nvmlDeviceGetRemappedRows, handle) or (None, None, None, None)
    pages = asked(nvml, nvml.nvmlDeviceGetRetiredPagesPendingStatus, handle)
    clocks = asked(nvml, nvml.nvmlDeviceGetCurrentClocksThrottleReasons, handle)
    values = [rows[2], rows[3], pages]
    words = [uuid.decode() if isinstance(uuid, bytes) else uuid]
    words += ["[N/A]" if value is None else str(int(value)) for value in values]
    return ", ".join(words + ["[N/A]" if clocks is None else hex(clocks)])

def read():
    if time.monotonic() < state["due"]:
        return "", 0
    state["due"] = time.monotonic() + 30
    try:
        ctypes.CDLL("libnvidia-ml.so.1")
    except OSError:
        return "", 127
    try:
        if state["nvml"] is None:
            nvml = load("pynvml")
            nvml.nvmlInit()
            state["nvml"] = nvml
        nvml = state["nvml"]
        count = nvml.nvmlDeviceGetCount()
    except Exception as error:
        state["nvml"] = None
        return "", getattr(error, "value", 255)
    lines = [of_gpu(nvml, index) for index in range(count)]
    return "\\n".join(["health"] + [line for line in lines if line]), 0
"""

_YES = frozenset({"yes", "1"})


def parse(reading: Reading) -> Facts:
    """Return what ails each GPU; a healthy one is left out."""
    lines = reading.text.splitlines()
    if reading.exit_status != 0 or not lines or lines[0] != "health":
        return {}
    concerns: dict[str, tuple[Problem, ...]] = {}
    for line in lines[1:1025]:
        try:
            cells = [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True), [])]
        except csv.Error:
            continue
        if len(cells) == 5 and (found := _concerns(cells)):
            concerns[cells[0]] = found
    return {"gpu_concerns": concerns}


def _concerns(cells: list[str]) -> tuple[Problem, ...]:
    _uuid, pending, failed, retiring, clocks = cells
    found = []
    if failed.lower() in _YES:
        found.append(gpu_concern.REMAP_FAILED)
    if pending.lower() in _YES:
        found.append(gpu_concern.REMAP_PENDING)
    if retiring.lower() in _YES:
        found.append(gpu_concern.PAGES_PENDING)
    found += [gpu_concern.BRAKES[word] for word in throttle_words(_mask(clocks)) if word in gpu_concern.BRAKES]
    return tuple(found)


def _mask(text: str) -> int:
    try:
        return int(text, 16) if text.lower().startswith("0x") and len(text) <= 18 else 0
    except ValueError:
        return 0


PROBE = Probe(name="gpu_health", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
