"""What holds for every panel of the dashboard."""

from __future__ import annotations

from pathlib import Path

import pytest

import console.panels
from console.model.gpu import Gpu
from console.model.ids import DeployId, NodeId
from console.model.metric import SPECS
from console.model.service import DeployState, DeployView, Plan
from console.panels import (
    HeatPanel,
    HistoryPanel,
    Ink,
    ListPanel,
    Panel,
    PlotPanel,
    Sample,
    Shape,
    history_panels,
    panels,
)

FULL = Sample(0.0, 12_000.0, (("FRA1", 8_000.0), ("MUC2", 4_000.0)), 88.0, 60.0)
EMPTY = Sample(0.0)


def named(kind: type[Panel]) -> list[Panel]:
    return [panel for panel in panels() if isinstance(panel, kind)]


def test_there_is_one_panel_a_file() -> None:
    folder = Path(console.panels.__file__).parent
    names = [*(panel.id for panel in panels()), *(f"history_{panel.id}" for panel in history_panels())]
    assert sorted(names) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("panel", history_panels(), ids=lambda panel: panel.id)
def test_a_panel_of_the_history_shows_a_metric_in_its_unit(panel: HistoryPanel) -> None:
    assert panel.title and panel.metrics and panel.per_unit > 0
    for _scope, metric in panel.metrics:
        unit = SPECS[metric].unit
        assert panel.unit == unit or (panel.unit, panel.per_unit) == (f"k{unit}", 1000)
    assert [other.order for other in history_panels()].count(panel.order) == 1


def test_panels_stand_in_one_order() -> None:
    assert len({panel.order for panel in panels()}) == len(panels())
    assert [panel.order for panel in panels()] == sorted(panel.order for panel in panels())


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel.id)
def test_a_panel_says_what_it_is_and_where(panel: Panel) -> None:
    assert panel.title and panel.shapes and panel.shapes <= set(Shape)


@pytest.mark.parametrize("panel", named(PlotPanel), ids=lambda panel: panel.id)
def test_a_plot_has_two_series_at_most_and_makes_nothing_up(panel: Panel) -> None:
    assert isinstance(panel, PlotPanel)
    assert 1 <= len(panel.series) <= 2 and panel.unit
    assert len({series.ink for series in panel.series}) == len(panel.series)
    for series in panel.series:
        assert series.ink in Ink
        assert series.value(FULL, "FRA1") is not None
        assert series.value(EMPTY, "") is None


@pytest.mark.parametrize("panel", named(HeatPanel), ids=lambda panel: panel.id)
def test_a_metric_knows_a_silent_gpu(panel: Panel) -> None:
    assert isinstance(panel, HeatPanel)
    told = Gpu(0, memory_total_bytes=80, memory_used_bytes=40, utilization_percent=50.0, temperature_celsius=57.5,
               power_draw_watts=350.0, power_limit_watts=700.0)  # fmt: skip
    for metric in panel.metrics:
        assert metric.share(Gpu(0)) is None
        assert metric.share(told) == pytest.approx(0.5)
        assert metric.title and metric.lowest and metric.highest


@pytest.mark.parametrize("panel", named(ListPanel), ids=lambda panel: panel.id)
@pytest.mark.parametrize("state", DeployState)
def test_a_list_has_words_or_progress_for_every_state(panel: Panel, state: DeployState) -> None:
    assert isinstance(panel, ListPanel)
    plan = Plan(NodeId("n"), "example", "systemd", "", "", (), "", "")
    entry = panel.entry(DeployView(DeployId("d"), plan, state, ()))
    assert entry.name == "example"
    assert (entry.words is None) is (entry.progress is not None)
    assert panel.empty and all(panel.heads)
