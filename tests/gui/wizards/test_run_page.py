from __future__ import annotations

from console.model.errors import Problem
from console.model.ids import DeployId
from console.model.service import DeployState
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import deploy, node_of, walk_to


def test_a_failed_run_says_what_happened_and_offers_undo(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    problem = Problem("deploy.step", "No space left on {node}.", "Free some space.", {"node": "gpu-a03"})
    desk.bridge.deploy_changed.emit(deploy(DeployState.FAILED, node_of(wizard), problem))
    panel = wizard.run_page._panels[DeployId("d1")]
    assert panel._problem.text() == "No space left on gpu-a03."
    assert panel._advice.text() == "Free some space."
    buttons = panel.offered
    assert [button.text() for button in buttons] == ["Undo everything"]
    buttons[0].click()
    assert desk.bridge.asked[-1][0] == m.ControlDeploy(deploy_id=DeployId("d1"), action=m.DeployAction.UNDO)
