from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from console.model.cluster import Cluster, ClusterKind, ClusterView
from console.model.errors import Problem
from console.model.node import NodeState
from console.model.slurm import SlurmAction, SlurmJob, SlurmNode, SlurmPartition
from console.ui.clusters.confirm import CommandSheet
from console.ui.clusters.desk import ClusterDesk
from console.ui.clusters.slurm import SlurmPage
from console.wire import messages as m
from tests.gui.conftest import Desk

BATCH = ClusterView(Cluster("batch", ClusterKind.SLURM, login="login"), NodeState.CONNECTING)
OTHER = ClusterView(Cluster("other", ClusterKind.SLURM, login="login2"))
NODES = (SlurmNode("gpu01", ("MIXED",), gpus=8, gpus_used=8), SlurmNode("gpu02", ("IDLE", "DRAIN"), gpus=8))
JOBS = (
    SlurmJob("1", 1, user="ada", partition="h100", state="RUNNING", gpus=8, started_at=0.0),
    SlurmJob("2", 2, user="bob", partition="debug", state="PENDING", reason="Priority", gpus=8),
)
PARTITIONS = (SlurmPartition("h100", "UP"), SlurmPartition("debug", "UP"))


@pytest.fixture
def clusters(desk: Desk) -> ClusterDesk:
    made = ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.clusters.emit((BATCH, OTHER))
    return made


@pytest.fixture
def page(desk: Desk, clusters: ClusterDesk) -> SlurmPage:
    desk.window.commands["slurm"].trigger()
    shown = desk.window.views.page("slurm")
    assert isinstance(shown, SlurmPage)
    desk.bridge.slurm_changed.emit(m.SlurmChanged("batch", True, PARTITIONS, NODES, (), JOBS))
    for rows in (shown.partitions, shown.jobs, shown.nodes):
        rows.settle()
    return shown


def watches(desk: Desk) -> list[tuple[str, bool]]:
    sent = desk.bridge.sent_of(m.WatchCluster)
    return [(r.cluster, r.watching) for r in sent if isinstance(r, m.WatchCluster)]


def test_a_cluster_is_asked_only_while_its_page_is_seen(desk: Desk, page: SlurmPage) -> None:
    assert watches(desk) == [("batch", True)]
    desk.window.views.leave()
    assert watches(desk)[1:] == [("batch", False)]
    desk.window.views.toggle()
    page.choose("other")
    assert watches(desk)[2:] == [("batch", True), ("batch", False), ("other", True)]
    desk.window.views.close_page("slurm")
    assert watches(desk)[-1] == ("other", False)


def test_what_changes_comes_in_and_other_clusters_stay_out(desk: Desk, page: SlurmPage) -> None:
    assert (page.jobs.total, page.nodes.total, page.partitions.total) == (2, 2, 2)
    done = replace(JOBS[1], state="RUNNING")
    desk.bridge.slurm_changed.emit(m.SlurmChanged("batch", jobs=(done,), gone_jobs=("1",)))
    desk.bridge.slurm_changed.emit(m.SlurmChanged("other", jobs=(replace(done, id="9", number=9),)))
    assert page.jobs.values() == [done]
    desk.bridge.slurm_changed.emit(m.SlurmChanged("batch", partitions=PARTITIONS[:1]))
    assert [part.name for part in page.partitions.values()] == ["h100"]


def test_trouble_and_age_stand_over_the_tables(desk: Desk, page: SlurmPage) -> None:
    now = desk.clock.now().timestamp()
    desk.bridge.clusters.emit((replace(BATCH, state=NodeState.OK, taken_at=now - 7, version="22.05.8"), OTHER))
    assert page._state.text() == "22.05.8 · as of 7 s ago"
    problem = Problem("x.y", "Slurm did not answer.", "Look there.")
    desk.bridge.clusters.emit((replace(BATCH, state=NodeState.UNREACHABLE, problem=problem, taken_at=now - 70), OTHER))
    assert page._problem.text() == "Slurm did not answer."
    assert page._state.text() == "as of 70 s ago"
    assert page.jobs.total == 2


def test_a_partition_leads_to_its_queue(page: SlurmPage, qtbot: QtBot) -> None:
    page.section.table.choose("debug")
    qtbot.keyClick(page.section.table, Qt.Key.Key_Return)
    assert page.section.name == "Queue"
    assert [page.jobs.at(place).id for place in range(page.jobs.rowCount())] == ["2"]


def test_details_and_output_are_read_beside_the_table(desk: Desk, page: SlurmPage, qtbot: QtBot) -> None:
    page.show_section(1)
    page.section.table.choose("1")
    qtbot.keyClick(page.section.table, Qt.Key.Key_Return)
    assert desk.bridge.answer("JobId=1") == m.SlurmDetails(cluster="batch", job="1")
    assert page.pane.text.toPlainText() == "JobId=1"
    output = next(deed for deed in page.section.deeds if deed.words == "Output")
    page._do(output)
    assert desk.bridge.answer(m.TextFile("/out/1", "step 7", is_cut=True)) == m.JobOutput(cluster="batch", job="1")
    assert page.pane.text.toPlainText() == "step 7"
    page._do(output)
    _request, _reply, fail = desk.bridge.asked.pop()
    assert fail is not None
    fail(Problem("x.y", "Not there."))
    assert page.pane.text.toPlainText() == "Not there."


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(desk: Desk, page: SlurmPage) -> None:
    page.show_section(1)
    page.section.table.choose("1")
    page._do(page.section.deeds[0])
    _first, late, _ = desk.bridge.asked[-1]
    desk.bridge.asked.append(desk.bridge.asked[-1])  # the fake numbers by their count
    page._do(page.section.deeds[1])
    desk.bridge.answer("new")
    late("old")
    assert page.pane.text.toPlainText() == "new"


def test_a_drain_is_asked_about_with_its_command_and_then_run(desk: Desk, page: SlurmPage) -> None:
    page.show_section(2)
    page.section.table.selectAll()
    drain = next(deed for deed in page.section.deeds if deed.words == "Drain…")
    page._do(drain)
    sheet = desk.window.sheets.current
    assert isinstance(sheet, CommandSheet)
    sheet.reason.setText("XID 79")
    assert sheet.shown.toPlainText() == "scontrol update NodeName=gpu01,gpu02 State=DRAIN 'Reason=XID 79'"
    assert not desk.bridge.asked
    sheet.act_button.click()
    assert desk.bridge.answer("") == m.RunSlurm(
        cluster="batch", action=SlurmAction.DRAIN, targets=("gpu01", "gpu02"), reason="XID 79"
    )


def test_only_what_fits_the_rows_is_offered(page: SlurmPage) -> None:
    page.show_section(1)
    page.section.table.choose("1")
    offered = [action.text() for action in page.menu().actions()]
    assert "Requeue…" in offered
    assert "Hold…" not in offered
    page.section.table.choose("2")
    offered = [action.text() for action in page.menu().actions()]
    assert "Hold…" in offered
    page.section.table.selectAll()
    assert [made.isEnabled() for deed, made in page._buttons] == [False, False, True]


def test_a_shell_on_the_login_node(desk: Desk, page: SlurmPage) -> None:
    page.section.table.choose("h100")
    page._do(page.section.deeds[-1])
    assert desk.bridge.asked[-1][0] == m.QuickConnect(destination="login")


def test_a_drain_can_be_taken_back_at_once_and_only_what_is_away_is_resumed(desk: Desk, page: SlurmPage) -> None:
    page.show_section(2)
    offered = {row: [d.words for d in page.section.deeds if d.fits([row])] for row in page.nodes.values()}
    assert [("Drain…" in deeds, "Resume…" in deeds) for deeds in offered.values()] == [(True, False), (False, True)]
    page.section.table.choose("gpu01")
    page._do(next(deed for deed in page.section.deeds if deed.words == "Drain…"))
    sheet = desk.window.sheets.current
    assert isinstance(sheet, CommandSheet)
    sheet.reason.setText("XID 79")
    sheet.act_button.click()
    desk.bridge.answer("")
    desk.window.toast.findChildren(QPushButton)[0].click()
    back = desk.window.sheets.current
    assert isinstance(back, CommandSheet)
    assert back.shown.toPlainText() == "scontrol update NodeName=gpu01 State=RESUME"


def test_what_can_be_done_follows_a_row_that_changes(desk: Desk, page: SlurmPage) -> None:
    page.show_section(2)
    page.section.table.choose("gpu01")
    resume = next(made for deed, made in page._buttons if deed.words == "Resume…")
    assert not resume.isEnabled()
    desk.bridge.slurm_changed.emit(m.SlurmChanged("batch", nodes=(replace(NODES[0], states=("MIXED", "DRAIN")),)))
    page.nodes.settle()
    assert resume.isEnabled()
    page.nodes.forget()
    page.grab()  # rows that are about to go are not painted, and not missed
