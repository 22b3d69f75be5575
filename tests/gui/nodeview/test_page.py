from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton

from console.app import paths
from console.model.errors import Problem
from console.model.node import NodeState
from console.ui.cudafit import CudaBook
from console.ui.healthbook import HealthBook
from console.ui.nodeview.factstable import FactsTable
from console.ui.nodeview.page import Books, NodePage, column_names
from console.ui.theme import Themes
from console.ui.xids import XidBook
from tests.gui.conftest import drop
from tests.gui.fakes import THEME_FOLDER, FakeClock
from tests.gui.nodeview.nodes import DETAIL, VIEW

FOLDER = paths.resources() / "knowledge"
BOOKS = Books(XidBook(FOLDER / "xid.toml"), CudaBook(FOLDER / "drivers.toml"), HealthBook(FOLDER / "gpu_health.toml"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def page(themes: Themes, clock: FakeClock) -> Iterator[NodePage]:
    made = NodePage(themes, clock, BOOKS, ("name", "utilization_percent"))
    made.resize(1000, 700)
    made.show()
    made.show_view(VIEW)
    made.show_detail(DETAIL)
    yield made
    drop(made)


def said(page: NodePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def button(page: NodePage, words: str) -> QToolButton | QPushButton:
    every: list[QToolButton | QPushButton] = [*page.findChildren(QToolButton), *page.findChildren(QPushButton)]
    return next(found for found in every if found.text() == words)


def choose(page: NodePage, of: str, words: str) -> None:
    """Choose an entry of a menu of the page."""
    button(page, of).click()
    menu = page.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def test_it_opens_with_what_is_wrong(page: NodePage) -> None:
    assert page.part() == "findings"
    assert button(page, "Findings (7)").isChecked()
    assert "gpu01" in said(page)


def test_parts_follow_the_device_that_is_chosen(page: NodePage) -> None:
    page.choose_gpu(1)
    button(page, "GPU 1 · NVLink").click()
    assert page.part() == "links"
    assert page.tables()["links"].rows[0][1].text == "down"
    page.choose_gpu(0)
    assert page.tables()["links"].rows[0][1].text == "up"


def test_ages_are_told_and_old_values_are_called_stale(page: NodePage, clock: FakeClock) -> None:
    assert "sample 2 s old · devices 3 s old · containers 9 s old" in said(page)
    clock.at += timedelta(seconds=60)
    page.show_view(VIEW)
    assert said(page).count("STALE") == 1
    devices = next(table for table in page.findChildren(FactsTable) if table.accessibleName() == "GPUs")
    pale = devices.model().index(0, 1).data(Qt.ItemDataRole.ForegroundRole)
    assert pale.color() == Themes(THEME_FOLDER, "dark").current.colors.text3


def test_a_problem_of_the_node_stands_on_the_page(page: NodePage) -> None:
    lost = Problem("gpu.lost", "GPU 2 is lost.", "Restart the node.")
    page.show_view(replace(VIEW, state=NodeState.FAILED, problem=lost))
    assert "Failed: GPU 2 is lost. Restart the node." in said(page)


def test_columns_are_chosen_and_told(page: NodePage) -> None:
    told: list[object] = []
    page.columns_chosen.connect(told.append)
    choose(page, "Columns…", "Power: Draw")
    assert told == [("name", "utilization_percent", "power_draw_watts")]
    assert page.tables()["gpus"].rows[0][-1].text == "612 W"


def test_copies(page: NodePage) -> None:
    choose(page, "Copy…", "Everything as JSON")
    assert json.loads(QGuiApplication.clipboard().text())["gpus"][1]["index"] == 1
    choose(page, "Copy…", "Findings as CSV")
    assert QGuiApplication.clipboard().text().startswith("gpu,finding,value,meaning,cause,next_step,source\n0,link")
    choose(page, "Copy…", "Everything as text")
    assert "Rocky Linux 9.4" in QGuiApplication.clipboard().text()


def test_it_says_when_it_is_looked_at(page: NodePage) -> None:
    told: list[str] = []
    page.shown.connect(lambda: told.append("shown"))
    page.hidden.connect(lambda: told.append("hidden"))
    page.hide()
    page.show()
    assert told == ["hidden", "shown"]


def test_everything_is_reachable_by_keyboard_and_has_a_name(page: NodePage) -> None:
    for widget in (*page.findChildren(QToolButton), *page.findChildren(QPushButton)):
        assert widget.text() or widget.accessibleName()
    assert page.accessibleName()


def test_columns_in_a_setting_that_do_not_exist_are_left_out() -> None:
    assert column_names("name nonsense fan_percent") == ("name", "fan_percent")
    assert "utilization_percent" in column_names("")


def test_the_chosen_finding_is_to_be_read_whole(page: NodePage) -> None:
    assert "NVLink counts errors" in said(page)
    table = next(table for table in page.findChildren(FactsTable) if table.accessibleName() == "Findings")
    table.selectRow(1)
    assert "several on one GPU are a defect" in said(page)
    button(page, "Processes (2)").click()
    assert "several on one GPU are a defect" not in said(page)
