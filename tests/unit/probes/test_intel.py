from __future__ import annotations

import json

import pytest

from console.model.gpu import Absence
from console.model.probe import Reading
from console.probes.intel import DETAIL, PROBE

DISCOVERY = {
    "device_list": [
        {
            "device_id": 0,
            "device_name": "Intel(R) Data Center GPU Max 1100",
            "pci_bdf_address": "0000:29:00.0",
            "uuid": "00000000-0000-0029-0000-002f0bda8086",
        }
    ]
}
DEVICE = {"device_id": 0, "driver_version": "XE_1.0.4", "memory_physical_size_byte": 51539607552}


def metrics(**values: float) -> list[dict[str, object]]:
    return [{"metrics_type": f"XPUM_STATS_{name}", "value": value} for name, value in values.items()]


def said(stats: dict[str, object]) -> Reading:
    parts = {"discovery": DISCOVERY, "once device0": DEVICE, "stats": {"device_id": 0, **stats}}
    return Reading("\n".join(f"{word} {json.dumps(value)}" for word, value in parts.items()))


def test_a_device_with_the_values_of_now() -> None:
    level = metrics(GPU_UTILIZATION=61.5, POWER=142.7, GPU_CORE_TEMPERATURE=48, MEMORY_USED=1024, GPU_FREQUENCY=1550)
    facts = PROBE.parse(said({"device_level": level}))
    (gpu,) = facts["gpus"]
    assert (gpu.name, gpu.bus_id) == ("Intel(R) Data Center GPU Max 1100", "0000:29:00.0")
    assert (gpu.utilization_percent, gpu.power_draw_watts, gpu.temperature_celsius) == (61.5, 142.7, 48)
    assert (gpu.memory_used_bytes, gpu.memory_total_bytes) == (1 << 30, 51539607552)
    assert (facts["gpu_source"], facts["driver_version"]) == ("xpu-smi", "XE_1.0.4")
    (detail,) = facts["gpu_details"]
    assert detail.values["clock_graphics_mhz"] == 1550
    assert detail.why("memory_temperature_celsius") is Absence.UNSUPPORTED


def test_a_device_of_two_tiles_has_the_mean_of_both() -> None:
    tiles = [{"tile_id": n, "data_list": metrics(GPU_UTILIZATION=load)} for n, load in enumerate((40, 80))]
    (gpu,) = PROBE.parse(said({"tile_level": tiles}))["gpus"]
    assert gpu.utilization_percent == 60


def test_without_statistics_the_device_is_there_and_its_values_are_not() -> None:
    (detail,) = DETAIL.parse(Reading(f"discovery {json.dumps(DISCOVERY)}"))["gpu_details"]
    assert detail.values["name"] == "Intel(R) Data Center GPU Max 1100"
    assert detail.why("power_draw_watts") is None


@pytest.mark.parametrize("reading", [Reading(""), Reading("", 127), Reading("discovery {}")])
def test_a_node_without_intel_gpus_is_no_problem(reading: Reading) -> None:
    assert PROBE.parse(reading) == {}


def test_a_tool_that_fails_is_one() -> None:
    assert PROBE.parse(Reading("", 1))["gpu_problem"].code == "gpu.intel_failed"
