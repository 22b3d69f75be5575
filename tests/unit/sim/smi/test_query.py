"""The queries of nvidia-smi."""

from __future__ import annotations

import pytest

from console.sim.smi.query import Asked, UnknownFieldError, app_header, app_rows, field_of, gpu_header, gpu_rows
from console.sim.smi.table import Versions
from tests.sim import BEGIN, node

AROUND = Asked(BEGIN, Versions("580.95.05", "13.0"), 8)


def test_units_stand_in_the_header_or_nowhere() -> None:
    names = ["index", "memory.used", "power.draw"]
    assert gpu_header(names, units=True) == ["index", "memory.used [MiB]", "power.draw [W]"]
    readings = node().devices.readings()
    assert gpu_rows(names, readings, AROUND, units=True)[0][1].endswith(" MiB")
    assert gpu_rows(names, readings, AROUND, units=False)[0][1].isdigit()


def test_lost_gpus_and_unknown_fields() -> None:
    rows = gpu_rows(["index", "temperature.gpu"], node("gpu-b04").devices.readings(), AROUND, units=False)
    assert rows[5] == ["5", "[GPU is lost]"]
    with pytest.raises(UnknownFieldError):
        field_of("nonsense")


def test_processes() -> None:
    own = node()
    names = ["pid", "used_memory"]
    assert app_header(names, units=True) == ["pid", "used_gpu_memory [MiB]"]
    assert len(app_rows(names, own.devices.readings(), own.processes.on_gpus(), AROUND, units=False)) == 8
