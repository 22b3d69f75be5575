"""A dashboard on a fake core, shown alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.node import ChangeSet, NodeView
from console.ui.dashboard.board import Dashboard
from console.ui.dashboard.deploylist import DeployList
from console.ui.dashboard.heatmap import HeatMapView
from console.ui.dashboard.plot import PlotView
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge, FakeClock
from tests.gui.fleet import fleet


@dataclass
class Board:
    """The dashboard over 32 nodes, and what stands in for the rest of the house."""

    widget: Dashboard
    bridge: FakeBridge
    fleet: FleetModel
    themes: Themes
    clock: FakeClock
    nodes: dict[str, NodeView]

    @property
    def heat(self) -> HeatMapView:
        view = self.widget.views["fleet"]
        assert isinstance(view, HeatMapView)
        return view

    @property
    def power(self) -> PlotView:
        view = self.widget.views["power"]
        assert isinstance(view, PlotView)
        return view

    @property
    def deploys(self) -> DeployList:
        view = self.widget.views["deployments"]
        assert isinstance(view, DeployList)
        return view

    def change(self, *views: NodeView) -> None:
        self.fleet.apply(ChangeSet(changed=views))
        self.widget._refresh_now()


def pixels(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.fixture
def board(qtbot: QtBot, themes: Themes) -> Iterator[Board]:
    bridge, clock, model = FakeBridge(), FakeClock(), FleetModel()
    widget = Dashboard(bridge, model, themes, clock)
    widget.resize(QSize(1479, 262))
    nodes = {view.node.name: replace(view, problem=None) for view in fleet()}
    made = Board(widget, bridge, model, themes, clock, nodes)
    model.apply(ChangeSet(changed=tuple(nodes.values())))
    widget.show()
    widget.activateWindow()
    yield made
    drop(widget)
    model.deleteLater()
