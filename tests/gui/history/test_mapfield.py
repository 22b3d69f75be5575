from __future__ import annotations

from msgspec import structs
from msgspec.structs import replace

from console.model.node import ChangeSet
from tests.gui.history.conftest import Bench


def test_a_hidden_map_draws_nothing(bench: Bench) -> None:
    view = bench.nodes["gpu-a01"]
    assert view.snapshot is not None
    gpus = tuple(structs.replace(gpu, utilization_percent=1.0) for gpu in view.snapshot.gpus)
    changed = replace(view, snapshot=replace(view.snapshot, gpus=gpus))
    bench.page.hide()
    picture = bench.page.map.heat.field.picture
    before = picture.painted_cells
    bench.fleet.apply(ChangeSet(changed=(changed,)))
    assert not bench.page.map._soon.isActive()
    bench.page.map._refresh()
    assert picture.painted_cells == before
    bench.page.show()
    assert picture.painted_cells > before
