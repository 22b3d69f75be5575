from __future__ import annotations

from dataclasses import replace

import pytest

from console.model.gpu import Gpu
from console.ui.heatgrid import Grid, Metric, blocks_of, lay_out, rows_of, share
from tests.gui.fleet import GIB, XID, fleet, node_view

VIEWS = fleet()


def test_groups_become_blocks_and_those_without_gpus_do_not() -> None:
    blocks = blocks_of((*VIEWS, node_view("jump", ("FRA1", "Edge"))))
    assert [(block.name, block.site, len(block.nodes)) for block in blocks] == [
        ("Rack A01", "FRA1", 8), ("Rack A02", "FRA1", 8), ("Rack C01", "MUC2", 8), ("Rack C02", "MUC2", 8),
    ]  # fmt: skip
    assert rows_of(blocks) == 8
    assert rows_of([]) == 0


def test_cells_never_overlap_and_only_whole_blocks_are_shown() -> None:
    blocks = blocks_of(VIEWS)
    cells = lay_out(blocks, Grid(13, 3), left=28, top=56, right=400)
    assert {cell.block for cell in cells} == {0, 1}
    assert len({(cell.rect.x(), cell.rect.y()) for cell in cells}) == len(cells) == 2 * 8 * 8
    assert max(cell.rect.right() for cell in cells) <= 400
    assert len(lay_out(blocks, Grid(13, 3), left=28, top=56, right=4000)) == 256


def test_a_node_that_says_nothing_keeps_its_column() -> None:
    silent = replace(VIEWS[1], snapshot=None)
    cells = lay_out(blocks_of((VIEWS[0], silent)), Grid(7, 2), left=0, top=0, right=500)
    assert sum(cell.gpu is None for cell in cells) == 8


@pytest.mark.parametrize(
    ("metric", "expected"),
    [(Metric.UTILISATION, 0.5), (Metric.MEMORY, 0.25), (Metric.TEMPERATURE, 0.0), (Metric.POWER, 0.5)],
)
def test_each_metric_has_its_share_and_unknown_has_none(metric: Metric, expected: float) -> None:
    gpu = Gpu(0, utilization_percent=50, memory_total_bytes=80 * GIB, memory_used_bytes=20 * GIB,
              temperature_celsius=25, power_draw_watts=350)  # fmt: skip
    assert share(gpu, metric) == expected
    assert share(Gpu(0), metric) is None


def test_a_head_that_is_wider_than_its_cells_gets_its_room() -> None:
    narrow = blocks_of((VIEWS[0], VIEWS[8], VIEWS[16]))
    cells = lay_out(narrow, Grid(13, 3, lambda _block: 90.0), left=28, top=56, right=1000)
    assert sorted({cell.rect.left() for cell in cells}) == [28, 28 + 112, 28 + 224]


def test_a_node_without_gpus_has_no_column() -> None:
    view = VIEWS[1]
    assert view.snapshot is not None
    bare = replace(view, snapshot=replace(view.snapshot, gpus=()))
    assert len(blocks_of((VIEWS[0], bare))[0].nodes) == 1
    broken = replace(bare, snapshot=replace(view.snapshot, gpus=(), gpu_problem=XID))
    assert len(blocks_of((VIEWS[0], broken))[0].nodes) == 2
