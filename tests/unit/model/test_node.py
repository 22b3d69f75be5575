from __future__ import annotations

from console.model.node import SEVERITY, NodeState


def test_a_changed_host_key_is_more_severe_than_anything_else() -> None:
    assert SEVERITY[0] is NodeState.KEY_CHANGED
    assert SEVERITY.index(NodeState.FAILED) < SEVERITY.index(NodeState.WARNING) < SEVERITY.index(NodeState.OK)
    assert set(SEVERITY) == set(NodeState)
