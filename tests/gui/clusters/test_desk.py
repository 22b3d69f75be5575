from __future__ import annotations

from console.model.cluster import Cluster, ClusterKind, ClusterView
from console.model.errors import Problem
from console.ui.clusters.addsheet import AddClusterSheet
from console.ui.clusters.desk import ClusterDesk
from console.ui.clusters.page import ClusterPage
from console.wire import messages as m
from tests.gui.conftest import Desk


def views(*names: str) -> tuple[ClusterView, ...]:
    return tuple(ClusterView(Cluster(name, ClusterKind.SLURM, login="l")) for name in names)


def test_a_cluster_is_added_and_shown_when_the_core_has_taken_it(desk: Desk) -> None:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.clusters.emit(views("old"))
    desk.window.commands["slurm"].trigger()
    page = desk.window.views.page("slurm")
    assert isinstance(page, ClusterPage)
    page.add_wanted.emit()
    sheet = desk.window.sheets.current
    assert isinstance(sheet, AddClusterSheet)
    sheet.name.setText("new")
    sheet.lines[ClusterKind.SLURM]["login"].setText("l")
    sheet.add_button.click()
    _request, _reply, fail = desk.bridge.asked.pop()
    assert fail is not None
    fail(Problem("x.y", "No."))
    assert desk.window.sheets.current is sheet
    sheet.add_button.click()
    desk.bridge.clusters.emit(views("old", "new"))
    request = desk.bridge.answer("new")
    assert request == m.AddCluster(fields={"name": "new", "kind": "slurm", "login": "l"})
    assert not sheet.isVisible()
    assert page.cluster == "new"


def test_the_file_is_read_again_on_a_word(desk: Desk) -> None:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.window.commands["reload_clusters"].trigger()
    assert desk.bridge.answer(2) == m.ReloadClusters()
    assert desk.window.toast.isVisible()
