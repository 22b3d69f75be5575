from __future__ import annotations

from console.model.service import DeployState
from console.ui.wizards.deploy import DeployWizard
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import deploy, node_of, walk_to


def test_after_the_start_the_plan_cannot_be_changed_any_more(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 6)
    assert not wizard.back_button.isEnabled()


def test_a_deploy_of_before_can_be_looked_at_again(desk: Desk) -> None:
    view = deploy(DeployState.INTERRUPTED, desk.views["gpu-a03"].node.id)
    made = DeployWizard.following(desk.window.themes, desk.bridge, desk.window.fleet.views, desk.clock, (view,))
    assert made.page is made.run_page
    assert [shown.id for shown in made.run_page.views()] == ["d1"]
    made.deleteLater()


def test_every_control_has_a_name_on_every_page(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 6)
    desk.bridge.deploy_changed.emit(deploy(DeployState.SERVING, node_of(wizard)))
    assert unnamed_widgets(wizard) == []
