from __future__ import annotations

import pytest

from console.model.node import NodeState
from console.model.prometheus import Alert, Target


@pytest.mark.parametrize(
    ("health", "state"), [("up", NodeState.OK), ("down", NodeState.UNREACHABLE), ("unknown", NodeState.IDLE)]
)
def test_a_target_that_is_down_is_unreachable(health: str, state: NodeState) -> None:
    assert Target("http://example.com", health=health).state is state


@pytest.mark.parametrize(
    ("severity", "is_firing", "state"),
    [
        ("critical", True, NodeState.FAILED),
        ("page", True, NodeState.FAILED),
        ("warning", True, NodeState.WARNING),
        ("", True, NodeState.WARNING),
        ("critical", False, NodeState.CONNECTING),
    ],
)
def test_an_alert_is_as_grave_as_its_rule_says(severity: str, is_firing: bool, state: NodeState) -> None:
    assert Alert("k", "n", severity=severity, is_firing=is_firing).state is state
