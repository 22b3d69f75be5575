from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from console.model.gpu import Gpu
from console.model.node import ChangeSet, Environment, NodeState, NodeView
from console.ui.models.fleet import FleetModel
from console.ui.models.rows import ROW_ROLE, Row, RowKind
from tests.gui.fleet import fleet, node_view


class Watched:
    """A model and every signal that it sent."""

    def __init__(self) -> None:
        self.model = FleetModel()
        self.tester = QAbstractItemModelTester(self.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.changed: list[str] = []
        self.inserted: list[str] = []
        self.removed: list[tuple[str, int]] = []
        self.resets = 0
        self.model.dataChanged.connect(self._changed)
        self.model.rowsInserted.connect(self._inserted)
        self.model.rowsAboutToBeRemoved.connect(lambda parent, first, _last: self.removed.append((name(parent), first)))
        self.model.modelReset.connect(self._reset)
        self.model.layoutChanged.connect(self._reset)

    def _reset(self) -> None:
        self.resets += 1

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.changed += [name(first.siblingAtRow(row)) for row in range(first.row(), last.row() + 1)]

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        self.inserted += [name(self.model.index(row, 0, parent)) for row in range(first, last + 1)]

    def apply(self, *changed: NodeView, removed: tuple[NodeView, ...] = ()) -> None:
        self.changed, self.inserted, self.removed = [], [], []
        self.model.apply(ChangeSet(changed=changed, removed=tuple(view.node.id for view in removed)))


def name(index: QModelIndex) -> str:
    return str(index.data(Qt.ItemDataRole.DisplayRole)) if index.isValid() else ""


def shape(model: FleetModel, parent: QModelIndex | None = None) -> list[object]:
    above = parent or QModelIndex()
    found: list[object] = []
    for place in range(model.rowCount(above)):
        index = model.index(place, 0, above)
        row = index.data(ROW_ROLE)
        assert isinstance(row, Row)
        found.append((row.name, shape(model, index)) if row.kind < RowKind.NODE else row.name)
    return found


@pytest.fixture
def watched(qapp: QApplication) -> Iterator[Watched]:
    made = Watched()
    yield made
    assert made.resets == 0


def test_a_fleet_becomes_sites_groups_nodes_and_gpus(watched: Watched) -> None:
    watched.apply(*fleet())
    assert watched.model.rowCount() == 2
    site = watched.model.index(0, 0)
    rack = watched.model.index(1, 0, site)
    node = watched.model.index(2, 0, rack)
    assert [name(i) for i in (site, rack, node, watched.model.index(5, 0, node))] == [
        "FRA1",
        "Rack A02",
        "gpu-b03",
        "GPU 5",
    ]
    assert watched.model.rowCount(node) == 8


def test_a_changed_node_refreshes_itself_its_gpus_and_its_groups_only(watched: Watched) -> None:
    views = fleet()
    watched.apply(*views)
    target = next(view for view in views if view.node.name == "gpu-a02")
    watched.apply(replace(target, state=NodeState.WARNING))
    gpus = [f"GPU {index}" for index in range(8)]
    assert sorted(watched.changed) == sorted(["gpu-a02", *gpus, "FRA1", "Rack A01"])
    assert not watched.inserted
    assert not watched.removed


def test_gpus_come_and_go_one_by_one(watched: Watched) -> None:
    view = next(view for view in fleet() if view.node.name == "gpu-a02")
    assert view.snapshot is not None
    watched.apply(view)
    fewer = replace(view, snapshot=replace(view.snapshot, gpus=view.snapshot.gpus[:6]))
    watched.apply(fewer)
    assert watched.removed == [("gpu-a02", 7), ("gpu-a02", 6)]
    more = replace(view, snapshot=replace(view.snapshot, gpus=(*view.snapshot.gpus[:6], Gpu(6))))
    watched.apply(more)
    assert watched.inserted == ["GPU 6"]


def test_the_last_node_takes_its_empty_groups_along(watched: Watched) -> None:
    first, second = node_view("n1", ("S", "G")), node_view("n2", ("T",))
    watched.apply(first, second)
    watched.apply(removed=(first,))
    assert shape(watched.model) == [("T", ["n2"])]


def test_a_node_that_moves_changes_its_place(watched: Watched) -> None:
    view = node_view("n1", ("S", "G"))
    watched.apply(view, node_view("n2", ("S", "G")))
    watched.apply(replace(view, node=replace(view.node, path=("S", "H"))))
    assert shape(watched.model) == [("S", [("G", ["n2"]), ("H", ["n1"])])]


def test_totals_follow(watched: Watched) -> None:
    views = fleet()
    watched.apply(*views)
    assert watched.model.totals().nodes_total == 32
    before = watched.model.totals().power_draw_watts
    watched.apply(replace(views[0], state=NodeState.UNREACHABLE))
    after = watched.model.totals().power_draw_watts
    assert before is not None
    assert after is not None
    assert after < before


def test_a_group_has_the_environment_that_its_nodes_share(watched: Watched) -> None:
    watched.apply(*fleet())
    site = watched.model.index(1, 0)
    rows = [watched.model.index(place, 0, site).data(ROW_ROLE) for place in range(2)]
    assert [row.environment() for row in rows if isinstance(row, Row)] == [Environment.STAGING, Environment.DEVELOPMENT]
    top = site.data(ROW_ROLE)
    assert isinstance(top, Row)
    assert top.environment() is Environment.UNKNOWN


def test_keep_only_drops_what_the_core_no_longer_has(watched: Watched) -> None:
    first, second = node_view("n1"), node_view("n2")
    watched.apply(first, second)
    watched.model.keep_only({second.node.id})
    assert [view.node.name for view in watched.model.views()] == ["n2"]


PATHS = st.sampled_from([("S", "G"), ("S", "H"), ("T",), ("S",), ()])
STEPS = st.lists(st.tuples(st.integers(0, 5), PATHS | st.none()), max_size=25)


@settings(max_examples=60)
@given(STEPS)
def test_any_order_of_changes_ends_in_the_same_nodes(
    qapp: QApplication, steps: list[tuple[int, tuple[str, ...] | None]]
) -> None:
    watched = Watched()
    known: dict[int, NodeView] = {}
    for number, path in steps:
        template = node_view(f"n{number}", ("S",))
        if path is None:
            gone = known.pop(number, None)
            watched.apply(removed=(gone or template,))
            continue
        known[number] = replace(template, node=replace(template.node, path=path))
        watched.apply(known[number])
    assert sorted(view.node.name for view in watched.model.views()) == sorted(view.node.name for view in known.values())
    assert watched.resets == 0
    assert watched.model.totals().nodes_total == len(known)
