"""What it costs to show 8,000 GPUs that all change at once, in milliseconds of processor time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
from msgspec import structs
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeView
from console.panels import HeatPanel, Shape, panels
from console.ui.dashboard.heatmap import HeatMapView
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes
from tests.gui.conftest import drop
from tests.gui.fakes import THEME_FOLDER
from tests.gui.fleet import fleet

pytestmark = pytest.mark.perf

NODES = 1000


def views(load: float) -> list[NodeView]:
    pattern = next(view for view in fleet() if view.node.name == "gpu-a01")
    assert pattern.snapshot is not None
    found = []
    for number in range(NODES):
        gpus = tuple(
            structs.replace(gpu, utilization_percent=(load + 13 * number + 7 * gpu.index) % 100)
            for gpu in pattern.snapshot.gpus
        )
        name = f"gpu-{number:04}"
        node = replace(pattern.node, id=NodeId(name), name=name, path=("FRA1", f"Rack {number // 32:02}"))
        found.append(replace(pattern, node=node, snapshot=replace(pattern.snapshot, gpus=gpus)))
    return found


def median_ms(call: Callable[[int], object]) -> float:
    taken = []
    for round_number in range(9):
        begun = time.process_time()
        call(round_number)
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


def test_8000_gpus(qtbot: QtBot) -> None:
    model, themes = FleetModel(), Themes(THEME_FOLDER, "dark")
    panel = next(panel for panel in panels() if isinstance(panel, HeatPanel))
    host = QWidget()
    host.resize(QSize(1000, 620))
    heat = HeatMapView(panel, model, themes, host)
    heat.set_shape(Shape.COLUMN)
    heat.resize(QSize(1000, 620))
    host.show()
    model.apply(ChangeSet(changed=tuple(views(0))))
    heat.refresh()
    picture = heat.field.picture
    scenes = [views(11.0 * number) for number in range(1, 10)]
    print(f"\n{len(picture.grid.places)} cells, all seen at once: {picture.height <= heat.field.height()}")
    print(f"repaint, every cell changed: {median_ms(lambda n: (picture.update(scenes[n]), heat.field.grab())):.1f} ms")
    print(f"of that the cells: {median_ms(lambda n: picture.update(scenes[n])):.1f} ms")
    print(f"nothing changed: {median_ms(lambda _n: heat.refresh()):.1f} ms")
    print(f"laid out anew: {median_ms(lambda _n: heat.field.rebuild()):.1f} ms")
    drop(host)
