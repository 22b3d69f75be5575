from __future__ import annotations

import ctypes
import json
import types
from collections.abc import Callable

import pytest

from console.model.gpu import Absence
from console.model.node_detail import GpuDetail, MigInstance, NvLink
from console.model.probe import Facts, Reading
from console.probes.nvml_detail import PROBE


class NVMLError(Exception):
    """As the binding raises it."""

    def __init__(self, value: int) -> None:
        super().__init__(value)
        self.value = value


class Record(types.SimpleNamespace):
    """A structure of the driver."""


class Driver(types.ModuleType):
    """A pretended binding: what is not listed here the driver does not support."""

    NVMLError = NVMLError
    NVML_ERROR_NOT_SUPPORTED = 3
    NVML_FI_DEV_NVLINK_SPEED_MBPS_COMMON = 1
    NVML_FI_DEV_MEMORY_TEMP = 2

    def __init__(self, **answers: Callable[..., object]) -> None:
        super().__init__("pynvml")
        self.answers = {
            "nvmlInit": lambda: None,
            "nvmlDeviceGetCount": lambda: 1,
            "nvmlDeviceGetHandleByIndex": lambda index: f"gpu{index}",
            **answers,
        }

    def __getattr__(self, name: str) -> object:
        if name.startswith("NVML_"):
            return 0
        if name == "c_nvmlGpuFabricInfoV_t":
            return ctypes.c_uint

        def unsupported(*_: object) -> object:
            raise NVMLError(3)

        return self.__dict__["answers"].get(name, unsupported)


def refused(*_: object) -> object:
    raise NVMLError(4)


def look(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Facts:
    """Run the part that travels to the node, over a pretended driver."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: None)
    space: dict[str, object] = {"load": lambda _name: driver}
    exec(PROBE.python, space)
    read = space["read"]
    assert callable(read)
    return PROBE.parse(Reading(*read()))


def only(facts: Facts) -> GpuDetail:
    (gpu,) = facts["gpu_details"]
    return gpu


def test_values_arrive_in_the_units_of_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = Driver(
        nvmlDeviceGetName=lambda _: b"NVIDIA H100",
        nvmlDeviceGetPowerUsage=lambda _: 312400,
        nvmlDeviceGetPcieThroughput=lambda _h, _c: 1500,
        nvmlDeviceGetCurrentClocksThrottleReasons=lambda _: 0x44,
        nvmlDeviceGetRemappedRows=lambda _: (1, 2, 1, 0),
        nvmlDeviceGetRetiredPages=lambda _h, cause: [0xA, 0xB] if cause else [],
        nvmlDeviceGetUtilizationRates=lambda _: Record(gpu=37, memory=12),
        nvmlDeviceGetTotalEccErrors=lambda _h, kind, since: 10 * kind + since,
    )
    gpu = only(look(driver, monkeypatch))
    wanted = {
        "name": "NVIDIA H100", "power_draw_watts": 312.4, "pcie_sent_bytes_per_second": 1_500_000,
        "throttle_reasons": ("power_cap", "hardware_thermal"), "remapped_corrected": 1, "remapped_uncorrected": 2,
        "remap_pending": True, "remap_failed": False, "retired_corrected": 0, "retired_uncorrected": 2,
        "utilization_percent": 37, "memory_utilization_percent": 12, "ecc_uncorrected_volatile": 10,
        "ecc_corrected_aggregate": 1,
    }  # fmt: skip
    assert {name: gpu.values.get(name) for name in wanted} == wanted


def test_each_value_says_why_it_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = only(look(Driver(nvmlDeviceGetSerial=refused), monkeypatch))
    assert gpu.why("serial") is Absence.NO_PERMISSION
    assert gpu.why("fan_percent") is Absence.UNSUPPORTED
    assert gpu.why("remap_failed") is Absence.UNSUPPORTED
    assert gpu.why("throttle_reasons") is Absence.UNSUPPORTED


def test_links_end_where_the_driver_knows_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def state(_handle: object, link: int) -> int:
        if link > 1:
            raise NVMLError(2)
        return 1 - link

    driver = Driver(
        nvmlDeviceGetNvLinkState=state,
        nvmlDeviceGetNvLinkErrorCounter=lambda _h, _l, counter: [3, 0, 9][counter],
        nvmlDeviceGetNvLinkVersion=lambda _h, _l: 7,
        nvmlDeviceGetNvLinkRemotePciInfo=lambda _h, _l: Record(busId=b"00000000:C1:00.0"),
        nvmlDeviceGetFieldValues=lambda _h, _f: [Record(nvmlReturn=0, value=Record(uiVal=26562))],
    )
    assert only(look(driver, monkeypatch)).links == (
        NvLink(0, True, "7", 26_562_000_000, "00000000:C1:00.0", 3, 0, 9),
        NvLink(1, False, "7", None, "00000000:C1:00.0"),
    )


def test_mig_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    def handle(_gpu: object, index: int) -> str:
        if index == 1:
            raise NVMLError(6)
        return f"mig{index}"

    driver = Driver(
        nvmlDeviceGetMaxMigDeviceCount=lambda _: 3,
        nvmlDeviceGetMigDeviceHandleByIndex=handle,
        nvmlDeviceGetName=lambda h: "NVIDIA H100 80GB HBM3 MIG 1g.10gb" if h.startswith("mig") else "NVIDIA H100",
        nvmlDeviceGetUUID=lambda h: f"MIG-{h}",
        nvmlDeviceGetMemoryInfo=lambda _h, *_v: Record(total=100, used=40, reserved=1),
        nvmlDeviceGetGpuInstanceId=lambda _: 9,
    )
    assert only(look(driver, monkeypatch)).mig == (
        MigInstance(0, "MIG-mig0", "1g.10gb", 9, None, 100, 40),
        MigInstance(2, "MIG-mig2", "1g.10gb", 9, None, 100, 40),
    )


def test_a_lost_device_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_index: int) -> object:
        raise NVMLError(15)

    gpu = only(look(Driver(nvmlDeviceGetHandleByIndex=lost), monkeypatch))
    assert gpu.fault is not None
    assert (gpu.fault.code, gpu.why("power_draw_watts")) == ("gpu.lost", Absence.LOST)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"gpus": 5}', json.dumps({"gpus": [{"index": -1}, 3, {"values": {"name": "x"}}]})]
)
def test_nonsense_has_no_devices(text: str) -> None:
    assert not PROBE.parse(Reading(text)).get("gpu_details")
