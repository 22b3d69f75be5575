"""Commands are found by a scan."""

from __future__ import annotations

from console.sim.registry import commands


def test_names_and_other_names_lead_to_commands() -> None:
    found = commands()
    assert len(found) > 60
    assert found["pgrep"] is found["pkill"]
    assert found["__sh"].hidden
    assert not found["ls"].hidden
