"""NVIDIA GPUs through NVML itself: the source of nvidia-ml-py travels to the node, which needs only the driver."""

from __future__ import annotations

import importlib.util
import math
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from console.model import gpu_problem
from console.model.errors import Problem
from console.model.gpu import Absences, Gpu
from console.model.probe import Facts, Probe, Reading, When

# Runs on the node, from Python 3.6 on. The library is looked for before its binding is compiled: a
# node without GPUs never pays for it.
PYTHON = """
import ctypes, json, os, shutil

state = {"nvml": None}
MOVING = ("memory_used", "utilization", "temperature", "power")

def devices():
    root = "/sys/bus/pci/devices"
    count = 0
    for name in os.listdir(root) if os.path.isdir(root) else []:
        try:
            with open(os.path.join(root, name, "vendor")) as vendor, open(os.path.join(root, name, "class")) as kind:
                count += vendor.read().strip() == "0x10de" and kind.read().startswith("0x03")
        except OSError:
            pass
    return count or int(shutil.which("nvidia-smi") is not None)

def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value

def gpu(nvml, index):
    answer = {"index": index, "absent": {}}
    try:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
    except nvml.NVMLError as error:
        answer["error"] = error.value
        return answer
    def put(name, call, *args):
        try:
            answer[name] = call(handle, *args)
        except nvml.NVMLError as error:
            answer["absent"][name] = error.value
            if error.value not in (nvml.NVML_ERROR_NOT_SUPPORTED, nvml.NVML_ERROR_FUNCTION_NOT_FOUND,
                                   nvml.NVML_ERROR_NO_PERMISSION, nvml.NVML_ERROR_NO_DATA):
                answer["error"] = error.value
    put("uuid", lambda h: text(nvml.nvmlDeviceGetUUID(h)))
    put("name", lambda h: text(nvml.nvmlDeviceGetName(h)))
    put("bus_id", lambda h: text(nvml.nvmlDeviceGetPciInfo(h).busId))
    put("memory_total", lambda h: nvml.nvmlDeviceGetMemoryInfo(h).total)
    put("memory_used", lambda h: nvml.nvmlDeviceGetMemoryInfo(h).used)
    put("utilization", lambda h: nvml.nvmlDeviceGetUtilizationRates(h).gpu)
    put("temperature", nvml.nvmlDeviceGetTemperature, nvml.NVML_TEMPERATURE_GPU)
    put("power", nvml.nvmlDeviceGetPowerUsage)
    put("power_limit", nvml.nvmlDeviceGetEnforcedPowerLimit)
    put("ecc", nvml.nvmlDeviceGetTotalEccErrors, nvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED, nvml.NVML_VOLATILE_ECC)
    return answer

def opened():
    if state["nvml"] is None:
        nvml = load("pynvml")
        nvml.nvmlInit()
        state["nvml"] = nvml
        state["driver"] = text(nvml.nvmlSystemGetDriverVersion())
        try:
            state["cuda"] = nvml.nvmlSystemGetCudaDriverVersion()
        except nvml.NVMLError:
            state["cuda"] = None
    return state["nvml"]

def read():
    try:
        ctypes.CDLL("libnvidia-ml.so.1")
    except OSError:
        return json.dumps({"devices": devices()}), 12
    try:
        nvml = opened()
        count = nvml.nvmlDeviceGetCount()
    except Exception as error:
        # The driver may have been reloaded: begin anew with the next sample.
        state["nvml"] = None
        return json.dumps({"devices": devices(), "why": str(error)[:200]}), getattr(error, "value", 999)
    gpus = [gpu(nvml, index) for index in range(count)]
    # What moves stands on a line of its own, so that the other one need not be sent again.
    moving = [[row.pop(name, None) for name in MOVING] for row in gpus]
    told = json.dumps({"driver": state["driver"], "cuda": state["cuda"], "gpus": gpus})
    return told + "\\n" + json.dumps(moving, separators=(",", ":")), 0
"""

_MOST_GPUS = 1024
_NAMES = {
    "uuid": "uuid", "name": "name", "bus_id": "bus_id", "memory_total": "memory_total_bytes",
    "memory_used": "memory_used_bytes", "utilization": "utilization_percent", "temperature": "temperature_celsius",
    "power": "power_draw_watts", "power_limit": "power_limit_watts", "ecc": "ecc_uncorrected",
}  # fmt: skip
"""What the node calls a value, and what it is called here."""


_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None
_Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)] | None
_Number = Annotated[float, msgspec.Meta(ge=0, lt=1e12)] | None
_Percent = Annotated[int, msgspec.Meta(ge=0, le=100)] | None
_decoder = msgspec.json.Decoder(list[tuple[_Count, _Percent, _Number, _Number]])
_Moving = tuple[int | None, int | None, float | None, float | None]
_NOTHING: _Moving = (None, None, None, None)


class _Device(NamedTuple):
    """A device as it was told, and what of it comes before what moves, and after."""

    gpu: Gpu
    place: int
    """Among those that were told."""
    head: tuple[int, str | None, str | None, str | None, int | None]
    tail: tuple[float | None, int | None, Problem | None, tuple[Problem, ...], Absences]


class _Row(msgspec.Struct):
    """A device as nearly every one tells of itself; whatever does not fit is read value by value."""

    index: Annotated[int, msgspec.Meta(ge=0, lt=_MOST_GPUS)]
    uuid: _Text = None
    name: _Text = None
    bus_id: _Text = None
    memory_total: _Count = None
    memory_used: _Count = None
    utilization: _Percent = None
    temperature: _Number = None
    power: _Number = None
    power_limit: _Number = None
    ecc: _Count = None
    error: _Count = None
    absent: dict[str, int] = {}


def parse(reading: Reading) -> Facts:
    """Return the GPUs; why there are none is a problem only where some were to be expected."""
    told, *rest = reading.lines
    moving = rest[0] if rest else ""
    if reading.exit_status == 0:
        known, devices = _devices(told)
        facts = known.copy()
        values = _values(moving) if moving else []
        facts["gpus"] = _moved(devices, values) if moving else tuple([device.gpu for device in devices])
        return facts
    answer = _object(told)
    if reading.exit_status == gpu_problem.LIBRARY_NOT_FOUND:
        if not _count(answer.get("devices")):
            return {}
        return {"gpu_source": "nvml", "gpu_problem": gpu_problem.node_problem(gpu_problem.LIBRARY_NOT_FOUND)}
    return {"gpu_source": "nvml", "gpu_problem": gpu_problem.node_problem(reading.exit_status)}


@lru_cache(4096)
def _devices(told: str) -> tuple[Facts, tuple[_Device, ...]]:
    """Return what hardly changes, and keep it as long as it does not."""
    answer = _object(told)
    facts: Facts = {"gpu_source": "nvml"}
    rows = answer.get("gpus")
    gpus = [_gpu(row) for row in rows[:_MOST_GPUS]] if isinstance(rows, list) else []
    driver, cuda = _text(answer.get("driver")), _count(answer.get("cuda"))
    if driver is not None:
        facts["driver_version"] = driver
    if cuda:
        facts["cuda_version"] = f"{cuda // 1000}.{cuda % 1000 // 10}"
    devices = [_device(gpu, place) for place, gpu in enumerate(gpus) if gpu is not None]
    return facts, tuple(sorted(devices, key=lambda device: device.gpu.index))


def _values(moving: str) -> list[_Moving]:
    """Return what moves of each device; what is none of its values is unknown."""
    try:
        return _decoder.decode(moving)
    except (ValueError, RecursionError):
        pass
    try:
        rows = msgspec.json.decode(moving)
    except (ValueError, RecursionError):
        return []
    return [_odd_values(row) for row in rows[:_MOST_GPUS]] if isinstance(rows, list) else []


def _odd_values(row: object) -> _Moving:
    if not isinstance(row, list) or len(row) != len(_NOTHING):
        return _NOTHING
    used, load, heat, draw = row
    return _count(used), _percent(load), _number(heat), _number(draw)


def _device(gpu: Gpu, place: int) -> _Device:
    head = gpu.index, gpu.uuid, gpu.name, gpu.bus_id, gpu.memory_total_bytes
    return _Device(gpu, place, head, (gpu.power_limit_watts, gpu.ecc_uncorrected, gpu.fault, gpu.concerns, gpu.absent))


def _moved(devices: tuple[_Device, ...], values: list[_Moving]) -> tuple[Gpu, ...]:
    """Return the devices with what moves of them: of a large fleet four thousand a second, without a call for each."""
    told = [values[device.place] if device.place < len(values) else _NOTHING for device in devices]
    return tuple(
        [
            Gpu(*device.head, used, load, heat, None if draw is None else draw / 1000, *device.tail)
            for device, (used, load, heat, draw) in zip(devices, told, strict=True)
        ]
    )


@cache
def modules() -> dict[str, str]:
    """Return the sources that travel with the probe; nothing when the library is not installed on the desk."""
    spec = importlib.util.find_spec("pynvml")
    if spec is None or spec.origin is None:
        return {}
    return {"pynvml": Path(spec.origin).read_text(encoding="utf-8")}


def _object(text: str) -> dict[str, object]:
    try:
        value = msgspec.json.decode(text)
    except (ValueError, RecursionError):  # a DecodeError is a ValueError
        return {}
    return value if isinstance(value, dict) else {}


def _gpu(row: object) -> Gpu | None:
    try:
        told = msgspec.convert(row, _Row)
    except msgspec.ValidationError:
        return _odd_gpu(row)
    return Gpu(
        told.index,
        told.uuid,
        told.name,
        told.bus_id,
        told.memory_total,
        told.memory_used,
        told.utilization,
        told.temperature,
        None if told.power is None else told.power / 1000,
        None if told.power_limit is None else told.power_limit / 1000,
        told.ecc,
        gpu_problem.device_problem(told.index, told.error) if told.error else None,
        absent=_absent(told.absent),
    )


def _odd_gpu(row: object) -> Gpu | None:
    if not isinstance(row, dict):
        return None
    index, error = _count(row.get("index")), _count(row.get("error"))
    if index is None or index >= _MOST_GPUS:
        return None
    return Gpu(
        index=index,
        uuid=_text(row.get("uuid")),
        name=_text(row.get("name")),
        bus_id=_text(row.get("bus_id")),
        memory_total_bytes=_count(row.get("memory_total")),
        memory_used_bytes=_count(row.get("memory_used")),
        utilization_percent=_percent(row.get("utilization")),
        temperature_celsius=_number(row.get("temperature")),
        power_draw_watts=_watts(row.get("power")),
        power_limit_watts=_watts(row.get("power_limit")),
        ecc_uncorrected=_count(row.get("ecc")),
        fault=gpu_problem.device_problem(index, error) if error else None,
        absent=_absent(row.get("absent")),
    )


def _absent(codes: object) -> Absences:
    if not codes or not isinstance(codes, dict):
        return ()
    named = ((_NAMES.get(name), _count(code)) for name, code in codes.items())
    return tuple((name, gpu_problem.absence(code)) for name, code in named if name is not None and code)


def _text(value: object) -> str | None:
    return value[:200] if isinstance(value, str) and value else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e12 and math.isfinite(value) and value >= 0 else None


def _count(value: object) -> int | None:
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    return number if number is not None and 0 <= number < 1 << 63 else None


def _percent(value: object) -> int | None:
    number = _count(value)
    return number if number is not None and number <= 100 else None


def _watts(value: object) -> float | None:
    number = _number(value)
    return None if number is None else number / 1000


PROBE = Probe(name="nvml", when=When.SAMPLE, parse=parse, python=PYTHON)
