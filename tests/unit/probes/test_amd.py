from __future__ import annotations

import json

import pytest

from console.model.gpu import Absence, GpuProcess
from console.model.probe import Reading
from console.probes.amd import DETAIL, PROBE

METRIC = {
    "gpu": 0,
    "usage": {"gfx_activity": {"value": 42, "unit": "%"}, "umc_activity": "N/A"},
    "mem_usage": {"total_vram": {"value": 196592, "unit": "MB"}, "used_vram": {"value": 283, "unit": "MB"}},
    "power": {"socket_power": {"value": 539, "unit": "W"}},
    "temperature": {"edge": "N/A", "hotspot": {"value": 66, "unit": "C"}, "mem": {"value": 52, "unit": "C"}},
    "clock": {"gfx_0": {"clk": {"value": 2100, "unit": "MHz"}, "max_clk": {"value": 2100, "unit": "MHz"}}},
    "pcie": {"width": 16, "replay_count": 3},
    "ecc": {"total_correctable_count": 5, "total_uncorrectable_count": 0},
    "energy": {"total_energy_consumption": {"value": 2000000, "unit": "uJ"}},
}
STATIC = {
    "gpu": 0,
    "asic": {"market_name": "AMD Instinct MI300X"},
    "bus": {"bdf": "0000:05:00.0", "max_pcie_width": 16},
    "limit": {"ppt0": {"socket_power_limit": {"value": 750, "unit": "W"}}},
    "driver": {"version": "6.16.6"},
}
LISTED = {"gpu": 0, "bdf": "0000:05:00.0", "uuid": "a7ff-1"}
PROCESS = {
    "gpu": 0,
    "process_list": [
        {"process_info": {"name": "python3", "pid": 42, "memory_usage": {"vram_mem": {"value": 3, "unit": "B"}}}}
    ],
}


def said(metric: object, static: object = None, listed: object = None, process: object = None) -> Reading:
    parts = {"once static": static, "once list": listed, "metric": metric, "process": process}
    return Reading("\n".join(f"{word} {json.dumps(value)}" for word, value in parts.items() if value is not None))


def wrapped(row: object) -> object:
    return {"gpu_data": [row]}


@pytest.mark.parametrize("form", [wrapped, lambda row: [row]])
def test_both_forms_of_amd_smi(form: object) -> None:
    """A table from ROCm 7 on, a bare list before."""
    assert callable(form)
    facts = PROBE.parse(said(form(METRIC), form(STATIC), [LISTED], form(PROCESS)))
    (gpu,) = facts["gpus"]
    assert (gpu.name, gpu.uuid, gpu.bus_id) == ("AMD Instinct MI300X", "a7ff-1", "0000:05:00.0")
    assert (gpu.utilization_percent, gpu.temperature_celsius, gpu.power_draw_watts) == (42, 66, 539)
    assert (gpu.memory_total_bytes, gpu.power_limit_watts, gpu.ecc_uncorrected) == (196592 << 20, 750, 0)
    assert (facts["gpu_source"], facts["driver_version"]) == ("amd-smi", "6.16.6")
    assert facts["gpu_processes"] == (GpuProcess("a7ff-1", 42, "python3", memory_used_bytes=3),)


def test_every_value_of_a_close_look() -> None:
    (detail,) = DETAIL.parse(said([METRIC], [STATIC]))["gpu_details"]
    wanted = {
        "memory_temperature_celsius": 52, "clock_graphics_max_mhz": 2100, "pcie_width": 16, "pcie_replays": 3,
        "ecc_corrected_volatile": 5, "energy_joules": 2.0,
    }  # fmt: skip
    assert {name: detail.values.get(name) for name in wanted} == wanted
    assert detail.why("memory_utilization_percent") is Absence.UNSUPPORTED
    assert detail.why("fan_percent") is None


def test_whole_sections_may_be_missing() -> None:
    """On partitions they are the text N/A."""
    (gpu,) = PROBE.parse(said([{"gpu": 1, "usage": "N/A", "mem_usage": "N/A", "power": []}]))["gpus"]
    assert (gpu.index, gpu.utilization_percent, gpu.memory_total_bytes) == (1, None, None)


ROCM = {
    "card1": {
        "Card series": "Arcturus GL-XL [Instinct MI100]",
        "Unique ID": "0x79cc",
        "PCI Bus": "0000:83:00.0",
        "GPU use (%)": "7",
        "VRAM Total Memory (B)": "34342961152",
        "VRAM Total Used Memory (B)": "6750208",
        "Temperature (Sensor edge) (C)": "53.0",
        "Temperature (Sensor memory) (C)": "N/A",
        "Average Graphics Package Power (W)": "36.0",
        "sclk clock speed:": "(300Mhz)",
    },
    "system": {"Driver version": "6.3.6"},
}


def test_rocm_smi_where_there_is_only_that() -> None:
    facts = PROBE.parse(Reading(f"rocm {json.dumps(ROCM)}"))
    (gpu,) = facts["gpus"]
    assert (gpu.index, gpu.uuid, gpu.temperature_celsius, gpu.power_draw_watts) == (1, "0x79cc", 53.0, 36.0)
    assert (gpu.memory_total_bytes, gpu.utilization_percent) == (34342961152, 7.0)
    assert (facts["gpu_source"], facts["driver_version"]) == ("rocm-smi", "6.3.6")
    (detail,) = facts["gpu_details"]
    assert detail.values["clock_graphics_mhz"] == 300
    assert detail.why("memory_temperature_celsius") is Absence.UNSUPPORTED


@pytest.mark.parametrize("reading", [Reading(""), Reading("", 127), Reading("rocm [", 0)])
def test_a_node_without_amd_is_no_problem(reading: Reading) -> None:
    assert PROBE.parse(reading) == {}


@pytest.mark.parametrize("status", [1, 124])
def test_a_tool_that_fails_is_one(status: int) -> None:
    assert PROBE.parse(Reading("", status))["gpu_problem"].code == "gpu.amd_failed"
