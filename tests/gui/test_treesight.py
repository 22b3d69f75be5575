"""Only what changed, turns or grows older is painted anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from console.model.node import NodeState
from console.ui.models.rows import Row
from console.ui.rowpaint import RowLook, RowPainter
from console.ui.treesight import rows_in_sight
from console.ui.treeview import RowDelegate, row_at
from tests.gui.conftest import Desk


@pytest.fixture
def painted(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the rows that are painted from now on."""
    names: list[str] = []
    paint = RowDelegate.paint

    def noted(
        self: RowDelegate, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = row_at(index)
        assert row is not None
        names.append(row.name)
        paint(self, painter, option, index)

    monkeypatch.setattr(RowDelegate, "paint", noted)
    desk.window.panel._ages.stop()
    qtbot.waitUntil(lambda: not desk.window.panel.view._calm.isActive())
    desk.window.panel.view.viewport().repaint()
    assert "gpu-a01" in names
    names.clear()
    return names


def test_the_rows_in_sight_are_those_on_the_screen(desk: Desk) -> None:
    view = desk.window.panel.view
    seen = list(rows_in_sight(view, desk.window.fleet))
    assert [row.name for row, _place in seen[:3]] == ["FRA1", "Rack A01", "gpu-a01"]
    assert all(view.visualRect(desk.window.fleet.index_of(row)) == place for row, place in seen)
    assert seen[-1][1].bottom() >= view.viewport().height() - 1 or len(seen) == 38


def test_a_change_of_a_node_paints_it_and_its_groups(desk: Desk, qtbot: QtBot, painted: list[str]) -> None:
    desk.change(desk.views["gpu-a02"])
    qtbot.waitUntil(lambda: "gpu-a02" in painted)
    assert set(painted) == {"FRA1", "Rack A01", "gpu-a02"}


def test_the_gpus_of_an_open_node_are_painted_with_it(desk: Desk, qtbot: QtBot, painted: list[str]) -> None:
    view = desk.window.panel.view
    view.select_node(desk.views["gpu-a01"].node.id)
    view.expand(view.currentIndex())
    qtbot.waitUntil(lambda: "GPU 0" in painted)
    painted.clear()
    desk.change(desk.views["gpu-a01"])
    qtbot.waitUntil(lambda: "GPU 7" in painted)
    assert "gpu-a02" not in painted


def test_a_sign_turns_without_the_rows_beside_it(desk: Desk, qtbot: QtBot, painted: list[str]) -> None:
    view = desk.window.panel.view
    desk.change(replace(desk.views["gpu-a02"], state=NodeState.CONNECTING))
    qtbot.waitUntil(lambda: "gpu-a02" in painted and not view._calm.isActive())
    painted.clear()
    view.tick(20.0)
    qtbot.waitUntil(lambda: "gpu-a02" in painted)
    assert "gpu-a01" not in painted


def test_samples_alone_wait_for_the_ages(desk: Desk, qtbot: QtBot, painted: list[str]) -> None:
    view = desk.window.panel.view
    desk.change(replace(desk.views["gpu-a02"], latency_seconds=0.2))
    qtbot.wait(60)
    assert not painted
    desk.clock.at += timedelta(seconds=1)
    view.tick(0.0)
    qtbot.waitUntil(lambda: "gpu-a02" in painted)
    assert not view._calm.isActive()
    painted.clear()
    desk.change(replace(desk.views["gpu-a02"], state=NodeState.WARNING))
    qtbot.waitUntil(lambda: "gpu-a02" in painted, timeout=700)


def test_of_a_row_nothing_is_drawn_but_what_moves_with_samples_and_time(
    desk: Desk, qtbot: QtBot, painted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: list[str] = []
    paint = RowPainter.paint

    def noted(self: RowPainter, painter: QPainter, row: Row, look: RowLook) -> None:
        whole.append(row.name)
        paint(self, painter, row, look)

    monkeypatch.setattr(RowPainter, "paint", noted)
    view = desk.window.panel.view
    before = view.viewport().grab().toImage()
    snapshot = desk.views["gpu-a02"].snapshot
    assert snapshot is not None
    hotter = tuple(replace(gpu, temperature_celsius=83.0, utilization_percent=7.0) for gpu in snapshot.gpus)
    desk.change(replace(desk.views["gpu-a02"], snapshot=replace(snapshot, gpus=hotter)))
    whole.clear()
    painted.clear()
    desk.clock.at += timedelta(seconds=7)
    view.tick(0.0)
    qtbot.waitUntil(lambda: {"gpu-a01", "gpu-a02"} <= set(painted))
    assert not {"gpu-a01", "gpu-a02", "Rack A01"} & set(whole)
    # What is painted in part looks as what is painted whole, and is older than before.
    seen = view.viewport().grab().toImage()
    view.viewport().repaint()
    assert view.viewport().grab().toImage() == seen != before


def test_a_row_is_drawn_whole_when_its_state_or_its_system_changes(
    desk: Desk, qtbot: QtBot, painted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: list[str] = []
    paint = RowPainter.paint

    def noted(self: RowPainter, painter: QPainter, row: Row, look: RowLook) -> None:
        whole.append(row.name)
        paint(self, painter, row, look)

    monkeypatch.setattr(RowPainter, "paint", noted)
    view = desk.window.panel.view
    desk.change(replace(desk.views["gpu-a02"], state=NodeState.WARNING))
    qtbot.waitUntil(lambda: {"gpu-a02", "Rack A01", "FRA1"} <= set(whole))
    snapshot = desk.views["gpu-a01"].snapshot
    assert snapshot is not None
    assert snapshot.distro is not None
    whole.clear()
    other = replace(snapshot.distro, version="99")
    desk.change(replace(desk.views["gpu-a01"], snapshot=replace(snapshot, distro=other)))
    desk.clock.at += timedelta(seconds=1)
    view.tick(0.0)
    qtbot.waitUntil(lambda: {"gpu-a01", "Rack A01"} <= set(whole))
    assert "gpu-a02" not in whole


def test_every_row_grows_older(desk: Desk, qtbot: QtBot, painted: list[str]) -> None:
    desk.clock.at += timedelta(seconds=1)
    desk.window.panel.view.tick(0.0)
    qtbot.waitUntil(lambda: {"gpu-a01", "gpu-a02"} <= set(painted))
