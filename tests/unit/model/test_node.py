from __future__ import annotations

from console.model.ids import NodeId
from console.model.node import SEVERITY, ChangeSet, Node, NodeState, NodeView, Source


def test_a_changed_host_key_is_more_severe_than_anything_else() -> None:
    assert SEVERITY[0] is NodeState.KEY_CHANGED
    assert SEVERITY.index(NodeState.FAILED) < SEVERITY.index(NodeState.WARNING) < SEVERITY.index(NodeState.OK)
    assert set(SEVERITY) == set(NodeState)


def test_the_parts_of_a_change_are_all_of_it_and_its_removals_come_once() -> None:
    names = tuple(NodeId(f"n{number}") for number in range(7))
    changed = tuple(NodeView(Node(name, name, (), "192.0.2.1", Source.INVENTORY)) for name in names)
    parts = list(ChangeSet(changed, (NodeId("gone"),)).parts(3))
    assert [len(part.changed) for part in parts] == [3, 3, 1]
    assert tuple(view for part in parts for view in part.changed) == changed
    assert [part.removed for part in parts] == [(NodeId("gone"),), (), ()]
    assert list(ChangeSet(removed=(NodeId("gone"),)).parts(3)) == [ChangeSet(removed=(NodeId("gone"),))]
