from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from console.model.gpu import Gpu
from console.model.node import ChangeSet, Environment, NodeState, NodeView
from console.ui.models.fleet import FleetModel
from console.ui.models.ordering import Grouping, Order, Sorting
from console.ui.models.query import parse
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


def test_a_view_that_paints_by_itself_hears_which_rows_changed_and_qt_hears_nothing(watched: Watched) -> None:
    views = fleet()
    watched.apply(*views)
    watched.model.changed = {}
    target = next(view for view in views if view.node.name == "gpu-a02")
    watched.apply(replace(target, latency_seconds=0.5))
    assert not watched.changed
    heard = [row for row in (watched.model.row_of(index) for index in indexes(watched.model)) if row is not None]
    assert {row.name for row in heard if row.id in watched.model.changed} == {"gpu-a02", "FRA1", "Rack A01"}


def indexes(model: FleetModel, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    above = parent or QModelIndex()
    for place in range(model.rowCount(above)):
        index = model.index(place, 0, above)
        yield index
        yield from indexes(model, index)


def test_states_are_counted_and_more_than_a_sample_is_told_from_one(watched: Watched) -> None:
    model, views = watched.model, fleet()
    watched.apply(*views)
    assert model.counts == Counter(view.state for view in views)
    turns, target = model.turns, next(view for view in views if view.node.name == "gpu-a02")
    watched.apply(replace(target, latency_seconds=0.5))
    assert model.turns == turns
    watched.apply(replace(target, state=NodeState.FAILED))
    assert model.turns > turns
    assert (model.counts[NodeState.FAILED], model.counts.total()) == (
        sum(view.state is NodeState.FAILED for view in views) + 1, len(views),
    )  # fmt: skip
    turns = model.turns
    watched.apply(removed=(target,))
    assert model.turns > turns
    assert model.counts == Counter(view.state for view in model.views())
    assert target.node.id not in {view.node.id for view in model.views()}


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


def names_in(model: FleetModel) -> list[str]:
    """Return what a person sees, groups and nodes, from above."""

    found: list[str] = []

    def walk(parent: QModelIndex) -> None:
        for place in range(model.rowCount(parent)):
            index = model.index(place, 0, parent)
            row = model.row_of(index)
            assert row is not None
            found.append(row.name)
            if row.kind < RowKind.NODE:
                walk(index)

    walk(QModelIndex())
    return found


def test_a_filter_and_an_order_lay_the_tree_out_once(qapp: QApplication) -> None:
    watched = Watched()
    watched.apply(*fleet())
    watched.model.set_query(parse("env:prod -state:ok"))
    assert names_in(watched.model) == ["FRA1", "Rack A01", "gpu-a06", "Rack A02", "gpu-b03", "gpu-b06"]
    watched.model.set_order(Order(Grouping.NONE, Sorting.STATE))
    assert names_in(watched.model) == ["gpu-b06", "gpu-b03", "gpu-a06"]
    watched.model.set_query(parse(""))
    watched.model.set_order(Order(Grouping.DISTRO, Sorting.NAME, reverse=True))
    assert names_in(watched.model)[:4] == ["Alma 9.4", "gpu-d06", "gpu-d03", "Debian 12.8"]
    watched.model.set_order(Order())
    assert len(names_in(watched.model)) == 38
    assert watched.resets == 5
    assert [view.node.name for view in watched.model.views()] == [view.node.name for view in fleet()]


def test_a_node_whose_values_change_goes_to_its_group_and_stays_put_in_it_until_it_is_sorted(
    qapp: QApplication,
) -> None:
    watched = Watched()
    views = {view.node.name: view for view in fleet()}
    watched.apply(*views.values())
    watched.model.set_order(Order(Grouping.STATE, Sorting.TEMPERATURE))
    watched.apply(replace(views["gpu-a01"], state=NodeState.FAILED))
    shown = names_in(watched.model)
    assert shown[shown.index("Failed") : shown.index("Warning")] == ["Failed", "gpu-a01", "gpu-b03"]
    resets = watched.resets
    watched.model.sort_again()
    assert watched.resets == resets
    hot = views["gpu-b03"]
    assert hot.snapshot is not None
    gpus = (structs.replace(hot.snapshot.gpus[0], temperature_celsius=99.0), *hot.snapshot.gpus[1:])
    watched.apply(replace(hot, snapshot=replace(hot.snapshot, gpus=gpus)))
    assert names_in(watched.model) == shown
    kept = QPersistentModelIndex(watched.model.index_of(row_named(watched.model, "gpu-b03")))
    watched.model.sort_again()
    after = names_in(watched.model)
    assert after[after.index("Failed") : after.index("Warning")] == ["Failed", "gpu-b03", "gpu-a01"]
    assert name(watched.model.index(kept.row(), 0, kept.parent())) == "gpu-b03"


def row_named(model: FleetModel, wanted: str) -> Row:
    node_id = next(view.node.id for view in model.views() if view.node.name == wanted)
    row = model.node_row(node_id)
    assert row is not None
    return row


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


QUERIES = st.sampled_from(["", "n1", "state:ok", "-group:g", "name:n state:failed"])
ORDERS = st.builds(Order, st.sampled_from(Grouping), st.sampled_from(Sorting), st.booleans())
STATES = st.sampled_from([NodeState.OK, NodeState.FAILED, NodeState.IDLE])
MOVES = st.lists(st.one_of(st.tuples(st.integers(0, 5), PATHS | st.none(), STATES), QUERIES, ORDERS), max_size=25)


@settings(max_examples=100, deadline=None)
@given(MOVES)
def test_whatever_happens_the_tree_shows_what_matches_in_its_order(
    qapp: QApplication, moves: list[tuple[int, tuple[str, ...] | None, NodeState] | str | Order]
) -> None:
    watched = Watched()
    for move in moves:
        if isinstance(move, str):
            watched.model.set_query(parse(move))
        elif isinstance(move, Order):
            watched.model.set_order(move)
        else:
            number, path, state = move
            view = node_view(f"n{number}", ("S",), state)
            if path is None:
                watched.apply(removed=(view,))
            else:
                watched.apply(replace(view, node=replace(view.node, path=path)))
    model = watched.model
    model.sort_again()
    fresh = FleetModel()
    fresh.apply(ChangeSet(changed=tuple(model.views())))
    fresh.set_query(model.query)
    fresh.set_order(model.order)
    matching = [view.node.name for view in model.views() if model.query.matches(view)]
    seen = names_in(model)
    assert sorted(name for name in seen if name.startswith("n")) == sorted(matching)
    assert sorted(seen) == sorted(names_in(fresh))
