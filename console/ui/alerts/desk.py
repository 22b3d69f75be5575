"""Alerts of the desk: their page, their count in the status bar, and what a person is told of when one comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from console.model.alert import Alert
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.text import N_
from console.settings.language import _, ngettext, translate
from console.ui.desktopnotice import DesktopNotice
from console.ui.models.rows import name_of
from console.wire import messages as m

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from console.model.clock import Clock
    from console.ui.alerts.page import AlertPage
    from console.ui.bridge import Bridge
    from console.ui.window import Window

PAGE = "alerts"
MOST_TOLD = 3
"""Of alerts that come at once; the rest is counted."""


class AlertDesk(QObject):
    """Listens to the core, which decides what a person is told of."""

    def __init__(self, window: Window, bridge: Bridge, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._bridge, self._clock = window, bridge, clock
        self._alerts = m.AlertsChanged(())
        self._page: AlertPage | None = None
        self._notice = DesktopNotice(window)
        window.commands.bind("alerts", self.open_page)
        window.commands.bind("edit_alerts", self._edit)
        window.status.alerts_chosen.connect(self.open_page)
        bridge.alerts_changed.connect(self._changed)
        bridge.alerts_raised.connect(self._raised)
        window.themes.changed.connect(self._count)
        window.furnished.connect(self._tell_board)

    def open_page(self) -> None:
        """Show the page of alerts."""
        self._window.views.open(PAGE, _("Alerts"), self._make)

    def _make(self) -> QWidget:
        from console.ui.alerts.page import AlertPage

        page = AlertPage(self._clock, self._name, self._window.themes)
        page.node_wanted.connect(self._go)
        page.acknowledge_wanted.connect(
            lambda alert_id, seconds: self._bridge.send(m.Acknowledge(alert_id=alert_id, seconds=seconds))
        )
        page.silence_wanted.connect(
            lambda node_id, seconds: self._bridge.send(m.SilenceNode(node_id=node_id, seconds=seconds))
        )
        page.forget_wanted.connect(lambda: self._bridge.send(m.ForgetAlerts()))
        page.rules_wanted.connect(self._edit)
        page.destroyed.connect(self._closed)
        page.show_alerts(self._alerts.alerts, self._alerts.silences)
        self._page = page
        return page

    def _closed(self) -> None:
        self._page = None

    def _tell_board(self) -> None:
        """Give the dashboard what came before it was there; it hears of the rest itself."""
        if self._window.board is not None:
            self._window.board.show_alerts(self._alerts)

    def _changed(self, changed: m.AlertsChanged) -> None:
        self._alerts = changed
        if self._page is not None:
            self._page.show_alerts(changed.alerts, changed.silences)
        self._count()

    def _count(self) -> None:
        now = self._clock.now().timestamp()
        calling = [
            alert
            for alert in self._alerts.alerts
            if alert.is_firing and not alert.part_of and not alert.is_acknowledged(now)
        ]
        worst = min((alert.severity for alert in calling), key=lambda severity: severity.rank, default=None)
        words = ngettext("{count} alert", "{count} alerts", len(calling)) if calling else ""
        self._window.status.show_alerts(words, worst)

    def _raised(self, raised: m.AlertsRaised) -> None:
        """Keep each among the messages; on the desktop one notice stands for all that come at once."""
        for alert in raised.alerts[:MOST_TOLD]:
            self._bridge.tell(m.Notice(self._problem(alert), alert.node_id))
        rest = len(raised.alerts) - MOST_TOLD
        if rest > 0:
            more = Problem("alert.more", N_("{count} more alerts."), N_("The page of alerts has them all."),
                           {"count": str(rest)})  # fmt: skip
            self._bridge.tell(m.Notice(more))
        if QApplication.applicationState() != Qt.ApplicationState.ApplicationActive:
            self._tell_desktop(raised.alerts)

    def _problem(self, alert: Alert) -> Problem:
        params = {"node": self._name(alert.node_id), "what": translate(alert.message), "todo": translate(alert.hint)}
        return Problem(f"alert.{alert.rule}", N_("{node}: {what}"), "{todo}", params)

    def _tell_desktop(self, alerts: tuple[Alert, ...]) -> None:
        first = alerts[0]
        title = f"{self._name(first.node_id)}: {translate(first.message)}"
        others = len(alerts) - 1
        words = ngettext("{count} more alert", "{count} more alerts", others) if others else translate(first.hint)
        self._notice.show(title, words)

    def _name(self, node_id: NodeId) -> str:
        view = self._window.fleet.view(node_id)
        return name_of(view.node) if view is not None else str(node_id)

    def _go(self, node_id: NodeId) -> None:
        self._window.panel.view.select_node(node_id)
        self._window.release_keyboard()

    def _edit(self) -> None:
        self._bridge.ask(m.EditText(text=m.OwnText.ALERTS), self._window.desk.opened)
