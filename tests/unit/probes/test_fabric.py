from __future__ import annotations

import pytest

from console.model.probe import Reading
from console.probes.fabric import PROBE


@pytest.mark.parametrize("state", ["active", "inactive", "failed", "none"])
def test_the_state_of_the_fabric_manager(state: str) -> None:
    assert PROBE.parse(Reading(f"fabric {state}\n")) == {"fabric_manager": state}


@pytest.mark.parametrize("text", ["", "fabric", "fabric $(reboot)", "active"])
def test_nonsense_is_no_state(text: str) -> None:
    assert PROBE.parse(Reading(text)) == {}
