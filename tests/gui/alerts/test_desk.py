from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from console.model.alert import Alert, Severity, Silence
from console.model.ids import NodeId
from console.model.text import Text
from console.ui.alerts.desk import AlertDesk
from console.ui.alerts.page import AlertPage
from console.ui.dashboard.alertpanel import AlertPanelView
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fleet import NOW


@pytest.fixture
def alerts(desk: Desk) -> AlertDesk:
    return AlertDesk(desk.window, desk.bridge, desk.clock)


def alert(desk: Desk, name: str, severity: Severity = Severity.WARNING) -> Alert:
    node_id = desk.views[name].node.id
    return Alert(f"down@{name}", "down", severity, node_id, Text("It is down."), Text("Go there."), NOW.timestamp())


def test_the_status_bar_counts_what_calls_and_opens_the_page(desk: Desk, alerts: AlertDesk) -> None:
    status = desk.window.status
    one, other = alert(desk, "gpu-a03", Severity.CRITICAL), alert(desk, "gpu-a04")
    desk.bridge.alerts_changed.emit(m.AlertsChanged((one, other, replace(other, id="x", part_of=one.id))))
    assert status._alerts.text() == "2 alerts"
    status._alerts.click()
    page = desk.window.views.page("alerts")
    assert isinstance(page, AlertPage)
    assert page.list.model().rowCount() == 2
    desk.bridge.alerts_changed.emit(m.AlertsChanged((replace(one, acknowledged_at=1.0),)))
    assert status._alerts.isHidden()
    assert page.list.model().rowCount() == 0


def test_what_is_asked_on_the_page_goes_to_the_core(desk: Desk, alerts: AlertDesk) -> None:
    one = alert(desk, "gpu-a03")
    desk.bridge.alerts_changed.emit(m.AlertsChanged((one,), (Silence(NodeId("n"), 1e12),)))
    desk.window.commands["alerts"].trigger()
    page = desk.window.views.page("alerts")
    assert isinstance(page, AlertPage)
    page.list.acknowledge_wanted.emit(one)
    page.silence_wanted.emit(one.node_id, 3600.0)
    page.forget_wanted.emit()
    sent = [type(request) for request in desk.bridge.sent]
    assert sent[-3:] == [m.Acknowledge, m.SilenceNode, m.ForgetAlerts]
    page.node_button.click()
    assert desk.window.panel.view.current_node() == one.node_id
    assert desk.window.views.front == "alerts"
    page.rules_button.click()
    assert isinstance(desk.bridge.asked[-1][0], m.EditText)


def test_a_new_alert_is_among_the_messages_with_its_node_and_what_to_do(desk: Desk, alerts: AlertDesk) -> None:
    desk.bridge.alerts_raised.emit(m.AlertsRaised((alert(desk, "gpu-a03"),)))
    entry = desk.window.notices.entries[0]
    assert entry.problem.text() == "gpu-a03: It is down."
    assert entry.problem.advice() == "Go there."


def test_many_at_once_are_a_few_messages_and_one_notice_on_the_desktop(
    desk: Desk, alerts: AlertDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(alerts._notice, "show", lambda title, text: shown.append((title, text)))
    state = QApplication.applicationState()
    monkeypatch.setattr(QApplication, "applicationState", lambda: type(state).ApplicationInactive)
    raised = tuple(alert(desk, name) for name in list(desk.views)[:20])
    desk.bridge.alerts_raised.emit(m.AlertsRaised(raised))
    texts = [entry.problem.text() for entry in desk.window.notices.entries]
    assert texts[0] == "17 more alerts."
    assert len(texts) == 4
    assert [text for _title, text in shown] == ["19 more alerts"]


def test_the_dashboard_of_a_wide_window_lists_what_calls_also_what_came_before_it_was_there(
    desk: Desk, alerts: AlertDesk
) -> None:
    one = alert(desk, "gpu-a03", Severity.CRITICAL)
    noted = replace(alert(desk, "gpu-a04"), acknowledged_at=1.0)
    desk.bridge.alerts_changed.emit(m.AlertsChanged((one, noted)))
    desk.window.resize(2500, 1400)
    desk.window.furnish()
    assert desk.window.board is not None
    panel = desk.window.board.views["alerts"]
    assert isinstance(panel, AlertPanelView)
    assert panel.isVisible()
    assert panel.summary() == "1 needs attention"
    assert panel.list.model().rowCount() == 1
    panel.list.node_wanted.emit(one)
    assert desk.window.panel.view.current_node() == one.node_id
    desk.window.resize(1500, 900)
    assert not panel.isVisible()
    desk.bridge.alerts_changed.emit(m.AlertsChanged(()))
    assert panel.summary() == ""
    assert panel.list.isHidden()
