from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QToolButton

from console.model.cluster import Cluster, ClusterKind, ClusterView
from console.model.node import NodeState
from console.ui.clusters.desk import ClusterDesk
from console.ui.clusters.slurm import SlurmPage
from console.wire import messages as m
from tests.gui.conftest import Desk


def test_without_a_cluster_it_says_how_to_add_one(desk: Desk) -> None:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.window.commands["slurm"].trigger()
    page = desk.window.views.page("slurm")
    assert isinstance(page, SlurmPage)
    assert page.first_button.isVisible()
    assert not page.filter.isVisible()
    assert not desk.bridge.sent_of(m.WatchCluster)
    desk.bridge.clusters.emit((ClusterView(Cluster("new", ClusterKind.SLURM, login="l"), NodeState.IDLE),))
    assert not page.first_button.isVisible()
    assert page.cluster == "new"
    assert desk.bridge.sent_of(m.WatchCluster) == [m.WatchCluster(cluster="new", watching=True)]


def test_another_core_is_told_again_what_is_looked_at(desk: Desk) -> None:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.clusters.emit((ClusterView(Cluster("new", ClusterKind.SLURM, login="l")),))
    desk.window.commands["slurm"].trigger()
    desk.bridge.sent.clear()
    page = desk.window.views.page("slurm")
    assert isinstance(page, SlurmPage)
    page.watch_again()
    assert desk.bridge.sent_of(m.WatchCluster) == [m.WatchCluster(cluster="new", watching=True)]


def test_a_screen_reader_turns_to_another_table(desk: Desk) -> None:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.clusters.emit((ClusterView(Cluster("new", ClusterKind.SLURM, login="l")),))
    desk.window.commands["slurm"].trigger()
    page = desk.window.views.page("slurm")
    assert isinstance(page, SlurmPage)
    queue = next(button for button in page.findChildren(QToolButton) if button.text().startswith("Queue"))
    assert queue.accessibleName() == queue.text()
    QAccessible.queryAccessibleInterface(queue).actionInterface().doAction(QAccessibleActionInterface.toggleAction())
    assert page.section.name == "Queue"


def test_the_keyboard_goes_on_to_the_rows_when_the_first_cluster_comes(desk: Desk) -> None:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.window.commands["slurm"].trigger()
    page = desk.window.views.page("slurm")
    assert isinstance(page, SlurmPage)
    assert page.first_button.hasFocus()
    desk.bridge.clusters.emit((ClusterView(Cluster("new", ClusterKind.SLURM, login="l")),))
    assert page.section.table.hasFocus()
