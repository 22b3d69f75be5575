from __future__ import annotations

from msgspec.structs import replace

from console.model.change import Difference
from console.model.ids import NodeId
from console.model.node import Environment
from console.model.service import Rendering
from console.model.text import Text
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
    wizard.plan_page._save("/home/ops/deploy.sh", "#!/bin/sh\n")
    assert desk.bridge.answer(None) == m.SaveText(path="/home/ops/deploy.sh", text="#!/bin/sh\n")
    assert "deploy.sh" in wizard.plan_page.summary()


def test_what_is_exported_is_what_the_core_has_made(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4)
    wizard.next_button.click()
    unit = Rendering("process", "Supervised process", "run.sh", "exec x\n")
    made = m.Plans((plan(node_of(wizard)),), "#!/bin/sh\n", (unit,), playbook="- hosts: all\n")
    desk.bridge.answer(made)
    names = [(name, text) for _words, name, text in wizard.plan_page.exports()]
    assert names == [("deploy.sh", "#!/bin/sh\n"), ("deploy.yml", "- hosts: all\n"), ("run.sh", "exec x\n")]


def test_plans_that_differ_can_each_be_read(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4)
    wizard.next_button.click()
    first = plan(node_of(wizard))
    other = replace(first, node_id=NodeId("other"), directory="/home/ann", url="http://127.0.0.1:9")
    desk.bridge.answer(m.Plans((first, other), ""))
    page = wizard.plan_page
    assert page.group.count() == 2
    page.group.setCurrentIndex(1)
    page.group.activated.emit(1)
    assert "http://127.0.0.1:9" in page.view.toPlainText()


def test_the_plan_of_a_request_of_before_is_not_taken_for_the_new_one(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4)
    wizard.next_button.click()
    _asked, late, _failed = desk.bridge.asked.pop()
    wizard.back_button.click()
    wizard.back_button.click()
    wizard.target_page.service.show_value("port", "19999")
    wizard.next_button.click()
    late(m.Plans((plan(node_of(wizard)),), "#!/bin/sh\n"))
    assert wizard.plan_page.plans == ()


def test_what_runs_now_is_held_against_the_plan(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4)
    wizard.next_button.click()
    page, first = wizard.plan_page, plan(node_of(wizard))
    found = Difference(Text("Write the unit"), ("-port 18080", "+port 19000"))
    desk.bridge.answer(m.Plans((first,), "", differences={node_of(wizard): (found,)}))
    assert page.views.buttons[2].isVisible()
    page.views.buttons[2].click()
    shown = page.changes.toPlainText()
    assert "@ Write the unit" in shown and "+port 19000" in shown
    page._show(m.Plans((first,), "", differences={node_of(wizard): ()}))
    assert "already, as it is" in page.changes.toPlainText()
    page._show(m.Plans((first,), ""))
    assert not page.views.buttons[2].isVisible()
    assert page.view.isVisible()


def test_a_plan_for_production_says_so_beside_what_it_runs(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 5)
    page, node_id = wizard.plan_page, node_of(wizard)
    (view,) = [view for view in desk.views.values() if view.node.id == node_id]
    assert page.production.isVisible() is (view.node.environment is Environment.PRODUCTION)
    assert page.production.isVisible()
    assert view.node.name in page.production.accessibleName()
