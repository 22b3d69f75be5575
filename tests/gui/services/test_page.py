from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId
from console.model.service import DeployRequest, DeployState
from console.ui.services.page import ServicesPage
from console.ui.services.removesheet import RemoveSheet
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import Desk
from tests.gui.services.values import FIGURES, PROBLEM, service


def words(page: ServicesPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def chosen_id(page: ServicesPage) -> str:
    return page.chosen.id if page.chosen is not None else ""


def test_the_chosen_service_shows_what_it_is_and_tells_while_it_is_seen(page: ServicesPage, desk: Desk) -> None:
    two = DeployId("d2")
    assert m.WatchService(deploy_id=two) in desk.bridge.sent
    desk.bridge.service_told.emit(m.ServiceTold(two, FIGURES))
    shown = words(page)
    for part in (
        "second",
        "Serving",
        "gpu-b02",
        "http://127.0.0.1:18080",
        "41.3 tokens/s",
        "3 running, 1 waiting",
        "42 %",
    ):
        assert part in shown
    desk.window.views.leave()
    assert desk.bridge.sent[-1] == m.WatchService(deploy_id=two, watching=False)


def test_the_list_has_the_keyboard_and_shows_the_end_of_a_long_name(page: ServicesPage) -> None:
    assert page.focusProxy() is page.table
    assert page.table.rows.columns[0].cuts_middle


def test_choosing_another_service_asks_for_its_figures_only(page: ServicesPage, desk: Desk) -> None:
    page.choose(DeployId("d1"))
    assert desk.bridge.sent[-2:] == [
        m.WatchService(deploy_id=DeployId("d2"), watching=False), m.WatchService(deploy_id=DeployId("d1")),
    ]  # fmt: skip
    assert "gpu-a03" in words(page)
    page.choose_node(desk.views["gpu-b02"].node.id)
    assert chosen_id(page) == "d2"


def test_removing_says_what_is_undone_and_needs_a_yes(page: ServicesPage, desk: Desk) -> None:
    page.overview.buttons[m.DeployAction.UNDO].click()
    sheet = desk.window.sheets.current
    assert isinstance(sheet, RemoveSheet) and "rm -rf /srv/x" in sheet.shown.toPlainText()
    assert sheet.first_focus() is sheet.cancel_button
    before = len(desk.bridge.asked)
    sheet.cancel_button.click()
    assert len(desk.bridge.asked) == before
    page.overview.buttons[m.DeployAction.UNDO].click()
    again = desk.window.sheets.current
    assert isinstance(again, RemoveSheet)
    again.act_button.click()
    assert desk.bridge.asked[-1][0] == m.ControlDeploy(deploy_id=DeployId("d2"), action=m.DeployAction.UNDO)


def test_what_is_refused_is_said_on_the_page(page: ServicesPage, desk: Desk) -> None:
    page.overview.buttons[m.DeployAction.STOP].click()
    request, _on_reply, on_problem = desk.bridge.asked.pop()
    assert request == m.ControlDeploy(deploy_id=DeployId("d2"), action=m.DeployAction.STOP) and on_problem is not None
    on_problem(PROBLEM)
    assert PROBLEM.text() in words(page)


def test_a_stopped_service_offers_to_start_and_says_why_it_stopped(page: ServicesPage, desk: Desk) -> None:
    node = desk.views["gpu-b02"].node.id
    desk.bridge.deploy_changed.emit(service("d2", node, DeployState.STOPPED, name="second", problem=PROBLEM))
    assert m.DeployAction.START in page.overview.buttons and m.DeployAction.STOP not in page.overview.buttons
    assert PROBLEM.text() in words(page)


def test_the_last_service_that_goes_leaves_a_way_to_deploy(page: ServicesPage, desk: Desk, qtbot: QtBot) -> None:
    desk.bridge.deploy_forgotten.emit("d2")
    assert chosen_id(page) == "d1"
    desk.bridge.deploy_forgotten.emit("d1")
    assert page.first_button.isVisible() and chosen_id(page) == ""
    with qtbot.waitSignal(page.deploy_wanted, timeout=1000):
        page.first_button.click()


def test_every_part_can_be_used_by_keyboard_and_screen_reader(page: ServicesPage) -> None:
    for key in page.parts:
        page.show_part(key)
        assert unnamed_widgets(page) + unreachable_widgets(page) == []


def test_copies_are_offered_where_the_target_can(page: ServicesPage, desk: Desk) -> None:
    node = desk.views["gpu-b02"].node.id
    assert not page.overview.scale_button.isVisible()
    view = service("d2", node, name="second")
    request = DeployRequest((node,), "smollm2-135m", options=(("replicas", "2"),))
    desk.bridge.deploy_changed.emit(service("d1", node))
    page.choose(DeployId("d1"))
    desk.bridge.deploy_changed.emit(replace(view, plan=replace(view.plan, scale="scale $1", request=request)))
    page.choose(DeployId("d2"))
    assert page.overview.scale_button.isVisible() and page.overview.replicas.value() == 2
    page.overview.replicas.setValue(5)
    page.overview.scale_button.click()
    assert desk.bridge.asked[-1][0] == m.ScaleService(deploy_id=DeployId("d2"), replicas=5)


def test_going_back_to_the_version_before_needs_a_yes(page: ServicesPage, desk: Desk) -> None:
    view = service("d2", desk.views["gpu-b02"].node.id, name="second")
    desk.bridge.deploy_changed.emit(replace(view, plan=replace(view.plan, replaces="d1")))
    page.overview.buttons[m.DeployAction.ROLLBACK].click()
    sheet = desk.window.sheets.current
    assert isinstance(sheet, RemoveSheet)
    sheet.act_button.click()
    assert desk.bridge.asked[-1][0] == m.ControlDeploy(deploy_id=DeployId("d2"), action=m.DeployAction.ROLLBACK)
