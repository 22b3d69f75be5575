from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.node import Node, NodeState, Source
from console.ui.models import rows
from console.ui.models.rows import Row, RowKind
from tests.gui.fleet import fleet, node_view


def test_a_rollup_is_kept_until_it_is_forgotten() -> None:
    group = Row(1, RowKind.GROUP, "G", None)
    node = Row(2, RowKind.NODE, "n", group, own=node_view("n"))
    group.children.append(node)
    assert group.rollup().worst is NodeState.OK
    assert node.view is not None
    node.own = replace(node.view, state=NodeState.FAILED)
    assert group.rollup().worst is NodeState.OK
    for row in (group.children[0], group):
        row.forget_rollup()
    assert group.rollup().worst is NodeState.FAILED


def test_a_device_is_what_its_node_says_of_it_now() -> None:
    view = next(view for view in fleet() if view.node.name == "gpu-a01")
    node = Row(1, RowKind.NODE, "gpu-a01", None, own=view)
    row = Row(2, RowKind.GPU, "GPU 1", node, at=1)
    assert view.snapshot is not None
    assert (row.view, row.gpu) == (view, view.snapshot.gpus[1])
    warm = replace(view.snapshot.gpus[1], temperature_celsius=99.0)
    node.own = replace(view, snapshot=replace(view.snapshot, gpus=(view.snapshot.gpus[0], warm)))
    assert row.gpu is warm
    node.own = replace(view, snapshot=None)
    assert row.gpu is None


def test_a_row_knows_its_place() -> None:
    group = Row(1, RowKind.GROUP, "G", None)
    group.children = [Row(n, RowKind.NODE, str(n), group) for n in (2, 3, 4)]
    group.shown = [group.children[2], group.children[0]]
    assert [row.place() for row in group.shown] == [0, 1]


def test_this_computer_is_named_in_the_language_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_", lambda text: f"<{text}>")
    assert rows.name_of(Node(NodeId("local"), "This computer", (), "localhost", Source.LOCAL)) == "<This computer>"
    assert rows.name_of(Node(NodeId("n"), "This computer", (), "192.0.2.1", Source.INVENTORY)) == "This computer"
