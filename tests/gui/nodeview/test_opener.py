from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from console.app import paths
from console.model.ids import NodeId
from console.settings.fleet_options import GPU_COLUMNS
from console.settings.store import SettingsStore
from console.ui.nodeview.opener import NodeDetails
from console.ui.nodeview.page import NodePage
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import welcome
from tests.gui.nodeview.nodes import DETAIL

A01 = NodeId("fra1/gpu-a01")


@pytest.fixture
def details(desk: Desk, tmp_path: Path) -> NodeDetails:
    settings = SettingsStore(tmp_path / "settings.toml")
    return NodeDetails(desk.window, desk.bridge, settings, paths.resources() / "knowledge", desk.clock)


def asked(desk: Desk) -> list[tuple[NodeId, ...]]:
    return [request.node_ids for request in desk.bridge.sent if isinstance(request, m.WatchDetails)]


def page(desk: Desk) -> NodePage:
    found = desk.window.views.page(f"node:{A01}")
    assert isinstance(found, NodePage)
    return found


def test_the_action_opens_the_page_of_the_current_node(desk: Desk, details: NodeDetails) -> None:
    desk.window.panel.view.setCurrentIndex(QModelIndex())
    assert not desk.window.commands["node_details"].isEnabled()
    desk.window.panel.view.select_node(A01)
    desk.window.commands["node_details"].trigger()
    assert desk.window.views.front == f"node:{A01}"
    assert asked(desk) == [(A01,)]


def test_the_menu_of_a_node_offers_it(desk: Desk, details: NodeDetails) -> None:
    view = desk.window.fleet.view(A01)
    assert view is not None
    entries = [entry for make in desk.window.panel.menu_entries for entry in make(view)]
    dict(entries)["Node details"]()
    assert desk.window.views.front == f"node:{A01}"


def test_what_the_node_says_comes_to_its_page(desk: Desk, details: NodeDetails) -> None:
    details.open(A01, gpu=1, part="links")
    desk.bridge.detail_changed.emit(A01, DETAIL)
    assert len(page(desk).tables()["gpus"].rows) == 3
    assert (page(desk).part(), page(desk).tables()["links"].rows[0][1].text) == ("links", "down")


def test_a_page_that_is_not_seen_costs_nothing(desk: Desk, details: NodeDetails) -> None:
    details.open(A01)
    desk.window.views.leave()
    assert asked(desk)[-1] == ()
    desk.bridge.detail_changed.emit(A01, DETAIL)
    assert details.detail(A01) is None
    desk.window.views.toggle()
    assert asked(desk)[-1] == (A01,)


def test_closing_the_page_ends_the_look(desk: Desk, details: NodeDetails) -> None:
    details.open(A01)
    desk.window.views.close_page(f"node:{A01}")
    QTest.qWait(20)
    assert asked(desk)[-1] == ()
    details.open(A01)
    assert asked(desk)[-1] == (A01,)


def test_a_core_that_is_new_to_us_is_told_what_is_looked_at(desk: Desk, details: NodeDetails) -> None:
    details.open(A01)
    desk.bridge.welcome.emit(welcome(tuple(desk.views.values())))
    assert asked(desk) == [(A01,), (A01,)]


def test_columns_are_remembered(desk: Desk, details: NodeDetails, tmp_path: Path) -> None:
    details.open(A01)
    page(desk).columns_chosen.emit(("name", "fan_percent"))
    assert SettingsStore(tmp_path / "settings.toml").get(GPU_COLUMNS) == "name fan_percent"


def names_below(desk: Desk) -> list[str]:
    row = desk.window.fleet.node_row(A01)
    assert row is not None
    return [child.name for child in row.children]


def open_row(desk: Desk) -> None:
    desk.window.panel.view.select_gpu(A01, 0)


def test_an_open_row_shows_what_runs_below_its_gpus(desk: Desk, details: NodeDetails) -> None:
    open_row(desk)
    assert asked(desk) == [(A01,)]
    desk.bridge.detail_changed.emit(A01, DETAIL)
    assert names_below(desk) == [*(f"GPU {n}" for n in range(8)), "chat", "side=car", "nerdctl", "vllm 0.11.2"]
    desk.window.panel.grab()


def test_samples_leave_what_runs_where_it_stands(desk: Desk, details: NodeDetails) -> None:
    open_row(desk)
    desk.bridge.detail_changed.emit(A01, DETAIL)
    view = desk.window.fleet.view(A01)
    assert view is not None
    assert view.snapshot is not None
    desk.change(replace(view, snapshot=replace(view.snapshot, gpus=view.snapshot.gpus[:6])))
    assert names_below(desk) == [*(f"GPU {n}" for n in range(6)), "chat", "side=car", "nerdctl", "vllm 0.11.2"]
    desk.change(view)
    assert len(names_below(desk)) == 12


def test_closing_the_row_ends_the_look(desk: Desk, details: NodeDetails) -> None:
    open_row(desk)
    desk.bridge.detail_changed.emit(A01, DETAIL)
    tree = desk.window.panel.view
    row = desk.window.fleet.node_row(A01)
    assert row is not None
    tree.collapse(desk.window.fleet.index_of(row))
    assert asked(desk)[-1] == ()
    assert len(names_below(desk)) == 8


def test_a_page_shows_at_once_what_the_tree_knows_already(desk: Desk, details: NodeDetails) -> None:
    open_row(desk)
    desk.bridge.detail_changed.emit(A01, DETAIL)
    details.open(A01)
    assert len(page(desk).tables()["gpus"].rows) == 3


def test_an_open_page_takes_another_name_with_its_node_seen_or_not(desk: Desk, details: NodeDetails) -> None:
    details.open(A01)
    desk.window.views.leave()
    view = desk.window.fleet.view(A01)
    assert view is not None
    desk.change(replace(view, node=replace(view.node, name="h1.test")))
    assert page(desk).node_name == "h1.test"
    texts = {text for button in desk.window.findChildren(QToolButton) for text in (button.text(), button.toolTip())}
    assert "h1.test" in texts
    assert not any("gpu-a01" in text for text in texts)
