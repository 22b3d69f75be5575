from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.service import Amendment, Verdict
from console.model.text import Text
from console.ui.readiness.rowview import CheckRow as NodeCheck
from console.ui.wizards.checks import rows
from console.ui.wizards.checkview import CheckView
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import check, node_of, walk_to


def test_a_failed_check_stops_the_way_and_says_why(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4, Verdict.FAIL)
    assert not wizard.next_button.isEnabled()
    assert wizard.next_button.accessibleDescription() == "Resolve 1 failed check to continue"
    wizard.checks_page.head.again_button.click()
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


def test_what_needs_a_person_stands_first_once_all_have_come(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    node, request_id = node_of(wizard), len(desk.bridge.asked)
    results = [
        replace(check(node, verdict), check=f"{place}")
        for place, verdict in enumerate((Verdict.PASS, Verdict.WARN, Verdict.FAIL))
    ]
    for result in results:
        desk.bridge.preflight_result.emit(m.PreflightResult(request_id, result, 3))
    wizard.checks_page._show()
    views = [row for row in shown_rows(wizard, CheckView) if isinstance(row, CheckView)]
    assert [row.row.check for row in views] == ["0", "1", "2"], "they stay while more come"
    desk.bridge.answer(m.PreflightDone(tuple(results)))
    views = [row for row in shown_rows(wizard, CheckView) if isinstance(row, CheckView)]
    assert [row.row.check for row in views] == ["2", "1", "0"]


def test_a_preflight_that_could_not_run_is_told_and_tried_again_later(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    _request, _reply, failed = desk.bridge.asked.pop()
    assert failed is not None
    failed(Problem("core.lost", "The core has ended."))
    assert not wizard.next_button.isEnabled()
    assert not wizard.checks_page.is_running


def several(wizard: DeployWizard, desk: Desk, count: int) -> list[NodeId]:
    nodes = [view.node.id for name, view in desk.views.items() if name != "gpu-b06"][:count]
    wizard.nodes_page.choose(tuple(nodes))
    return nodes


def shown_rows(wizard: DeployWizard, kind: type[QWidget]) -> list[QWidget]:
    layout = wizard.checks_page._rows
    items = [layout.itemAt(place) for place in range(layout.count())]
    return [row for item in items if item is not None and isinstance(row := item.widget(), kind)]


def test_nodes_that_fail_are_left_out_with_one_press_and_nothing_is_checked_again(
    wizard: DeployWizard, desk: Desk
) -> None:
    good, bad = several(wizard, desk, 2)
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    desk.bridge.answer(m.PreflightDone((check(good, Verdict.PASS), check(bad, Verdict.FAIL))))
    assert not wizard.next_button.isEnabled()
    asked = len(desk.bridge.asked)
    page = wizard.checks_page
    assert page.head.leave_button.text() == "Leave out 1 node that fails"
    page.head.leave_button.click()
    assert wizard.nodes_page.chosen == (good,)
    assert [result.node_id for result in page.results] == [good]
    assert len(desk.bridge.asked) == asked
    assert not page.head.leave_button.isVisible()
    wizard.next_button.click()
    plan = desk.bridge.asked[-1][0]
    assert isinstance(plan, m.MakePlan)
    assert plan.deploy.node_ids == (good,)


def test_where_all_nodes_fail_none_is_left_out(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4, Verdict.FAIL)
    assert not wizard.checks_page.head.leave_button.isVisible()


def test_one_node_has_a_report_of_its_own_and_is_checked_again_alone(wizard: DeployWizard, desk: Desk) -> None:
    good, bad = several(wizard, desk, 2)
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    desk.bridge.answer(m.PreflightDone((check(good, Verdict.PASS), check(bad, Verdict.FAIL))))
    page = wizard.checks_page
    assert len(shown_rows(wizard, CheckView)) == 1
    page.head.nodes.setCurrentIndex(1)
    page.head.nodes.activated.emit(1)
    assert page.head.node == bad, "the worst node comes first"
    assert len(shown_rows(wizard, NodeCheck)) == 1
    assert unnamed_widgets(page) == []
    assert page.head.again_button.text() == "Check this node again"
    page.head.again_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight)
    assert asked.deploy.node_ids == (bad,)
    desk.bridge.answer(m.PreflightDone((check(bad, Verdict.PASS),)))
    assert {result.node_id: result.verdict for result in page.results} == dict.fromkeys((good, bad), Verdict.PASS)
    assert wizard.next_button.isEnabled()


def test_a_hundred_nodes_are_shown_together_in_a_few_rows(wizard: DeployWizard, desk: Desk) -> None:
    nodes = [NodeId(f"n{number}") for number in range(100)]
    results = tuple(replace(check(node, Verdict.PASS), evidence=f"{node} has 9 GB") for node in nodes)
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    desk.bridge.answer(m.PreflightDone(results))
    (row,) = shown_rows(wizard, CheckView)
    assert len(row.findChildren(QLabel)) < 12
    assert any(shown.text() == "96 more lines" for shown in row.findChildren(QLabel))


def test_a_safe_fix_becomes_a_wish_of_the_plan_and_opens_the_way(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    failing = replace(
        check(node_of(wizard), Verdict.FAIL), fix="loginctl enable-linger", undo="loginctl disable-linger"
    )
    desk.bridge.answer(m.PreflightDone((failing,)))
    assert not wizard.next_button.isEnabled()
    (row,) = shown_rows(wizard, CheckView)
    assert isinstance(row, CheckView)
    assert row.mend.text() == "Put it right first, on 1 node"
    assert unnamed_widgets(row) == []
    row.mend.click()
    assert wizard.next_button.isEnabled()
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.MakePlan)
    assert asked.deploy.fixes == ("python",)
    wizard.back_button.click()
    assert not any(isinstance(request, m.RunPreflight) for request, _reply, _failed in desk.bridge.asked)


def test_where_a_fix_helps_on_some_nodes_only_the_others_still_stand_in_the_way(
    wizard: DeployWizard, desk: Desk
) -> None:
    one, other = several(wizard, desk, 2)
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    safe = replace(check(one, Verdict.FAIL), fix="loginctl enable-linger", undo="loginctl disable-linger")
    desk.bridge.answer(m.PreflightDone((safe, replace(check(other, Verdict.FAIL), fix="sudo reboot"))))
    (row,) = shown_rows(wizard, CheckView)
    assert isinstance(row, CheckView)
    row.mend.click()
    assert not wizard.next_button.isEnabled()


def test_what_stands_in_the_way_comes_first_once_all_is_known(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    node, request_id = node_of(wizard), len(desk.bridge.asked)
    found = tuple(
        replace(check(node, verdict), check=verdict.value)
        for verdict in (Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN)
    )
    for result in found:
        desk.bridge.preflight_result.emit(m.PreflightResult(request_id, result, 4))
    wizard.checks_page._show()

    def order() -> list[str]:
        return [row.row.check for row in shown_rows(wizard, CheckView) if isinstance(row, CheckView)]

    assert order() == ["pass", "warn", "fail", "unknown"]  # nothing jumps meanwhile
    desk.bridge.answer(m.PreflightDone(found))
    assert order() == ["fail", "unknown", "warn", "pass"]


def test_what_would_fit_is_asked_for_and_checked_at_a_press(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    wizard.next_button.click()
    less = Amendment((Text("{count} tokens of context", {"count": "4096"}),), (("context", "4096"),), sequences=2)
    other = Amendment((Text("weights in {precision}", {"precision": "int4"}),))
    failed = replace(check(node_of(wizard), Verdict.FAIL), check="model_fit", amendments=(less, other))
    desk.bridge.answer(m.PreflightDone((failed,)))
    (row,) = shown_rows(wizard, CheckView)
    (press,) = row.findChildren(QPushButton)
    assert press.accessibleName() == "Apply: 4096 tokens of context"
    assert any("needs other weights" in each.text() for each in row.findChildren(QLabel))
    press.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight)
    assert dict(asked.deploy.arguments)["context"] == "4096" and asked.deploy.sequences == 2
    assert wizard.checks_page.is_running and wizard.engine_page.arguments.value("context") == "4096"


def test_what_helps_on_most_nodes_stands_first() -> None:
    one, both = (Amendment((Text(name),), (("context", "1"),)) for name in ("one", "both"))
    results = [
        replace(check(NodeId(name), Verdict.FAIL), amendments=found)
        for name, found in (("a", (one, both)), ("b", (both,)))
    ]
    assert rows(results, {})[0].amendments == (both, one)


def test_who_checks_again_by_key_has_the_keyboard_there_afterwards(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 4)
    again = wizard.checks_page.head.again_button
    again.setFocus()
    again.click()
    assert not again.isEnabled()
    desk.bridge.answer(m.PreflightDone((check(node_of(wizard), Verdict.FAIL),)))
    assert again.isEnabled() and again.hasFocus()
    again.click()
    wizard.close_button.setFocus()
    desk.bridge.answer(m.PreflightDone((check(node_of(wizard), Verdict.FAIL),)))
    assert wizard.close_button.hasFocus(), "who has gone on is not called back"


def test_going_on_by_key_goes_on_whichever_button_has_the_keyboard(
    wizard: DeployWizard, desk: Desk, qtbot: QtBot
) -> None:
    walk_to(wizard, desk, 4)
    wizard.checks_page.head.again_button.setFocus()
    qtbot.keyClick(wizard.checks_page.head.again_button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert wizard.page is wizard.plan_page
