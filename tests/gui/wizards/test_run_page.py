from __future__ import annotations

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.model.diagnosis import Diagnosis
from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.service import DeployRequest, DeployState, DeployView
from console.model.text import Text
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import deploy, node_of, walk_to


def test_a_failed_run_says_what_happened_and_offers_to_resume_or_undo(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 6)
    problem = Problem("deploy.step", "No space left on {node}.", "Free some space.", {"node": node_of(wizard)})
    desk.bridge.deploy_changed.emit(deploy(DeployState.FAILED, node_of(wizard), problem))
    panel = wizard.run_page.panel
    assert panel is not None
    assert panel._problem.text() == "No space left on gpu-a03."
    assert panel._advice.text() == "Free some space."
    buttons = panel.offered
    assert [button.text() for button in buttons] == ["Resume", "Undo everything"]
    for button, action in zip(buttons, (m.DeployAction.RESUME, m.DeployAction.UNDO), strict=True):
        button.click()
        assert desk.bridge.asked[-1][0] == m.ControlDeploy(deploy_id=DeployId("d1"), action=action)


def test_a_refused_plan_says_why_and_lets_one_go_back(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    wizard.next_button.click()
    node = node_of(wizard)
    on_problem = desk.bridge.asked[-1][2]
    assert on_problem is not None
    on_problem(
        Problem("deploy.exists", "{name} is deployed on {node} already.", "Undo it.", {"name": "x", "node": node})
    )
    assert wizard.run_page._refusal.text() == "x is deployed on gpu-a03 already."
    assert wizard.run_page._advice.text() == "Undo it."
    assert not wizard.next_button.isEnabled()
    wizard.back_button.click()
    assert wizard.page is wizard.plan_page


def test_several_nodes_are_a_list_and_the_chosen_one_shows_its_steps(
    wizard: DeployWizard, desk: Desk, qtbot: QtBot
) -> None:
    walk_to(wizard, desk, 5)
    wizard.next_button.click()
    nodes = [view.node.id for view in desk.views.values()][:3]
    ids = [DeployId(f"d{number}") for number in range(3)]
    desk.bridge.answer(m.DeployIds(tuple(ids)))
    for deploy_id, node, state in zip(
        ids, nodes, (DeployState.RUNNING, DeployState.FAILED, DeployState.RUNNING), strict=True
    ):
        desk.bridge.deploy_changed.emit(replace(deploy(state, node), id=deploy_id))
    page = wizard.run_page
    qtbot.waitUntil(lambda: page.list.isVisible() and page.panel is not None)
    assert page.panel is not None and page.panel.deploy_id == "d0"
    page.list.table.choose("d1")
    assert page.panel.deploy_id == "d1"
    assert not wizard.next_button.isEnabled()
    page.list.buttons[m.DeployAction.CANCEL].click()
    asked = [request for request, _reply, _failed in desk.bridge.asked if isinstance(request, m.ControlDeploy)]
    assert [(each.deploy_id, each.action) for each in asked] == [
        ("d0", m.DeployAction.CANCEL),
        ("d2", m.DeployAction.CANCEL),
    ]
    desk.bridge.deploy_forgotten.emit("d1")
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.deploy_id == "d0")
    assert [view.id for view in page.views()] == ["d0", "d2"]
    assert unnamed_widgets(page) == []


REMEDY = Diagnosis(Text("Too long."), (("context", "4096"),), Text("Limit the context to 4096 tokens"))


def failed(number: int, node: NodeId, remedy: Diagnosis | None = REMEDY) -> DeployView:
    """Return a deploy that failed of what the core knows a remedy for."""
    made = replace(deploy(DeployState.FAILED, node), id=DeployId(f"d{number}"), remedy=remedy)
    request = DeployRequest(
        made.plan.request.node_ids if made.plan.request else (node,), "m", arguments=(("seed", "1"),)
    )
    return replace(made, plan=replace(made.plan, request=request))


def test_a_remedy_takes_back_what_failed_of_the_same_cause_and_checks_again(
    wizard: DeployWizard, desk: Desk, qtbot: QtBot
) -> None:
    walk_to(wizard, desk, 5)
    wizard.next_button.click()
    nodes = [view.node.id for view in desk.views.values()][:3]
    desk.bridge.answer(m.DeployIds(tuple(DeployId(f"d{number}") for number in range(3))))
    for number, node in enumerate(nodes):
        desk.bridge.deploy_changed.emit(failed(number, node, REMEDY if number < 2 else None))
    page = wizard.run_page
    qtbot.waitUntil(lambda: page.panel is not None)
    assert page.panel is not None
    assert page.panel.remedy_button.text() == "Take it back and try again: Limit the context to 4096 tokens"
    desk.bridge.asked.clear()
    page.panel.remedy_button.click()
    asked = [request for request, _reply, _failed in desk.bridge.asked]
    assert asked == [m.ControlDeploy(deploy_id=DeployId(f"d{n}"), action=m.DeployAction.UNDO) for n in range(2)]
    for number, node in enumerate(nodes[:2]):
        desk.bridge.deploy_changed.emit(replace(failed(number, node), state=DeployState.UNDONE))
    qtbot.waitUntil(lambda: wizard.page is wizard.checks_page)
    checked = [request for request, _reply, _failed in desk.bridge.asked if isinstance(request, m.RunPreflight)]
    assert checked[0].deploy.node_ids == tuple(nodes[:2])
    assert dict(checked[0].deploy.arguments) == {"seed": "1", "context": "4096"}
    assert page.ids == ()


def test_what_took_the_place_of_another_version_goes_back_to_it(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 6)
    view = deploy(DeployState.SERVING, node_of(wizard))
    view = replace(view, plan=replace(view.plan, replaces="d0"))
    desk.bridge.deploy_changed.emit(view)
    panel = wizard.run_page.panel
    assert panel is not None
    buttons = panel.offered
    assert [button.text() for button in buttons] == ["Stop", "Restart", "Back to the version before"]
    buttons[2].click()
    assert desk.bridge.asked[-1][0] == m.ControlDeploy(deploy_id=DeployId("d1"), action=m.DeployAction.ROLLBACK)
    desk.bridge.deploy_changed.emit(replace(view, state=DeployState.INTERRUPTED))
    assert [button.text() for button in panel.offered] == ["Back to the version before"], "it does not go on half way"


def test_a_version_that_was_taken_back_leaves_the_one_before_serving(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 6)
    problem = Problem("deploy.returned", "It did not come to serve on {node}.", "", {"node": node_of(wizard)})
    desk.bridge.deploy_changed.emit(deploy(DeployState.UNDONE, node_of(wizard), problem))
    assert wizard.run_page.obstacle() == "The version before serves"
    desk.bridge.deploy_changed.emit(deploy(DeployState.UNDONE, node_of(wizard)))
    assert wizard.run_page.obstacle() == "No model is serving"
