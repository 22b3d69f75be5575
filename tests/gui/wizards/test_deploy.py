"""The wizard on a fake core: what a person sees, and what the core is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.service import (
    CheckResult,
    DeployState,
    DeployView,
    ModelChoice,
    Plan,
    Step,
    StepKind,
    StepState,
    StepView,
    Verdict,
)
from console.model.text import Text
from console.ui.wizards.deploy import DeployWizard
from console.ui.wizards.runview import last_output
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk

MODEL = ModelChoice(
    "smollm2-135m", "SmolLM2 135M Instruct", Text("A small model."), "llama_cpp", "135M", 127_000_000, 400_000_000
)
STEPS = (
    Step("folder", Text("Make the folder of the service"), StepKind.RUN, "mkdir -p /srv/x", undo="rm -rf /srv/x"),
    Step("carry", Text("Carry {wheel} to the node", {"wheel": "x.whl"}), StepKind.UPLOAD, source="/c/x.whl", target="/srv/x/x.whl", size_bytes=90_000_000),
)  # fmt: skip


def plan(node_id: NodeId) -> Plan:
    return Plan(node_id, "leitstand-smollm2", "process", "http://127.0.0.1:18080", "/srv/x", STEPS, "stop", "start")


def check(node_id: NodeId, verdict: Verdict) -> CheckResult:
    return CheckResult(
        "python", Text("Python"), verdict, node_id, "python3 -V", "Python 3.12", Text("Install it."), 0.1
    )


def deploy(state: DeployState, node_id: NodeId, problem: Problem | None = None) -> DeployView:
    steps = (
        StepView(STEPS[0], StepState.DONE, duration_seconds=0.1),
        StepView(STEPS[1], StepState.RUNNING, output="one\ntwo", progress=0.5),
    )
    return DeployView(DeployId("d1"), plan(node_id), state, steps, problem, "Capital of France?", "Paris.")


@pytest.fixture
def wizard(desk: Desk, qtbot: QtBot) -> Iterator[DeployWizard]:
    node = desk.views["gpu-a03"].node.id
    made = DeployWizard(desk.window.themes, desk.bridge, desk.window.fleet.views, (node,))
    desk.window.sheets.present(made)
    qtbot.wait(10)
    yield made
    desk.window.sheets.withdraw(made)


def node_of(wizard: DeployWizard) -> NodeId:
    return wizard.nodes_page.chosen[0]


def walk_to(wizard: DeployWizard, desk: Desk, page: int, verdict: Verdict = Verdict.PASS) -> None:
    """Answer in the core's place until ``page`` is shown."""
    node = node_of(wizard)
    answers: list[m.Value] = [
        m.Catalogue((MODEL,)), None, m.PreflightDone((check(node, verdict),)), m.Plans((plan(node),), "#!/bin/sh\n"),
        m.DeployIds((DeployId("d1"),)),
    ]  # fmt: skip
    for number in range(page):
        wizard.next_button.click()
        if answers[number] is not None:
            desk.bridge.answer(answers[number])


def test_the_node_under_the_cursor_is_ticked_and_a_wizard_without_nodes_says_so(wizard: DeployWizard) -> None:
    assert wizard.rail.isVisible()
    assert wizard.next_button.isEnabled()
    table = wizard.nodes_page.table
    ticked = [row for row in range(table.rowCount()) if table.item(row, 0).checkState() is Qt.CheckState.Checked]
    assert [table.item(row, 0).text() for row in ticked] == ["gpu-a03"]
    table.item(ticked[0], 0).setCheckState(Qt.CheckState.Unchecked)
    assert not wizard.next_button.isEnabled()
    assert wizard.next_button.accessibleDescription() == "Tick at least one node"


def test_a_node_whose_key_has_changed_is_not_offered(wizard: DeployWizard) -> None:
    table = wizard.nodes_page.table
    names = [table.item(row, 0).text() for row in range(table.rowCount())]
    assert "gpu-b06" not in names
    assert "gpu-b05" in names


def test_the_filter_of_the_tree_works_here_too(wizard: DeployWizard) -> None:
    wizard.nodes_page.filter.setText("gpu-c0")
    table = wizard.nodes_page.table
    shown = [table.item(row, 0).text() for row in range(table.rowCount()) if not table.isRowHidden(row)]
    assert shown
    assert all(name.startswith("gpu-c0") for name in shown)


def test_the_request_carries_what_was_chosen_on_every_page(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    wizard.target_page._fields["port"].setText("19090")
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight)
    assert (asked.deploy.port, asked.deploy.model) == (19090, "smollm2-135m")
    assert asked.deploy.node_ids == (node_of(wizard),)


def test_a_wrong_port_is_marked_at_its_field_and_stops_the_way(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    wizard.target_page._fields["port"].setText("80")
    assert wizard.target_page._errors["port"].isVisible()
    assert not wizard.next_button.isEnabled()
    wizard.target_page._fields["port"].setText("8080")
    assert not wizard.target_page._errors["port"].isVisible()
    assert wizard.next_button.isEnabled()


def test_a_failed_check_stops_the_way_and_says_why(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3, Verdict.FAIL)
    assert not wizard.next_button.isEnabled()
    assert wizard.next_button.accessibleDescription() == "Resolve 1 failed check to continue"
    wizard.checks_page._again.click()
    assert isinstance(desk.bridge.asked[-1][0], m.RunPreflight)
    desk.bridge.answer(m.PreflightDone((check(node_of(wizard), Verdict.PASS),)))
    assert wizard.next_button.isEnabled()


def test_results_are_shown_as_they_come(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    wizard.next_button.click()
    request_id = len(desk.bridge.asked)
    desk.bridge.preflight_result.emit(m.PreflightResult(request_id, check(node_of(wizard), Verdict.PASS), 9))
    desk.bridge.preflight_result.emit(m.PreflightResult(999, check(node_of(wizard), Verdict.FAIL), 9))
    assert [result.verdict for result in wizard.checks_page.results] == [Verdict.PASS]
    assert wizard.next_button.accessibleDescription() == "The checks are running"


def test_a_preflight_that_could_not_run_is_told_and_tried_again_later(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    wizard.next_button.click()
    _request, _reply, failed = desk.bridge.asked.pop()
    assert failed is not None
    failed(Problem("core.lost", "The core has ended."))
    assert not wizard.next_button.isEnabled()
    assert not wizard.checks_page.is_running


def test_the_plan_shows_the_very_commands_that_run(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4)
    text = wizard.plan_page.view.toPlainText()
    for expected in ("$ mkdir -p /srv/x", "↶ rm -rf /srv/x", "x.whl → /srv/x/x.whl", "90.0 MB"):
        assert expected in text
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert asked == m.RunPlans(plans=(plan(node_of(wizard)),))


def test_the_script_is_written_by_the_core_where_the_person_said(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4)
    wizard.plan_page._save("/home/ops/deploy.sh")
    assert desk.bridge.answer(None) == m.SaveText(path="/home/ops/deploy.sh", text="#!/bin/sh\n")
    assert "deploy.sh" in wizard.plan_page.summary()


def test_the_run_follows_the_core_and_leads_to_the_answer(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    node = node_of(wizard)
    desk.bridge.deploy_changed.emit(deploy(DeployState.RUNNING, node))
    assert not wizard.next_button.isEnabled()
    desk.bridge.deploy_changed.emit(deploy(DeployState.SERVING, node))
    assert wizard.next_button.isEnabled()
    wizard.next_button.click()
    assert "Paris." in wizard.result_page.talk.toPlainText()

    wizard.result_page.question.setText("And of Italy?")
    wizard.result_page.ask_button.click()
    assert desk.bridge.answer("Rome.") == m.AskModel(deploy_id=DeployId("d1"), question="And of Italy?")
    assert "Rome." in wizard.result_page.talk.toPlainText()


def test_a_failed_run_says_what_happened_and_offers_undo(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    problem = Problem("deploy.step", "No space left on {node}.", "Free some space.", {"node": "gpu-a03"})
    desk.bridge.deploy_changed.emit(deploy(DeployState.FAILED, node_of(wizard), problem))
    panel = wizard.run_page._panels[DeployId("d1")]
    assert panel._problem.text() == "No space left on gpu-a03."
    assert panel._advice.text() == "Free some space."
    buttons = [panel._buttons.itemAt(place).widget() for place in range(panel._buttons.count())]
    assert [button.text() for button in buttons] == ["Undo everything"]
    buttons[0].click()
    assert desk.bridge.asked[-1][0] == m.ControlDeploy(deploy_id=DeployId("d1"), action=m.DeployAction.UNDO)


def test_after_the_start_the_plan_cannot_be_changed_any_more(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    assert not wizard.back_button.isEnabled()


def test_a_deploy_of_before_can_be_looked_at_again(desk: Desk) -> None:
    view = deploy(DeployState.INTERRUPTED, desk.views["gpu-a03"].node.id)
    made = DeployWizard.following(desk.window.themes, desk.bridge, desk.window.fleet.views, (view,))
    assert made.page is made.run_page
    assert [shown.id for shown in made.run_page.views()] == ["d1"]
    made.deleteLater()


def test_last_output_prefers_the_step_that_failed() -> None:
    done = StepView(STEPS[0], StepState.DONE, output="fine")
    failed = StepView(STEPS[1], StepState.FAILED, output="a\nb\nNo space left on device")
    view = replace(deploy(DeployState.FAILED, NodeId("x")), steps=(failed, done))
    assert last_output(view).endswith("No space left on device")


def test_every_control_has_a_name_on_every_page(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    desk.bridge.deploy_changed.emit(deploy(DeployState.SERVING, node_of(wizard)))
    assert unnamed_widgets(wizard) == []
