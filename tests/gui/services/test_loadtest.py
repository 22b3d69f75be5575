from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId, NodeId
from console.model.service import DeployState
from console.ui.services.loadtest import LoadTest, read_levels
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge
from tests.gui.services.values import PROBLEM, level, service

NODE = NodeId("fra1/a")


@pytest.fixture
def load(themes: Themes, bridge: FakeBridge, qtbot: QtBot) -> Iterator[LoadTest]:
    made = LoadTest(themes, bridge)
    made.resize(640, 520)
    made.show()
    made.show_deploy(service("d1", NODE))
    yield made
    drop(made)


def rows(load: LoadTest) -> list[str]:
    load.table.rows.settle()
    return [load.table.rows.index(place, 0).data() for place in range(load.table.rows.rowCount())]


def test_each_level_stands_in_table_and_plots_when_it_is_over(load: LoadTest, bridge: FakeBridge) -> None:
    load.levels.setText("4, 1 1")
    load.rounds.setValue(2)
    load.prompt.setText("Hello?")
    load.start_button.click()
    number = len(bridge.asked)
    assert bridge.asked[-1][0] == m.RunLoad(
        deploy_id=DeployId("d1"), levels=(1, 4), rounds=2, prompt="Hello?", max_tokens=64
    )
    assert load._note.text() == "Level 1 of 2: 1 ask at once" and not load.start_button.isVisible()
    bridge.service_told.emit(m.LoadTold(number, level(1)))
    bridge.service_told.emit(m.LoadTold(number + 9, level(2)))
    assert rows(load) == ["1"] and load.progress.value() == 1
    assert load._note.text() == "Level 2 of 2: 4 ask at once"
    bridge.answer(m.LoadDone((level(1), level(4))))
    assert rows(load) == ["1", "4"] and load._note.text() == "All levels are measured."
    assert load.speed.marks == ("1", "4") and load.speed.curves[0].values == (40.0, 160.0)
    assert "p99 4: 200 ms" in load.wait.accessibleDescription()
    load.copy_button.click()
    text = QGuiApplication.clipboard().text().splitlines()
    assert text[0].startswith("concurrency,answers,failures,first_p50_seconds") and text[2].startswith(
        "4,12,0,0.1,0.2,"
    )


def test_a_test_that_is_stopped_keeps_what_it_has(load: LoadTest, bridge: FakeBridge) -> None:
    load.start_button.click()
    number = len(bridge.asked)
    load.stop_button.click()
    assert bridge.sent == [m.StopTalk(request_id=number)]
    bridge.answer(m.LoadDone((level(1),)))
    assert rows(load) == ["1"] and load._note.text() == "Stopped before the last level."
    assert load.start_button.isVisible()


def test_a_test_goes_on_while_another_service_is_shown(load: LoadTest, bridge: FakeBridge) -> None:
    load.start_button.click()
    number = len(bridge.asked)
    load.show_deploy(service("d2", NODE))
    bridge.service_told.emit(m.LoadTold(number, level(1)))
    assert rows(load) == [] and load.start_button.isVisible()
    load.show_deploy(service("d1", NODE))
    assert rows(load) == ["1"] and load.stop_button.isVisible()


def test_what_cannot_be_asked_for_is_not_offered(load: LoadTest, bridge: FakeBridge) -> None:
    load.levels.setText("1, many")
    assert not load.start_button.isEnabled() and "256" in load._note.text()
    load.levels.setText("1")
    assert load.start_button.isEnabled()
    load.show_deploy(service("d1", NODE, DeployState.STOPPED))
    assert not load.start_button.isEnabled()
    assert (read_levels("0"), read_levels("257"), read_levels(""), read_levels("8 2,8")) == ((), (), (), (2, 8))


def test_why_a_test_could_not_begin_is_said(load: LoadTest, bridge: FakeBridge) -> None:
    load.start_button.click()
    _request, _on_reply, on_problem = bridge.asked.pop()
    assert on_problem is not None
    on_problem(PROBLEM)
    assert load._note.text() == "The example failed. Try the other one." and load.start_button.isVisible()
