from __future__ import annotations

from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import node_of, plan, walk_to


def test_the_plan_shows_the_very_commands_that_run(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    text = wizard.plan_page.view.toPlainText()
    for expected in ("$ mkdir -p /srv/x", "↶ rm -rf /srv/x", "x.whl → /srv/x/x.whl", "90.0 MB"):
        assert expected in text
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert asked == m.RunPlans(plans=(plan(node_of(wizard)),))


def test_the_script_is_written_by_the_core_where_the_person_said(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    wizard.plan_page._save("/home/ops/deploy.sh")
    assert desk.bridge.answer(None) == m.SaveText(path="/home/ops/deploy.sh", text="#!/bin/sh\n")
    assert "deploy.sh" in wizard.plan_page.summary()
