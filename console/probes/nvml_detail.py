"""All that NVML tells of each NVIDIA device: for a close look at one node.

What takes its time is asked seldom: rates of PCI Express (20 ms a question), links, rows and MIG every half minute.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from console.model import gpu_problem
from console.model.gpu import Absence
from console.model.node_detail import FIELDS, GpuDetail, Kind, MigInstance, NvLink, Value, throttle_words
from console.model.probe import Facts, Probe, Reading, When

# Runs on the node, from Python 3.6 on. Names are those of console/model/node_detail.py. An answer has values, the
# codes of those that were refused, and what was asked seldom.
PYTHON = """
import ctypes, json, time

state = {"nvml": None, "due": 0.0, "seldom": {}}
LINK_ERRORS = ((0, "replay"), (1, "recovery"), (2, "crc"))
MAX_LINKS = 18

def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value

class Gpu:
    def __init__(self, nvml, handle):
        self.nvml, self.handle, self.values, self.codes = nvml, handle, {}, {}

    def put(self, names, call, *args):
        names = names.split()
        try:
            answer = call(self.handle, *args)
        except self.nvml.NVMLError as error:
            for name in names:
                self.codes[name] = error.value
            return
        for name, value in zip(names, answer if isinstance(answer, (tuple, list)) else [answer]):
            self.values[name] = text(value)

def rates(said):
    return said.gpu, said.memory

def sizes(said):
    return said.total, said.used

def bar1(said):
    return said.bar1Total, said.bar1Used

def fast(gpu, n):
    put = gpu.put
    put("utilization_percent memory_utilization_percent", lambda h: rates(n.nvmlDeviceGetUtilizationRates(h)))
    put("encoder_percent", lambda h: n.nvmlDeviceGetEncoderUtilization(h)[0])
    put("decoder_percent", lambda h: n.nvmlDeviceGetDecoderUtilization(h)[0])
    put("performance_state", lambda h: "P%d" % n.nvmlDeviceGetPerformanceState(h))
    put("throttle_bits", n.nvmlDeviceGetCurrentClocksThrottleReasons)
    put("memory_total_bytes memory_used_bytes", lambda h: sizes(n.nvmlDeviceGetMemoryInfo(h)))
    put("memory_reserved_bytes", lambda h: n.nvmlDeviceGetMemoryInfo(h, n.nvmlMemory_v2).reserved)
    put("bar1_total_bytes bar1_used_bytes", lambda h: bar1(n.nvmlDeviceGetBAR1MemoryInfo(h)))
    put("temperature_celsius", n.nvmlDeviceGetTemperature, n.NVML_TEMPERATURE_GPU)
    put("memory_temperature_celsius", lambda h: field(n, h, n.NVML_FI_DEV_MEMORY_TEMP))
    put("fan_percent", n.nvmlDeviceGetFanSpeed)
    put("power_draw_watts", lambda h: n.nvmlDeviceGetPowerUsage(h) / 1000.0)
    put("power_limit_watts", lambda h: n.nvmlDeviceGetEnforcedPowerLimit(h) / 1000.0)
    put("energy_joules", lambda h: n.nvmlDeviceGetTotalEnergyConsumption(h) / 1000.0)
    for name, kind in (("graphics", 0), ("sm", 1), ("memory", 2), ("video", 3)):
        put("clock_%s_mhz" % name, n.nvmlDeviceGetClockInfo, kind)
    put("pcie_generation", n.nvmlDeviceGetCurrPcieLinkGeneration)
    put("pcie_width", n.nvmlDeviceGetCurrPcieLinkWidth)

def field(n, handle, number):
    value = n.nvmlDeviceGetFieldValues(handle, [number])[0]
    if value.nvmlReturn:
        raise n.NVMLError(value.nvmlReturn)
    return value.value.uiVal

def threshold(n, which):
    return lambda h: n.nvmlDeviceGetTemperatureThreshold(h, which)

def slow(gpu, n):
    put = gpu.put
    put("name", n.nvmlDeviceGetName)
    put("uuid", n.nvmlDeviceGetUUID)
    put("bus_id", lambda h: n.nvmlDeviceGetPciInfo(h).busId)
    put("serial", n.nvmlDeviceGetSerial)
    put("vbios", n.nvmlDeviceGetVbiosVersion)
    put("architecture", lambda h: ARCHITECTURES.get(n.nvmlDeviceGetArchitecture(h)))
    put("compute_capability", lambda h: "%d.%d" % tuple(n.nvmlDeviceGetCudaComputeCapability(h)))
    put("persistence", lambda h: bool(n.nvmlDeviceGetPersistenceMode(h)))
    put("compute_mode", lambda h: COMPUTE_MODES.get(n.nvmlDeviceGetComputeMode(h)))
    put("mig_enabled", lambda h: bool(n.nvmlDeviceGetMigMode(h)[0]))
    put("fabric_state", lambda h: fabric(n, h))
    put("temperature_max_celsius", threshold(n, n.NVML_TEMPERATURE_THRESHOLD_GPU_MAX))
    put("temperature_slowdown_celsius", threshold(n, n.NVML_TEMPERATURE_THRESHOLD_SLOWDOWN))
    put("temperature_shutdown_celsius", threshold(n, n.NVML_TEMPERATURE_THRESHOLD_SHUTDOWN))
    put("memory_temperature_max_celsius", threshold(n, n.NVML_TEMPERATURE_THRESHOLD_MEM_MAX))
    put("power_default_watts", lambda h: n.nvmlDeviceGetPowerManagementDefaultLimit(h) / 1000.0)
    put("power_max_watts", lambda h: n.nvmlDeviceGetPowerManagementLimitConstraints(h)[1] / 1000.0)
    for name, kind in (("graphics", 0), ("sm", 1), ("memory", 2)):
        put("clock_%s_max_mhz" % name, n.nvmlDeviceGetMaxClockInfo, kind)
    put("pcie_generation_max", n.nvmlDeviceGetMaxPcieLinkGeneration)
    put("pcie_width_max", n.nvmlDeviceGetMaxPcieLinkWidth)
    put("pcie_sent_bytes_per_second", lambda h: n.nvmlDeviceGetPcieThroughput(h, n.NVML_PCIE_UTIL_TX_BYTES) * 1000)
    put("pcie_received_bytes_per_second", lambda h: n.nvmlDeviceGetPcieThroughput(h, n.NVML_PCIE_UTIL_RX_BYTES) * 1000)
    put("pcie_replays", n.nvmlDeviceGetPcieReplayCounter)
    put("ecc_enabled", lambda h: bool(n.nvmlDeviceGetEccMode(h)[0]))
    for kind, error in (("corrected", 0), ("uncorrected", 1)):
        for since, counter in (("volatile", 0), ("aggregate", 1)):
            put("ecc_%s_%s" % (kind, since), n.nvmlDeviceGetTotalEccErrors, error, counter)
    put("remapped_corrected remapped_uncorrected remap_pending remap_failed", lambda h: rows(n, h))
    put("retired_corrected", lambda h: len(n.nvmlDeviceGetRetiredPages(h, 0)))
    put("retired_uncorrected", lambda h: len(n.nvmlDeviceGetRetiredPages(h, 1)))
    put("retired_pending", lambda h: bool(n.nvmlDeviceGetRetiredPagesPendingStatus(h)))

def rows(n, handle):
    corrected, uncorrected, pending, failed = n.nvmlDeviceGetRemappedRows(handle)
    return corrected, uncorrected, bool(pending), bool(failed)

def fabric(n, handle):
    info = n.c_nvmlGpuFabricInfoV_t()
    n.nvmlDeviceGetGpuFabricInfoV(handle, ctypes.byref(info))
    if not info.state:
        raise n.NVMLError(n.NVML_ERROR_NOT_SUPPORTED)
    if info.state == 3 and info.status:
        return "Completed, error %d" % info.status
    return {1: "Not Started", 2: "In Progress", 3: "Completed"}.get(info.state)

def links(n, handle):
    found = []
    for link in range(MAX_LINKS):
        try:
            active = bool(n.nvmlDeviceGetNvLinkState(handle, link))
        except n.NVMLError:
            # Not supported: there are no (more) links.
            break
        row = {"index": link, "active": active}
        for counter, name in LINK_ERRORS if active else ():
            try:
                row[name] = n.nvmlDeviceGetNvLinkErrorCounter(handle, link, counter)
            except n.NVMLError:
                pass
        try:
            row["version"] = n.nvmlDeviceGetNvLinkVersion(handle, link)
            row["peer"] = text(n.nvmlDeviceGetNvLinkRemotePciInfo(handle, link).busId)
        except n.NVMLError:
            pass
        found.append(row)
    try:
        speed = field(n, handle, n.NVML_FI_DEV_NVLINK_SPEED_MBPS_COMMON) if found else 0
    except n.NVMLError:
        speed = 0
    for row in found:
        if speed and row["active"]:
            row["speed"] = speed * 1000000
    return found

def slices(n, handle):
    found = []
    try:
        most = n.nvmlDeviceGetMaxMigDeviceCount(handle)
    except n.NVMLError:
        return found
    for index in range(most):
        try:
            mig = n.nvmlDeviceGetMigDeviceHandleByIndex(handle, index)
        except n.NVMLError:
            continue
        gpu = Gpu(n, mig)
        gpu.put("uuid", n.nvmlDeviceGetUUID)
        gpu.put("name", n.nvmlDeviceGetName)
        gpu.put("gpu_instance", n.nvmlDeviceGetGpuInstanceId)
        gpu.put("compute_instance", n.nvmlDeviceGetComputeInstanceId)
        gpu.put("total used", lambda h: sizes(n.nvmlDeviceGetMemoryInfo(h)))
        gpu.put("multiprocessors", lambda h: n.nvmlDeviceGetAttributes_v2(h).multiprocessorCount)
        found.append(dict(gpu.values, index=index))
    return found

ARCHITECTURES = {2: "Kepler", 3: "Maxwell", 4: "Pascal", 5: "Volta", 6: "Turing", 7: "Ampere", 8: "Ada Lovelace",
                 9: "Hopper", 10: "Blackwell"}
COMPUTE_MODES = {0: "Default", 2: "Prohibited", 3: "Exclusive_Process"}

def of_gpu(n, index, anew):
    try:
        handle = n.nvmlDeviceGetHandleByIndex(index)
    except n.NVMLError as error:
        state["seldom"].pop(index, None)
        return {"index": index, "error": error.value}
    now = Gpu(n, handle)
    fast(now, n)
    if anew or index not in state["seldom"]:
        seldom = Gpu(n, handle)
        slow(seldom, n)
        state["seldom"][index] = (seldom, links(n, handle), slices(n, handle))
    seldom, nvlinks, mig = state["seldom"][index]
    return {"index": index, "values": dict(seldom.values, **now.values), "codes": dict(seldom.codes, **now.codes),
            "links": nvlinks, "mig": mig}

def read():
    try:
        ctypes.CDLL("libnvidia-ml.so.1")
    except OSError:
        return "", 12
    try:
        if state["nvml"] is None:
            nvml = load("pynvml")
            nvml.nvmlInit()
            state["nvml"] = nvml
        nvml = state["nvml"]
        count = nvml.nvmlDeviceGetCount()
    except Exception as error:
        state["nvml"] = None
        return "", getattr(error, "value", 999)
    anew = time.monotonic() >= state["due"]
    if anew:
        state["due"] = time.monotonic() + 30
    return json.dumps({"gpus": [of_gpu(nvml, index, anew) for index in range(count)]}), 0
"""

_MOST_GPUS = 256
_MOST_PARTS = 64


def parse(reading: Reading) -> Facts:
    """Return the devices; nothing where the driver does not answer, which the samples tell."""
    if reading.exit_status != 0:
        return {}
    try:
        answer = json.loads(reading.text)
        rows = answer["gpus"] if isinstance(answer, dict) else None
    except (ValueError, RecursionError, KeyError):
        return {}
    if not isinstance(rows, list):
        return {}
    gpus = (_gpu(row) for row in rows[:_MOST_GPUS] if isinstance(row, dict))
    return {"gpu_details": tuple(gpu for gpu in gpus if gpu is not None)}


def _gpu(row: Mapping[str, object]) -> GpuDetail | None:
    index, error = _count(row.get("index")), _count(row.get("error"))
    if index is None or index >= _MOST_GPUS:
        return None
    if error:
        return GpuDetail(index, fault=gpu_problem.device_problem(index, error))
    said, codes = _table(row.get("values")), _table(row.get("codes"))
    values = {name: value for name in FIELDS if (value := _value(name, said.get(name))) is not None}
    if (bits := _count(said.get("throttle_bits"))) is not None:
        values["throttle_reasons"] = throttle_words(bits)
    if "throttle_bits" in codes:
        codes = {**codes, "throttle_reasons": codes["throttle_bits"]}
    absent = {name: _absence(codes[name]) for name in FIELDS if name in codes and name not in values}
    return GpuDetail(
        index,
        values,
        absent,
        tuple(link for part in _list(row.get("links")) if (link := _link(part)) is not None),
        tuple(mig for part in _list(row.get("mig")) if (mig := _mig(part)) is not None),
    )


def _value(name: str, said: object) -> Value | None:
    match FIELDS[name][1], said:
        case Kind.FLAG, bool():
            return said
        case Kind.TEXT, str() if said:
            return said[:200]
        case Kind.COUNT, int():
            return _count(said)
        case Kind.NUMBER, int() | float() if not isinstance(said, bool):
            return said if math.isfinite(said) and 0 <= said < 1e18 else None
    return None


def _absence(code: object) -> Absence:
    number = _count(code)
    return Absence.FAILED if number is None else gpu_problem.absence(number)


def _link(part: Mapping[str, object]) -> NvLink | None:
    index, version, speed, active = (part.get(name) for name in ("index", "version", "speed", "active"))
    if (number := _count(index)) is None:
        return None
    return NvLink(
        number,
        active if isinstance(active, bool) else None,
        None if _count(version) is None else str(version),
        _count(speed),
        _text(part.get("peer")),
        _count(part.get("replay")),
        _count(part.get("recovery")),
        _count(part.get("crc")),
    )


def _mig(part: Mapping[str, object]) -> MigInstance | None:
    index, name = _count(part.get("index")), _text(part.get("name"))
    if index is None:
        return None
    return MigInstance(
        index,
        _text(part.get("uuid")),
        name.rpartition(" MIG ")[2] if name else None,
        _count(part.get("gpu_instance")),
        _count(part.get("compute_instance")),
        _count(part.get("total")),
        _count(part.get("used")),
        _count(part.get("multiprocessors")),
    )


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Mapping[str, object]]:
    return [part for part in value[:_MOST_PARTS] if isinstance(part, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value[:200] if isinstance(value, str) and value else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63 else None


PROBE = Probe(name="nvml_detail", when=When.DETAIL, parse=parse, python=PYTHON)
