from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from console.model.cluster import Cluster, ClusterKind, ClusterView
from console.model.errors import Problem
from console.model.kubernetes import KubeAction, KubeNode, KubePod, PodPlace
from console.ui.clusters.confirm import CommandSheet
from console.ui.clusters.desk import ClusterDesk
from console.ui.clusters.kubernetes import KubernetesPage
from console.wire import messages as m
from tests.gui.conftest import Desk

SERVING = ClusterView(Cluster("serving", ClusterKind.KUBERNETES, context="prod"))
NODES = (KubeNode("gpu01", ready=True, gpus=8, gpus_allocatable=8), KubeNode("gpu02", ready=True, cordoned=True))
PODS = (
    KubePod("1", "ml", "vllm", phase="Running", reason="Running", node="gpu01", containers=("main",), ready=1, gpus=4),
    KubePod(
        "2", "ml", "crash", phase="Running", reason="CrashLoopBackOff", node="gpu02", containers=("a", "b"), restarts=3
    ),
    KubePod("3", "ml", "wait", phase="Pending", reason="Unschedulable", containers=("c",)),
)


@pytest.fixture
def page(desk: Desk) -> KubernetesPage:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.clusters.emit((SERVING,))
    desk.window.commands["kubernetes"].trigger()
    shown = desk.window.views.page("kubernetes")
    assert isinstance(shown, KubernetesPage)
    desk.bridge.kube_changed.emit(m.KubeChanged("serving", True, NODES, (), PODS))
    shown.nodes.settle()
    shown.pods.settle()
    return shown


def deed(page: KubernetesPage, words: str) -> None:
    page._do(next(found for found in page.section.deeds if found.words == words))


def offered(page: KubernetesPage) -> list[str]:
    return [action.text() for action in page.menu().actions()]


def test_nodes_and_pods_come_in_and_go(desk: Desk, page: KubernetesPage) -> None:
    assert (page.nodes.total, page.pods.total) == (2, 3)
    desk.bridge.kube_changed.emit(m.KubeChanged("serving", gone_pods=("3",), gone_nodes=("gpu02",)))
    desk.bridge.kube_changed.emit(m.KubeChanged("another", gone_pods=("1",)))
    assert (page.nodes.total, page.pods.total) == (1, 2)


def test_a_node_leads_to_its_pods(page: KubernetesPage, qtbot: QtBot) -> None:
    page.section.table.choose("gpu02")
    qtbot.keyClick(page.section.table, Qt.Key.Key_Return)
    assert page.section.name == "Pods"
    assert [page.pods.at(place).name for place in range(page.pods.rowCount())] == ["crash"]


def test_a_log_is_followed_until_it_is_put_away(desk: Desk, page: KubernetesPage) -> None:
    page.show_section(1)
    page.section.table.choose("1")
    deed(page, "Log")
    request = desk.bridge.asked[-1][0]
    assert isinstance(request, m.FollowLog)
    assert request.place == PodPlace("serving", "ml", "vllm", "main")
    desk.bridge.cluster_log.emit(m.ClusterLog(request.stream, "step 1\n"))
    desk.bridge.cluster_log.emit(m.ClusterLog(request.stream + 9, "of another\n"))
    desk.bridge.cluster_log.emit(m.ClusterLog(request.stream, "step 2\n"))
    assert page.pane.text.toPlainText() == "step 1\nstep 2\n"
    page.pane.put_away()
    assert desk.bridge.sent_of(m.StopLog) == [m.StopLog(cluster="serving", stream=request.stream)]
    desk.bridge.cluster_log.emit(m.ClusterLog(request.stream, "late\n"))
    assert page.pane.text.toPlainText() == ""


def test_a_log_that_cannot_be_read_says_why(desk: Desk, page: KubernetesPage) -> None:
    page.show_section(1)
    page.section.table.choose("1")
    deed(page, "Log")
    request = desk.bridge.asked[-1][0]
    assert isinstance(request, m.FollowLog)
    problem = Problem("x.y", "Not allowed.")
    desk.bridge.cluster_log.emit(m.ClusterLog(request.stream, "", is_over=True, problem=problem))
    assert page.pane._note.text() == "Not allowed."
    page.pane.put_away()
    assert not desk.bridge.sent_of(m.StopLog)


def test_a_pod_of_several_containers_asks_which(desk: Desk, page: KubernetesPage) -> None:
    page.show_section(1)
    page.section.table.choose("2")
    assert "Log before the restart" in offered(page)
    deed(page, "Log before the restart")
    menu = next(menu for menu in page.findChildren(QMenu) if [a.text() for a in menu.actions()] == ["a", "b"])
    menu.actions()[1].trigger()
    request = desk.bridge.asked[-1][0]
    assert isinstance(request, m.FollowLog)
    assert (request.place.container, request.previous) == ("b", True)
    menu.close()


def test_a_shell_opens_as_a_terminal_and_only_where_one_can_run(desk: Desk, page: KubernetesPage) -> None:
    page.show_section(1)
    page.section.table.choose("3")
    assert "Shell" not in offered(page)
    page.section.table.choose("1")
    deed(page, "Shell")
    assert desk.bridge.asked[-1][0] == m.OpenTerminal(node_id=PodPlace("serving", "ml", "vllm", "main").node_id)


def test_a_cordon_is_asked_about_with_its_command(desk: Desk, page: KubernetesPage) -> None:
    page.section.table.choose("gpu02")
    assert "Cordon…" not in offered(page)
    page.section.table.choose("gpu01")
    deed(page, "Cordon…")
    sheet = desk.window.sheets.current
    assert isinstance(sheet, CommandSheet)
    assert sheet.shown.toPlainText() == "kubectl --context prod cordon gpu01"
    sheet.act_button.click()
    request = desk.bridge.answer("kubectl --context prod cordon gpu01")
    assert request == m.RunKube(cluster="serving", action=KubeAction.CORDON, node="gpu01")


def test_a_drain_says_what_becomes_of_the_pods_and_tells_how_it_goes(desk: Desk, page: KubernetesPage) -> None:
    page.section.table.choose("gpu01")
    deed(page, "Drain…")
    sheet = desk.window.sheets.current
    assert isinstance(sheet, CommandSheet)
    assert sheet.shown.toPlainText().startswith("kubectl --context prod drain gpu01")
    assert "ml/vllm" in sheet.shown.toPlainText()
    assert not desk.bridge.asked
    lost = "is lost" in sheet.shown.toPlainText()
    assert not sheet.act_button.isEnabled(), "who drains says why"
    sheet.reason.setText("fan of GPU 3")
    assert sheet.act_button.isEnabled() is not lost
    sheet.loss.setChecked(True)
    sheet.act_button.click()
    request = desk.bridge.answer(None)
    assert isinstance(request, m.DrainKube)
    assert (request.node, request.force, request.reason) == ("gpu01", lost, "fan of GPU 3")
    desk.bridge.cluster_log.emit(m.ClusterLog(request.stream, "ml/vllm evicted\n"))
    assert page.pane.text.toPlainText() == "ml/vllm evicted\n"
    page.pane.put_away()
    desk.bridge.cluster_log.emit(m.ClusterLog(request.stream, "ml/vllm gone\n"))
    assert not page.pane.isVisible()
    assert not desk.bridge.sent_of(m.StopLog), "closing the lines stops nothing"


def test_a_cordon_can_be_taken_back_at_once(desk: Desk, page: KubernetesPage) -> None:
    page.section.table.choose("gpu01")
    deed(page, "Cordon…")
    sheet = desk.window.sheets.current
    assert isinstance(sheet, CommandSheet)
    sheet.act_button.click()
    desk.bridge.answer("kubectl --context prod cordon gpu01")
    desk.window.toast.findChildren(QPushButton)[0].click()
    back = desk.window.sheets.current
    assert isinstance(back, CommandSheet)
    assert back.shown.toPlainText() == "kubectl --context prod uncordon gpu01"


def test_details_of_a_pod(desk: Desk, page: KubernetesPage) -> None:
    page.show_section(1)
    page.section.table.choose("3")
    deed(page, "Details")
    assert desk.bridge.answer("kind: Pod") == m.KubeDetails(cluster="serving", namespace="ml", pod="wait")
    assert page.pane.text.toPlainText() == "kind: Pod"
