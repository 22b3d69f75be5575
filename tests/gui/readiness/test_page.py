from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.service import Verdict
from console.ui.readiness.page import ReadinessPage
from console.ui.readiness.rowview import CheckRow
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.fakes import THEME_FOLDER, FakeBridge
from tests.gui.fleet import fleet
from tests.gui.readiness.reports import report


@pytest.fixture
def bridge() -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def page(qtbot: QtBot, bridge: FakeBridge) -> ReadinessPage:
    view = fleet()[0]
    made = ReadinessPage(Themes(THEME_FOLDER, "dark"), bridge, view)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def texts(page: ReadinessPage) -> str:
    return "\n".join(shown.text() for shown in page.findChildren(QLabel) if shown.isVisibleTo(page))


def finish(bridge: FakeBridge) -> None:
    bridge.answer(m.ReadinessDone(report()))


def test_checks_run_when_it_is_first_shown_and_not_again(page: ReadinessPage, bridge: FakeBridge) -> None:
    assert [type(request) for request, _, _ in bridge.asked] == [m.RunReadiness]
    assert page.is_running and not page.again_button.isEnabled() and not page.export_button.isEnabled()
    finish(bridge)
    page.hide()
    page.show()
    assert bridge.asked == [] and not page.is_running


def test_results_come_one_by_one_and_what_needs_a_person_stands_first_in_the_end(
    page: ReadinessPage, bridge: FakeBridge, qtbot: QtBot
) -> None:
    first, second, *_ = report().results
    bridge.readiness_result.emit(m.ReadinessResult(1, second, 4))
    bridge.readiness_result.emit(m.ReadinessResult(1, first, 4))
    bridge.readiness_result.emit(m.ReadinessResult(99, first, 4))
    qtbot.waitUntil(lambda: "Checking, 2 of 4" in texts(page))
    finish(bridge)
    children = [row for row in page._list.children() if isinstance(row, CheckRow)]
    order = sorted((page._layout.indexOf(row), row.result.check) for row in children)
    assert [check for _, check in order] == ["driver", "clock", "slurm", "reachable"], "what needs a person first"
    assert "Checking" not in texts(page)
    assert "Rocky Linux 9.5" in texts(page) and "Knowledge of: drivers 2026-11-22" in texts(page)


def test_only_what_wants_a_person(page: ReadinessPage, bridge: FakeBridge) -> None:
    finish(bridge)
    page.only_open.setChecked(True)
    shown = {row.result.check for row in page._rows.values() if row.isVisibleTo(page)}
    assert shown == {"driver", "clock", "slurm"}
    page.only_open.setChecked(False)
    assert all(row.isVisibleTo(page) for row in page._rows.values())


def test_again_begins_anew(page: ReadinessPage, bridge: FakeBridge) -> None:
    finish(bridge)
    page.again_button.click()
    assert page.count(Verdict.PASS) == 0 and page.is_running
    bridge.answer(m.ReadinessDone(replace(report(), results=report().results[:1])))
    assert page.count(Verdict.PASS) == 1 and page.count(Verdict.FAIL) == 0


def test_a_node_that_is_gone_is_said(page: ReadinessPage, bridge: FakeBridge, qtbot: QtBot) -> None:
    _, _, failed = bridge.asked.pop()
    assert failed is not None
    failed(Problem("fleet.no_such_node", "There is no node {node} in the inventory.", "", {"node": "x"}))
    qtbot.waitUntil(lambda: "There is no node x" in texts(page))
    assert page.again_button.isEnabled()


def test_it_is_exported_in_three_forms(page: ReadinessPage, bridge: FakeBridge, qtbot: QtBot) -> None:
    finish(bridge)
    wanted: list[str] = []
    page.export_wanted.connect(wanted.append)
    page.export_button.click()
    (menu,) = page.findChildren(QMenu)
    for action in menu.actions():
        action.trigger()
    assert wanted == ["html", "markdown", "json"]
    menu.close()
