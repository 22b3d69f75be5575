"""What the dashboard costs, with a full hour in its plots."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
from msgspec import structs
from msgspec.structs import replace
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeView
from console.ui.dashboard.board import Dashboard
from console.ui.dashboard.history import sample_of
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes
from tests.gui.conftest import drop
from tests.gui.dashboard.scenes import hour
from tests.gui.fakes import THEME_FOLDER, FakeBridge, FakeClock
from tests.gui.fleet import NOW, fleet

pytestmark = pytest.mark.perf


def many(racks: int) -> tuple[NodeView, ...]:
    return tuple(
        replace(view, node=replace(view.node, id=NodeId(f"{view.node.id}-{rack}"), path=("S", f"R{rack}{name[4]}")))
        for rack in range(racks)
        for view in fleet()
        for name in [view.node.name]
    )


def shifted(views: tuple[NodeView, ...], by: float) -> tuple[NodeView, ...]:
    changed = []
    for view in views:
        if view.snapshot is not None:
            gpus = tuple(
                structs.replace(g, utilization_percent=((g.utilization_percent or 0) + by) % 100)
                for g in view.snapshot.gpus
            )
            changed.append(replace(view, snapshot=replace(view.snapshot, gpus=gpus)))
    return tuple(changed)


def median_ms(call: Callable[[], object]) -> float:
    taken = []
    for _round in range(5):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


@pytest.mark.parametrize("racks", [1, 8])
def test_what_the_dashboard_costs(qtbot: QtBot, racks: int) -> None:
    themes, clock, model = Themes(THEME_FOLDER, "dark"), FakeClock(), FleetModel()
    board = Dashboard(FakeBridge(), model, themes, clock)
    board.resize(QSize(1479, 262))
    views = many(racks)
    model.apply(ChangeSet(changed=views))
    for sample in hour(NOW.timestamp()):
        board.history.add(sample)
    board.show()
    steps = iter(range(1, 100))

    def all_changed() -> None:
        model.apply(ChangeSet(changed=shifted(views, 7.0 * next(steps))))
        board.views["fleet"].refresh()

    plot = board.views["power"]
    figures: dict[str, Callable[[], object]] = {
        "a sample": lambda: sample_of(model.views(), 0.0),
        "the map, every GPU changed (and the tree's model)": all_changed,
        "the map, nothing changed": board.views["fleet"].refresh,
        "the map on the screen": board.views["fleet"].grab,
        "a plot, drawn anew": lambda: (plot.dress(), plot.grab()),
        "a plot, its figures only": lambda: (plot.refresh(), plot.grab()),
    }
    for name, call in figures.items():
        print(f"{len(views)} nodes: {name}: {median_ms(call):.2f} ms")
    drop(board)
    model.deleteLater()
    themes.deleteLater()
