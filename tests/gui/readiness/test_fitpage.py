from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.readiness import KnownModel, Workload
from console.ui.readiness import fitpage
from console.ui.readiness.fitpage import FitPage, RankPage
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.fakes import THEME_FOLDER, FakeBridge
from tests.gui.fleet import fleet
from tests.gui.readiness.fits import CPU, LIMIT, NO, RANKS, YES

MODELS = (KnownModel("llama", "Llama 8B", "Llama", 8), KnownModel("gemma", "Gemma 27B", "Gemma", 27))


@pytest.fixture
def bridge() -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def page(qtbot: QtBot, bridge: FakeBridge) -> FitPage:
    made = FitPage(Themes(THEME_FOLDER, "dark"), bridge, fleet()[0])
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    return made


def rows(page: FitPage | RankPage, column: int = 1) -> list[str]:
    model = page.table.rows
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_it_is_asked_anew_whenever_it_is_shown_or_the_wish_changes(page: FitPage, bridge: FakeBridge) -> None:
    node_id = fleet()[0].node.id
    assert bridge.asked[-1][0] == m.WhatRuns(node_id=node_id, workload=Workload(8192, 1))
    page.context.setCurrentIndex(3)
    page.sequences.setCurrentIndex(1)
    assert bridge.asked[-1][0] == m.WhatRuns(node_id=node_id, workload=Workload(131072, 4))
    asked = len(bridge.asked)
    page.hide()
    page.show()
    assert len(bridge.asked) == asked + 1


def test_what_runs_stands_first_and_an_old_answer_is_dropped(page: FitPage, bridge: FakeBridge) -> None:
    _, old, _ = bridge.asked[-1]
    page.context.setCurrentIndex(2)
    bridge.answer(m.WhatWouldRun((NO, LIMIT, YES, CPU)))
    old(m.WhatWouldRun((NO,)))
    assert rows(page)[0] == "Llama 8B" and rows(page)[-1] == "Llama 405B" and len(rows(page)) == 4
    assert page.about.text().startswith("1 yes, 2 with limits, 1 no")
    page.only_running.setChecked(True)
    assert "Llama 405B" not in rows(page) and len(rows(page)) == 3
    page.filter.setText("gemma")
    assert rows(page) == ["Gemma 27B"]


def test_enter_leads_to_the_nodes_for_a_model(page: FitPage, bridge: FakeBridge) -> None:
    bridge.answer(m.WhatWouldRun((YES, NO)))
    wanted: list[str] = []
    page.rank_wanted.connect(wanted.append)
    page.table.choose("llama vllm")
    page.table.opened.emit()
    assert wanted == ["llama"]


def test_a_node_that_has_told_nothing_is_said(page: FitPage, bridge: FakeBridge) -> None:
    bridge.answer(m.WhatWouldRun(()))
    assert "not told yet" in page.about.text()
    page.ask()
    _, _, failed = bridge.asked.pop()
    assert failed is not None
    failed(Problem("fleet.no_such_node", "There is no node {node} in the inventory.", "", {"node": "x"}))
    assert page.about.text() == "There is no node x in the inventory."


def test_nodes_for_a_model(qtbot: QtBot, bridge: FakeBridge) -> None:
    page = RankPage(Themes(THEME_FOLDER, "dark"), bridge, "gemma")
    qtbot.addWidget(page)
    page.show()
    assert bridge.answer(m.KnownModels(MODELS)) == m.ListKnownModels()
    assert page.models.currentText() == "Gemma 27B"
    assert bridge.answer(m.Ranking(RANKS)) == m.RankNodes(model_id="gemma", workload=Workload())
    assert rows(page) == ["gpu-a01", "gpu-a05", "x"] and page.about.text().startswith("1 yes, 1 with limits")
    page.choose("llama")
    assert bridge.asked[-1][0] == m.RankNodes(model_id="llama", workload=Workload())
    wanted: list[str] = []
    page.report_wanted.connect(wanted.append)
    page.table.choose("gpu-a05")
    page.table.opened.emit()
    assert wanted == ["gpu-a05"]
    page.only_running.setChecked(True)
    assert rows(page) == ["gpu-a01", "gpu-a05"]


def test_what_was_not_known_yet_is_asked_again_while_it_is_seen(
    qtbot: QtBot, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitpage, "AGAIN_MS", 1)
    page = FitPage(Themes(THEME_FOLDER, "dark"), bridge, fleet()[0])
    qtbot.addWidget(page)
    page.show()
    bridge.answer(m.WhatWouldRun(()))
    qtbot.waitUntil(lambda: len(bridge.asked) == 1)
    page.hide()
    bridge.answer(m.WhatWouldRun(()))
    qtbot.wait(30)
    assert not bridge.asked
