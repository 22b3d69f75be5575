from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from console.model.arrangement import Arrangement
from console.model.service import DeployState
from console.panels import Shape, panels
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.dashboard.conftest import Board
from tests.gui.dashboard.scenes import deploy
from tests.gui.fakes import welcome


def test_every_panel_has_its_view_and_all_have_names(board: Board) -> None:
    assert list(board.widget.views) == [panel.id for panel in panels()]
    assert unnamed_widgets(board.widget) == []
    assert unreachable_widgets(board.widget) == []


@pytest.mark.parametrize("shape", Shape)
def test_a_shape_shows_its_panels(board: Board, shape: Shape) -> None:
    board.widget.set_shape(shape)
    board.widget.resize(QSize(584, 1300) if shape is Shape.COLUMN else QSize(1200, 108))
    shown = {name for name, view in board.widget.views.items() if view.isVisible()}
    assert shown == {panel.id for panel in panels() if shape in panel.shapes}


def test_changes_of_the_fleet_are_sampled_at_most_every_two_seconds(board: Board) -> None:
    history = board.widget.history
    assert len(history.samples) == 1
    view = board.nodes["gpu-a01"]
    board.change(view)
    assert len(history.samples) == 1
    board.clock.at += timedelta(seconds=2)
    board.change(view)
    board.change(view)
    assert len(history.samples) == 2
    assert history.samples[-1].power_draw_watts == board.fleet.totals().power_draw_watts


def test_hidden_it_draws_nothing_but_the_hour_has_no_hole(board: Board, qtbot: QtBot) -> None:
    board.widget.hide()
    painted = board.heat.field.picture.painted_cells
    board.clock.at += timedelta(seconds=2)
    board.change(*board.nodes.values())
    assert not board.widget._soon.isActive()
    assert board.heat.field.picture.painted_cells == painted
    assert len(board.widget.history.samples) == 2
    board.widget.show()
    assert board.power.shown is board.widget.history.samples[-1]


def test_seconds_are_counted_only_while_something_goes_on_and_is_seen(board: Board) -> None:
    ticks = board.widget._ticks
    assert not ticks.isActive()
    board.bridge.deploy_changed.emit(deploy(1, DeployState.RUNNING))
    assert ticks.isActive()
    board.widget.hide()
    assert not ticks.isActive()
    board.widget.show()
    assert ticks.isActive()
    board.bridge.deploy_changed.emit(deploy(1, DeployState.FAILED))
    assert not ticks.isActive()


def test_welcome_replaces_the_deploys_of_another_core(board: Board) -> None:
    board.bridge.deploy_changed.emit(deploy(1, DeployState.SERVING))
    board.bridge.welcome.emit(m.Welcome("1", (), Arrangement(), (), (deploy(2, DeployState.SERVING),), True))
    assert [view.id for view, _entry in board.deploys._rows] == ["d2"]
    board.bridge.deploy_forgotten.emit("d2")
    board.bridge.welcome.emit(welcome(()))
    assert board.deploys._rows == []
