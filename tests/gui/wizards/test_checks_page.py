from __future__ import annotations

from console.model.errors import Problem
from console.model.service import Verdict
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import check, node_of, walk_to


def test_a_failed_check_stops_the_way_and_says_why(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4, Verdict.FAIL)
    assert not wizard.next_button.isEnabled()
    assert wizard.next_button.accessibleDescription() == "Resolve 1 failed check to continue"
    wizard.checks_page._again.click()
    assert isinstance(desk.bridge.asked[-1][0], m.RunPreflight)
    desk.bridge.answer(m.PreflightDone((check(node_of(wizard), Verdict.PASS),)))
    assert wizard.next_button.isEnabled()


def test_results_are_shown_as_they_come(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    request_id = len(desk.bridge.asked)
    desk.bridge.preflight_result.emit(m.PreflightResult(request_id, check(node_of(wizard), Verdict.PASS), 9))
    desk.bridge.preflight_result.emit(m.PreflightResult(999, check(node_of(wizard), Verdict.FAIL), 9))
    assert [result.verdict for result in wizard.checks_page.results] == [Verdict.PASS]
    assert wizard.next_button.accessibleDescription() == "The checks are running"


def test_a_preflight_that_could_not_run_is_told_and_tried_again_later(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    _request, _reply, failed = desk.bridge.asked.pop()
    assert failed is not None
    failed(Problem("core.lost", "The core has ended."))
    assert not wizard.next_button.isEnabled()
    assert not wizard.checks_page.is_running
