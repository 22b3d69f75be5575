"""What a GPU reads."""

from __future__ import annotations

from tests.sim import node


def test_memory_adds_up_and_addresses_differ() -> None:
    readings = node().devices.readings()
    for gpu in readings:
        assert gpu.memory_used_mib + gpu.memory_free_mib + gpu.model.memory_reserved_mib == gpu.model.memory_total_mib
        assert gpu.performance_state == "P0"
    assert len({gpu.bus_id for gpu in readings}) == 8
