"""Memory, disk and load."""

from __future__ import annotations

from tests.sim import node


def test_the_figures_add_up() -> None:
    own = node()
    memory = own.memory()
    assert memory.used_kib + memory.free_kib + memory.buffers_kib + memory.cached_kib == memory.total_kib
    assert memory.free_kib < memory.available_kib < memory.total_kib
    assert memory.used_kib > own.processes.resident_kib()
    for disk in own.disks():
        assert disk.used_kib + disk.available_kib == disk.total_kib
        assert 0 <= disk.percent <= 100
    assert 5 < own.load_average()[0] < 15
    assert node("gpu-d01").load_average()[0] < 1
