from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.model.alert import Alert, Severity
from console.model.ids import NodeId
from console.model.text import Text
from console.panels.alerts import PANEL
from console.ui.dashboard.alertpanel import AlertPanelView
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes
from tests.gui.fakes import FakeClock
from tests.gui.fleet import NOW


def test_parts_of_an_alert_and_those_that_are_over_do_not_call(qtbot: QtBot, themes: Themes) -> None:
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    view = AlertPanelView(PANEL, FleetModel(parent), themes, FakeClock(), parent)
    since = NOW.timestamp() - 60
    down = Alert("down@a", "down", Severity.CRITICAL, NodeId("a"), Text("down"), Text(""), since, parts=1)
    hot = Alert("hot@a", "hot", Severity.WARNING, NodeId("a"), Text("hot"), Text(""), since, part_of="down@a")
    over = Alert("x@b+1", "x", Severity.WARNING, NodeId("b"), Text("x"), Text(""), since, resolved_at=since + 1)
    view.show_alerts([down, hot, over])
    assert view.summary() == "1 needs attention"
    current = view.list.current()
    assert current is not None
    assert current.id == "down@a"
