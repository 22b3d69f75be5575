from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.node import NodeState, NodeView
from console.panels import Shape
from console.ui.dashboard.heatgrid import Column, blocks_of, lay_out
from console.ui.dashboard.heatmap import SPACINGS
from tests.gui.fleet import fleet, node_view


def test_racks_are_blocks_and_nodes_without_gpus_have_no_column() -> None:
    cpu = node_view("jump-01")
    told = fleet()[0].snapshot
    assert told is not None
    cpu = replace(cpu, snapshot=replace(told, gpus=()))
    blocks = blocks_of((*fleet(), cpu, node_view("silent", state=NodeState.IDLE)))
    assert [(block.name, block.site, len(block.columns)) for block in blocks][:1] == [("Rack A01", "FRA1", 8)]
    assert len(blocks) == 4


def test_a_node_that_never_answered_keeps_its_column() -> None:
    lost = node_view("gpu-a09", state=NodeState.UNREACHABLE)
    block = blocks_of((*fleet(), lost))[0]
    assert block.columns[-1] == Column(lost.node.id, "gpu-a09", 0)
    grid = lay_out([block], SPACINGS[Shape.DOCK], (600, 180), lambda _block: 50.0)
    assert len(grid.of_node[lost.node.id]) == 8


def test_a_group_without_any_gpu_has_no_block() -> None:
    assert blocks_of([node_view("a", state=NodeState.UNREACHABLE)]) == ()


@pytest.mark.parametrize(("name", "label"), [("gpu-a03", "03"), ("n7", "7"), ("login", "lo"), ("gpu-123", "23")])
def test_a_column_is_called_by_its_number(name: str, label: str) -> None:
    assert Column(node_view(name).node.id, name, 8).label == label


def many(racks: int) -> list[NodeView]:
    return [
        replace(
            view,
            node=replace(view.node, id=NodeId(f"{view.node.id}-{rack}"), path=("S", f"R{rack}{view.node.path[1]}")),
        )
        for rack in range(racks)
        for view in fleet()
    ]


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("racks", [1, 8])
def test_no_cell_lies_on_another_and_none_beside_the_map(shape: Shape, racks: int) -> None:
    spacing = SPACINGS[shape]
    grid = lay_out(blocks_of(many(racks)), spacing, (560, 190), lambda _block: 40.0)
    seen = {(place.rect.left(), place.rect.top()) for place in grid.places}
    assert len(seen) == len(grid.places) == racks * 256
    assert max(place.rect.right() for place in grid.places) <= 560
    assert max(place.rect.bottom() for place in grid.places) <= grid.height
    assert grid.cell_width >= spacing.narrowest


def test_cells_shrink_before_the_map_scrolls() -> None:
    room = (600.0, 190.0)
    few, more = (lay_out(blocks_of(many(n)), SPACINGS[Shape.DOCK], room, lambda _b: 40.0) for n in (1, 8))
    assert few.cell_width >= 12 and few.height <= room[1]
    assert more.cell_width == SPACINGS[Shape.DOCK].narrowest and more.height > room[1]
