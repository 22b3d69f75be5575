from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import DeployId
from console.model.service import DeployState
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import deploy, node_of, walk_to


def test_a_failed_run_says_what_happened_and_offers_to_resume_or_undo(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 6)
    problem = Problem("deploy.step", "No space left on {node}.", "Free some space.", {"node": "gpu-a03"})
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
