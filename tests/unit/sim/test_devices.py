"""The GPUs of a node."""

from __future__ import annotations

from tests.sim import node


def test_the_same_seed_and_time_give_the_same_readings_and_another_seed_others() -> None:
    assert node(seed=7).devices.readings() == node(seed=7).devices.readings() != node(seed=8).devices.readings()


def test_power_and_temperature_follow_the_load() -> None:
    devices = node("gpu-b02").devices
    busy, idle = devices.readings()[0], devices.readings()[6]
    assert busy.utilisation_percent > 60
    assert idle.utilisation_percent == 0
    assert devices.workload(6) is None
    assert busy.power_draw_watts > 2 * idle.power_draw_watts
    assert busy.temperature_celsius > idle.temperature_celsius
    assert busy.power_draw_watts <= busy.model.power_limit_watts


def test_faults() -> None:
    assert [gpu.index for gpu in node("gpu-b04").devices.readings() if gpu.lost] == [5]
    assert node("gpu-c02").devices.readings() == []
    assert node("jump-01").devices.model is None
    assert node("gpu-b04").devices.uuid(5).startswith("GPU-")
