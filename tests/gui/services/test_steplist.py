from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId, NodeId
from console.model.service import DeployView, StepState, StepView
from console.ui.services.steplist import StepList
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge
from tests.gui.services.values import service
from tests.gui.wizards.walk import STEPS


def view(identity: str, *states: StepState) -> DeployView:
    steps = tuple(
        StepView(replace(STEPS[0], id=f"s{number}"), state, exit_code=1 if state is StepState.FAILED else None)
        for number, state in enumerate(states)
    )
    return replace(service(identity, NodeId("fra1/a")), steps=steps)


@pytest.fixture
def steps(themes: Themes, bridge: FakeBridge, qtbot: QtBot) -> Iterator[StepList]:
    made = StepList(themes, bridge)
    made.resize(800, 600)
    made.show()
    yield made
    drop(made)


def test_the_step_that_failed_is_opened_and_another_one_can_be_chosen(steps: StepList, bridge: FakeBridge) -> None:
    shown = view("d1", StepState.DONE, StepState.FAILED, StepState.SKIPPED)
    steps.show_deploy(shown)
    assert bridge.answer("no space") == m.ReadStepLog(deploy_id=DeployId("d1"), step="s1")
    assert steps.log.output.toPlainText() == "no space"
    model = steps.table.rows
    assert [model.index(place, 2).data() for place in range(3)] == ["–", "1", "–"]
    steps.table.choose("s0")
    assert bridge.answer("made") == m.ReadStepLog(deploy_id=DeployId("d1"), step="s0")
    steps.show_deploy(shown)
    assert steps.log.output.toPlainText() == "made" and not bridge.asked
    assert unnamed_widgets(steps) == []


def test_another_deploy_begins_at_its_first_step(steps: StepList, bridge: FakeBridge) -> None:
    steps.show_deploy(view("d1", StepState.FAILED))
    bridge.answer("no")
    steps.show_deploy(view("d2", StepState.DONE, StepState.DONE))
    assert bridge.answer("") == m.ReadStepLog(deploy_id=DeployId("d2"), step="s0")
