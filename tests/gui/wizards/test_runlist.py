from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from console.model.ids import DeployId, NodeId
from console.model.service import DeployState, DeployView, StepState, StepView
from console.ui.theme import Themes
from console.ui.wizards.runlist import RunList, current_step, seconds_so_far, seconds_spent, share_done, step_text
from console.wire.messages import DeployAction
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.fakes import FakeClock
from tests.gui.wizards.walk import STEPS, deploy

CLOCK = FakeClock()


def at(number: int, state: DeployState) -> DeployView:
    return replace(deploy(state, NodeId(f"n{number}")), id=DeployId(f"d{number}"))


@pytest.fixture
def shown(themes: Themes, parent: QWidget) -> RunList:
    made = RunList(themes, {NodeId("n0"): "gpu-a01"}, CLOCK, parent)
    parent.show()
    return made


def texts(shown: RunList) -> list[str]:
    shown.model.settle()
    return [str(shown.model.data(shown.model.index(row, 0))) for row in range(shown.model.rowCount())]


def test_a_line_says_where_the_node_stands() -> None:
    view = at(0, DeployState.RUNNING)
    found = current_step(view)
    assert found is not None and found[0] == 1
    assert step_text(view) == "2/2  Carry x.whl to the node"
    assert share_done(view) == 0.75
    assert seconds_spent(view) == pytest.approx(0.1)
    begun = replace(view, started_at=CLOCK.now().timestamp() - 75)
    assert seconds_so_far(begun, CLOCK) == 75, "a long step counts before it has ended"
    assert seconds_so_far(replace(begun, state=DeployState.SERVING), CLOCK) == pytest.approx(0.1)
    assert step_text(replace(view, steps=(StepView(STEPS[0]),))) == ""
    over = replace(view, steps=(StepView(STEPS[0], StepState.DONE), StepView(STEPS[1])))
    assert step_text(over) == "1/2  Make the folder of the service"


def test_only_those_that_failed_are_shown_on_demand(shown: RunList) -> None:
    shown.show_views([at(0, DeployState.RUNNING), at(1, DeployState.FAILED), at(2, DeployState.SERVING)])
    assert texts(shown) == ["gpu-a01", "n1", "n2"]
    assert shown._counts.text() == "3 nodes · 1 Running · 1 Failed · 1 Serving"
    shown.filter.buttons[1].click()
    assert texts(shown) == ["n1"]
    shown.show_views([at(2, DeployState.INTERRUPTED)])
    assert texts(shown) == ["n1", "n2"]
    shown.filter.buttons[0].click()
    assert len(texts(shown)) == 3


def test_what_can_be_done_to_several_is_done_to_those_that_it_suits(shown: RunList) -> None:
    wanted: list[tuple[object, object]] = []
    shown.together_wanted.connect(lambda ids, action: wanted.append((ids, action)))
    states = (DeployState.RUNNING, DeployState.FAILED, DeployState.SERVING, DeployState.FAILED)
    shown.show_views([at(number, state) for number, state in enumerate(states)])
    assert shown.buttons[DeployAction.UNDO].text() == "Undo 2 that failed"
    assert shown.buttons[DeployAction.RESUME].text() == "Resume all 2"
    for action in (DeployAction.UNDO, DeployAction.RESUME, DeployAction.CANCEL):
        shown.buttons[action].click()
    assert wanted == [
        (("d1", "d3"), DeployAction.UNDO),
        (("d1", "d3"), DeployAction.RESUME),
        (("d0",), DeployAction.CANCEL),
    ]
    shown.show_views([at(0, DeployState.SERVING)])
    assert not shown.buttons[DeployAction.CANCEL].isVisible()


def test_the_list_is_reached_and_named(shown: RunList) -> None:
    shown.show_views([at(0, DeployState.RUNNING), at(1, DeployState.FAILED)])
    shown.choose_first()
    assert shown.chosen == "d0"
    assert unnamed_widgets(shown) == []
    assert unreachable_widgets(shown) == []
