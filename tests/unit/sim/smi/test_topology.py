"""How GPUs reach each other."""

from __future__ import annotations

from console.sim.smi.topology import matrix, nvlink_status
from tests.sim import node


def test_links() -> None:
    readings = node().devices.readings()
    assert matrix(readings, 56).split("\n")[1].startswith("GPU0\t X \tNV18\tNV18")
    assert nvlink_status(readings).count("Link") == 8 * 18
    assert "\tNODE\tSYS\tSYS" in matrix(node("gpu-c01").devices.readings(), 32)
