from __future__ import annotations

from msgspec import structs
from msgspec.structs import replace

from console.model.node import NodeState, NodeView
from tests.gui.dashboard.conftest import Board


def with_load(view: NodeView, percent: float) -> NodeView:
    assert view.snapshot is not None
    first = structs.replace(view.snapshot.gpus[0], utilization_percent=percent)
    return replace(view, snapshot=replace(view.snapshot, gpus=(first, *view.snapshot.gpus[1:])))


def test_only_cells_that_look_different_are_drawn_again(board: Board) -> None:
    picture = board.heat.field.picture
    before = picture.painted_cells
    view = with_load(board.nodes["gpu-a01"], 3.0)
    board.change(view)
    assert picture.painted_cells == before + 1
    board.change(replace(view))
    assert picture.painted_cells == before + 1
    board.change(replace(view, state=NodeState.UNREACHABLE))
    assert picture.painted_cells == before + 9


def test_a_cell_has_the_colour_of_its_value(board: Board) -> None:
    field = board.heat.field
    board.change(with_load(board.nodes["gpu-a01"], 0.0))
    spot = field._on_screen(field.grid.places[0].rect).center().toPoint()
    low = field.grab().toImage().pixelColor(spot)
    board.change(with_load(board.nodes["gpu-a01"], 100.0))
    high = field.grab().toImage().pixelColor(spot)
    ramp = board.themes.current.load_ramp
    assert (low.name(), high.name()) == (ramp[0].name(), ramp[-1].name())


def test_another_gpu_lays_the_map_out_anew(board: Board) -> None:
    view = board.nodes["gpu-a01"]
    assert view.snapshot is not None
    board.change(replace(view, snapshot=replace(view.snapshot, gpus=view.snapshot.gpus[:4])))
    assert len(board.heat.field.grid.of_node[view.node.id]) == 4


def test_another_theme_redraws_everything(board: Board) -> None:
    board.themes.choose("light")
    image = board.heat.field.grab().toImage()
    assert image.pixelColor(1, 1).name() == board.themes.current.colors.panel.name()
