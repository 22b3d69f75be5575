"""The long list of nvidia-smi -q."""

from __future__ import annotations

from console.sim.smi.detail import detail
from console.sim.smi.table import Versions
from tests.sim import BEGIN, node


def test_values_stand_in_one_column() -> None:
    own = node()
    text = detail(BEGIN, Versions("580.95.05", "13.0"), own.devices.readings(), own.processes.on_gpus(), 8)
    assert {line.index(" : ") for line in text.splitlines() if " : " in line} == {41}
    assert text.count("Product Name") == 8
    assert "GPU is lost" in detail(BEGIN, Versions("580.95.05", "13.0"), node("gpu-b04").devices.readings(), [], 8)
