from __future__ import annotations

import pytest
from msgspec import structs
from msgspec.structs import replace

from console.app import paths
from console.model.node import QUICK_GROUP, NodeState, NodeView
from console.settings.language import set_language
from console.ui.models.ordering import Grouping, Order, Sorting, free_memory_bytes, group_key, node_key, place_of
from console.ui.models.sortkeys import natural
from tests.gui.fleet import GIB, fleet, node_view

VIEWS = {view.node.name: view for view in fleet()}


def ordered(sorting: Sorting, *names: str, reverse: bool = False) -> list[str]:
    order = Order(sorting=sorting, reverse=reverse)
    views = [VIEWS[name] for name in names]
    keys = {view.node.name: node_key(view, order, number) for number, view in enumerate(views)}
    return sorted(names, key=lambda name: keys[name])


def test_numbers_in_names_count_as_numbers() -> None:
    names = ["gpu-10", "gpu-9", "GPU-1", "a", "10", "9"]
    assert sorted(names, key=natural) == ["9", "10", "a", "GPU-1", "gpu-9", "gpu-10"]


@pytest.mark.parametrize(
    ("sorting", "first", "last"),
    [
        (Sorting.STATE, "gpu-b06", "gpu-a01"),
        (Sorting.TEMPERATURE, "gpu-a06", "gpu-d01"),
        (Sorting.LOAD, "gpu-a06", "gpu-d01"),
        (Sorting.POWER, "gpu-a06", "gpu-d01"),
        (Sorting.FREE, "gpu-d01", "gpu-a06"),
    ],
)
def test_what_wants_attention_is_first_and_the_other_way_round(sorting: Sorting, first: str, last: str) -> None:
    assert ordered(sorting, last, first) == [first, last]
    assert ordered(sorting, last, first, reverse=True) == [last, first]


@pytest.mark.parametrize("reverse", [False, True])
def test_nodes_without_a_value_are_last_either_way(*, reverse: bool) -> None:
    assert ordered(Sorting.TEMPERATURE, "gpu-c04", "gpu-a01", reverse=reverse) == ["gpu-a01", "gpu-c04"]


def test_free_memory_is_that_of_all_gpus_that_tell() -> None:
    view = VIEWS["gpu-a01"]
    assert view.snapshot is not None
    first, second, *_ = view.snapshot.gpus
    told = (structs.replace(first, memory_used_bytes=30 * GIB), structs.replace(second, memory_used_bytes=None))
    assert free_memory_bytes(replace(view, snapshot=replace(view.snapshot, gpus=told))) == 50 * GIB
    assert free_memory_bytes(node_view("x")) is None


def with_node(view: NodeView, tags: tuple[str, ...] = (), rack: str = "") -> NodeView:
    return replace(view, node=replace(view.node, tags=tags, rack=rack))


def test_groups() -> None:
    view = VIEWS["gpu-b06"]
    assert {grouping: place_of(view, grouping) for grouping in Grouping} == {
        Grouping.PATH: ("FRA1", "Rack A02"),
        Grouping.RACK: ("Rack A02",),
        Grouping.DISTRO: ("Rocky 9.4",),
        Grouping.GPU: ("H100 80 GB",),
        Grouping.STATE: ("Host key changed",),
        Grouping.TAG: ("No tag",),
        Grouping.NONE: (),
    }
    assert place_of(with_node(view, ("train", "a"), "R7"), Grouping.TAG) == ("train, a",)
    assert place_of(with_node(view, (), "R7"), Grouping.RACK) == ("R7",)
    bare = node_view("x", ())
    assert [place_of(bare, grouping) for grouping in (Grouping.RACK, Grouping.DISTRO, Grouping.GPU)] == [
        ("No rack",),
        ("Distribution not known",),
        ("No GPU known",),
    ]


def test_the_worst_state_and_known_groups_are_first() -> None:
    by_state = Order(Grouping.STATE)
    ok = group_key("OK", by_state, 1, node_view("x"))
    assert group_key("Failed", by_state, 2, node_view("y", state=NodeState.FAILED)) < ok
    by_rack = Order(Grouping.RACK)
    assert group_key("Rack 10", by_rack, 1, None) < group_key("No rack", by_rack, 0, None)
    assert group_key("Rack 9", by_rack, 2, None) < group_key("Rack 10", by_rack, 1, None)


def test_the_group_of_quick_connections_is_called_in_the_language_of_the_desk() -> None:
    view = VIEWS["gpu-a01"]
    quick = replace(view, node=replace(view.node, path=(QUICK_GROUP,), rack=""))
    set_language("de", paths.resources() / "translations")
    try:
        assert place_of(quick, Grouping.PATH) == place_of(quick, Grouping.RACK) == ("Schnellverbindungen",)
    finally:
        set_language("en", paths.resources() / "translations")
    assert place_of(view, Grouping.PATH) == view.node.path
