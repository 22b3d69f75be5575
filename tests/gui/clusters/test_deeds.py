from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.cluster import Cluster, ClusterDeed, ClusterKind, ClusterView
from console.model.errors import Problem
from console.ui.clusters.desk import ClusterDesk
from console.ui.clusters.slurm import SlurmPage
from console.wire import messages as m
from tests.gui.conftest import Desk

DEED = ClusterDeed("1", "batch", "ada@desk", "drain", ("gpu01",), "scontrol update NodeName=gpu01", 100.0, "fan")


@pytest.fixture
def page(desk: Desk) -> SlurmPage:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.clusters.emit((ClusterView(Cluster("batch", ClusterKind.SLURM, login="login")),))
    desk.window.commands["slurm"].trigger()
    shown = desk.window.views.page("slurm")
    assert isinstance(shown, SlurmPage)
    shown.show_section(3)
    return shown


def cells(page: SlurmPage, row: int) -> list[str]:
    rows = page.history.rows
    return [str(rows.index(row, column).data()) for column in range(1, rows.columnCount())]


def test_who_did_what_why_and_what_came_of_it_newest_first(desk: Desk, page: SlurmPage) -> None:
    now = desk.clock.now().timestamp()
    under_way = replace(DEED, id="2", at=now - 5)
    failed = replace(DEED, id="3", at=now - 9, action="cancel", ended_at=now, problem=Problem("x", "Access denied."))
    desk.bridge.cluster_deeds.emit(m.ClusterDeeds("batch", (DEED, failed, under_way)))
    desk.bridge.cluster_deeds.emit(m.ClusterDeeds("other", (replace(DEED, id="9"),)))
    page.history.rows.settle()
    assert [cells(page, row) for row in range(page.history.rows.rowCount())] == [
        ["ada@desk", "Drain", "gpu01", "fan", "Under way"],
        ["ada@desk", "Cancel job", "gpu01", "fan", "Access denied."],
        ["ada@desk", "Drain", "gpu01", "fan", "Its end is not known"],
    ]
    desk.bridge.cluster_deeds.emit(m.ClusterDeeds("batch", (replace(under_way, ended_at=now, said="it is empty"),)))
    page.history.rows.settle()
    assert cells(page, 0)[-1] == "Done"
    page.section.table.choose("2")
    page.section.deeds[0].act(page.section.table.chosen())
    text = page.pane.text.toPlainText()
    assert "$ scontrol update NodeName=gpu01" in text
    assert "Reason: fan" in text
    assert text.endswith("it is empty")
