from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.model.gpu import Gpu
from console.model.node import NodeState
from console.ui.heatcell import paint_cell
from console.ui.heatgrid import Cell, Metric
from console.ui.theme import Theme, load_theme, ramp_color
from tests.gui.fakes import THEME_FOLDER
from tests.gui.fleet import XID, node_view

GPU = Gpu(0, utilization_percent=60, temperature_celsius=60)


def painted(theme: Theme, state: NodeState, gpu: Gpu | None) -> set[str]:
    image = QImage(30, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#010203"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_cell(
        painter, Cell(0, 0, 0, node_view("n", state=state), gpu, QRectF(4, 4, 20, 20)), Metric.UTILISATION, theme
    )
    painter.end()
    return {image.pixelColor(x, y).name() for x in range(30) for y in range(30)}


@pytest.fixture
def theme() -> Theme:
    return load_theme(THEME_FOLDER, "dark")


def test_a_healthy_cell_is_nothing_but_its_place_on_the_ramp(qapp: QApplication, theme: Theme) -> None:
    colors = painted(theme, NodeState.OK, GPU)
    assert ramp_color(theme.load_ramp, 0.6).name() in colors
    assert not {theme.colors.warn.name(), theme.colors.fail.name(), theme.colors.drain.name()} & colors


@pytest.mark.parametrize(
    ("state", "gpu", "token"),
    [
        (NodeState.OK, replace(GPU, temperature_celsius=88), "warn"),
        (NodeState.OK, replace(GPU, fault=XID), "fail"),
        (NodeState.KEY_CHANGED, GPU, "fail"),
        (NodeState.DRAINED, GPU, "drain"),
        (NodeState.OK, Gpu(0), "track"),
    ],
)
def test_states_are_marked(qapp: QApplication, theme: Theme, state: NodeState, gpu: Gpu, token: str) -> None:
    assert getattr(theme.colors, token).name() in painted(theme, state, gpu)


@pytest.mark.parametrize("state", [NodeState.UNREACHABLE, NodeState.CONNECTING, NodeState.STALE])
def test_values_that_are_not_fresh_do_not_look_fresh(qapp: QApplication, theme: Theme, state: NodeState) -> None:
    assert painted(theme, state, GPU) != painted(theme, NodeState.OK, GPU)
    if state is not NodeState.STALE:
        assert ramp_color(theme.load_ramp, 0.6).name() not in painted(theme, state, GPU)
