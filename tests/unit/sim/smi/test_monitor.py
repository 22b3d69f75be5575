"""dmon and pmon."""

from __future__ import annotations

from console.sim.smi.monitor import DEVICE_HEAD, device_lines, process_lines
from tests.sim import node


def test_columns_stand_under_their_heads() -> None:
    own = node("gpu-b04")
    lines = device_lines(own.devices.readings()).splitlines()
    assert {len(line) for line in lines} == {len(DEVICE_HEAD.splitlines()[0])}
    assert lines[5].split() == ["5", *["-"] * 11]
    assert len(process_lines(own.devices.readings(), own.processes.on_gpus()).splitlines()) == 8
