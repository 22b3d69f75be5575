from __future__ import annotations

from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.inventory import ChangeKind, FieldChange, NodeChange, compare, count, said
from console.model.node import Environment, Node, Source

A = Node(NodeId("a"), "a", ("FRA1", "Rack A"), "a", Source.INVENTORY, port=2222, tags=("x", "y"))


def test_what_an_entry_leaves_open_is_not_said() -> None:
    assert said(A) == {"name": "a", "path": "FRA1 / Rack A", "port": "2222", "tags": "x, y"}


def test_added_changed_and_gone_with_what_it_was() -> None:
    moved = replace(A, path=("FRA1", "Rack B"), port=None, environment=Environment.PRODUCTION, host="192.0.2.1")
    gone, new = (replace(A, id=NodeId(name), name=name) for name in ("gone", "new"))
    changes = compare([A, gone], [moved, new])
    assert changes == (
        NodeChange(ChangeKind.ADDED, NodeId("new"), "new", (
            FieldChange("path", "", "FRA1 / Rack A"), FieldChange("host", "", "a"), FieldChange("port", "", "2222"),
            FieldChange("tags", "", "x, y"),
        )),
        NodeChange(ChangeKind.CHANGED, NodeId("a"), "a", (
            FieldChange("path", "FRA1 / Rack A", "FRA1 / Rack B"), FieldChange("host", "", "192.0.2.1"),
            FieldChange("port", "2222", ""), FieldChange("environment", "", "production"),
        )),
        NodeChange(ChangeKind.GONE, NodeId("gone"), "gone"),
    )  # fmt: skip
    assert count(changes) == {ChangeKind.ADDED: 1, ChangeKind.CHANGED: 1, ChangeKind.GONE: 1}


def test_who_knows_a_node_is_no_change_of_it() -> None:
    assert compare([A], [replace(A, known_by=("ansible:x",))]) == ()
