from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.cluster import Cluster, ClusterKind, ClusterView
from console.model.prometheus import Alert, Fed, Target
from console.ui.clusters.desk import ClusterDesk
from console.ui.clusters.prometheus import PrometheusPage
from console.ui.signs import Sign
from console.wire import messages as m
from tests.gui.conftest import Desk

VIEW = ClusterView(Cluster("metrics", ClusterKind.PROMETHEUS, url="http://prometheus.example.com"))
FED = (Fed("gpu01", 8, 87.0, 71.0, 4200.0, 8 << 30, 640 << 30), Fed("gpu02", 8, xids="79"))
TARGETS = (
    Target("http://gpu01:9400/metrics", "dcgm", node="gpu01", health="up"),
    Target("http://gpu02:9400/metrics", "dcgm", node="gpu02", health="down", error="connection refused"),
)
ALERTS = (Alert("GpuXid{gpu=3}", "GpuXid", "gpu02", "critical", is_firing=True, labels="gpu=3", summary="XID 79"),)


@pytest.fixture
def page(desk: Desk) -> PrometheusPage:
    ClusterDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.clusters.emit((VIEW,))
    desk.window.commands["prometheus"].trigger()
    shown = desk.window.views.page("prometheus")
    assert isinstance(shown, PrometheusPage)
    desk.bridge.prometheus_changed.emit(m.PrometheusChanged("metrics", TARGETS, ALERTS, FED))
    for rows in (shown.fed, shown.targets, shown.alerts):
        rows.settle()
    return shown


def test_it_shows_what_is_fed_scraped_and_alerted(desk: Desk, page: PrometheusPage) -> None:
    texts = {column.id: column.text(FED[0]) for column in page.fed.columns}
    assert (texts["load"], texts["memory"], texts["temperature"], texts["power"]) == ("87 %", "8/640 GiB", "71", "4.20")
    sign = page.fed.columns[0].sign
    assert sign is not None
    assert (sign(FED[0]), sign(FED[1])) == (Sign.OK, Sign.WARNING)
    desk.bridge.prometheus_changed.emit(m.PrometheusChanged("metrics", TARGETS[:1], (), FED[:1]))
    desk.bridge.prometheus_changed.emit(m.PrometheusChanged("other", (), (), ()))
    assert (page.fed.total, page.targets.total, page.alerts.total) == (1, 1, 0)


def test_a_node_leads_to_its_targets_and_a_target_to_its_error(page: PrometheusPage, qtbot: QtBot) -> None:
    page.section.table.choose("gpu02")
    qtbot.keyClick(page.section.table, Qt.Key.Key_Return)
    assert page.section.name == "Targets"
    assert page.targets.rowCount() == 1
    page.section.table.choose("http://gpu02:9400/metrics")
    qtbot.keyClick(page.section.table, Qt.Key.Key_Return)
    assert page.pane.text.toPlainText() == "connection refused"


def test_an_alert_is_read_whole(page: PrometheusPage, qtbot: QtBot) -> None:
    page.show_section(2)
    page.section.table.choose("GpuXid{gpu=3}")
    qtbot.keyClick(page.section.table, Qt.Key.Key_Return)
    assert page.pane.text.toPlainText() == "XID 79\ngpu=3"
