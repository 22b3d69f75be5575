"""The page of alerts: what fires, what somebody takes care of, what is over, and what can be done about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from console.model.alert import Alert, Silence
from console.model.clock import Clock
from console.model.ids import NodeId
from console.settings.language import _
from console.ui.alerts.alertlist import AlertList
from console.ui.theme import Themes
from console.ui.turning import follow

TICK_MILLISECONDS = 5_000
HOUR = 3600.0


class Part(StrEnum):
    """Which alerts are shown."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    OVER = "over"


def part_of(alert: Alert, now: float) -> Part | None:
    """Return where an alert is listed; None where another one stands for it."""
    if not alert.is_firing:
        return Part.OVER
    if alert.part_of:
        return None
    return Part.ACKNOWLEDGED if alert.is_acknowledged(now) else Part.OPEN


class AlertPage(QWidget):
    """It shows and asks; the core has the alerts."""

    node_wanted = Signal(object)
    """NodeId"""
    acknowledge_wanted = Signal(str, object)
    """Id of an alert; seconds, None: until it is over, 0: not any more"""
    silence_wanted = Signal(object, float)
    """NodeId; seconds, 0: not any more"""
    forget_wanted = Signal()
    rules_wanted = Signal()

    def __init__(
        self, clock: Clock, name_of: Callable[[NodeId], str], themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._alerts: tuple[Alert, ...] = ()
        self._silences: frozenset[NodeId] = frozenset()
        self._part = Part.OPEN
        self.setAccessibleName(_("Alerts"))
        self.list = AlertList(clock, name_of, themes, self)
        self._nothing = QLabel(self)
        self._nothing.setProperty("role", "second")
        self._nothing.setContentsMargins(14, 14, 14, 14)
        self._nothing.setWordWrap(True)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        self._parts = {part: self._part_button(part) for part in Part}
        self.node_button = self._button(_("Go to the node"), self._go)
        self.acknowledge_button = self._button(_("Acknowledge…"), self._offer_acknowledge)
        self.silence_button = self._button(_("Silence node…"), self._offer_silence)
        self.forget_button = self._button(_("Clear"), self.forget_wanted.emit)
        self.rules_button = self._button(_("Edit alert rules"), self.rules_wanted.emit)
        self._ticks = QTimer(self, interval=TICK_MILLISECONDS)
        self._ticks.timeout.connect(self._refresh)
        self.list.node_wanted.connect(lambda alert: self.node_wanted.emit(alert.node_id))
        self.list.acknowledge_wanted.connect(self._toggle)
        self.list.menu_wanted.connect(self._menu)
        self.list.chosen.connect(self._offer)
        self._compose()
        self._refresh()

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 14, 8)
        head.setSpacing(8)
        for button in self._parts.values():
            head.addWidget(button)
        head.addStretch(1)
        for action in (
            self.node_button, self.acknowledge_button, self.silence_button, self.forget_button, self.rules_button
        ):  # fmt: skip
            head.addWidget(action)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def _part_button(self, part: Part) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        follow(button, lambda: part == self._part, partial(self.show_part, part))
        return button

    def _button(self, words: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAccessibleName(words)
        button.setProperty("small", "true")
        button.clicked.connect(lambda: call())
        return button

    # ---- what is shown -----------------------------------------------------------------------

    def show_alerts(self, alerts: Sequence[Alert], silences: Sequence[Silence]) -> None:
        """Show how alerts are now."""
        self._alerts = tuple(alerts)
        self._silences = frozenset(silence.node_id for silence in silences)
        if self.isVisible():
            self._refresh()

    def show_part(self, part: Part) -> None:
        """Show those that are open, acknowledged or over."""
        self._part = part
        self._refresh()
        self.list.setFocus()

    def _refresh(self) -> None:
        now = self._clock.now().timestamp()
        sorted_in: dict[Part, list[Alert]] = {part: [] for part in Part}
        for alert in self._alerts:
            part = part_of(alert, now)
            if part is not None:
                sorted_in[part].append(alert)
        words = {Part.OPEN: _("Active"), Part.ACKNOWLEDGED: _("Acknowledged"), Part.OVER: _("Over")}
        for part, button in self._parts.items():
            button.setText(f"{words[part]}  {len(sorted_in[part])}")
            button.setAccessibleName(f"{words[part]}: {len(sorted_in[part])}")
            button.setChecked(part is self._part)
        shown = sorted_in[self._part]
        empty = {
            Part.OPEN: _("No alert is open."),
            Part.ACKNOWLEDGED: _("Nobody has acknowledged an alert."),
            Part.OVER: _("No alert has come to its end yet."),
        }
        self._nothing.setText(empty[self._part])
        self._stack.setCurrentWidget(self.list if shown else self._nothing)
        self.list.show_alerts(shown, self._silences)
        self.list.tick()
        self._offer()

    def _offer(self) -> None:
        alert = self.list.current()
        self.node_button.setEnabled(alert is not None)
        self.acknowledge_button.setEnabled(alert is not None and alert.is_firing)
        self.silence_button.setEnabled(alert is not None)
        self.forget_button.setVisible(self._part is Part.OVER)

    # ---- what can be done --------------------------------------------------------------------

    def _go(self) -> None:
        alert = self.list.current()
        if alert is not None:
            self.node_wanted.emit(alert.node_id)

    def _toggle(self, alert: Alert) -> None:
        if alert.is_firing:
            is_noted = alert.is_acknowledged(self._clock.now().timestamp())
            self.acknowledge_wanted.emit(alert.id, 0.0 if is_noted else None)

    def _offer_acknowledge(self) -> None:
        alert = self.list.current()
        if alert is not None:
            menu = self._new_menu()
            self._add_acknowledge(menu, alert)
            menu.popup(self.acknowledge_button.mapToGlobal(self.acknowledge_button.rect().bottomLeft()))

    def _offer_silence(self) -> None:
        alert = self.list.current()
        if alert is not None:
            menu = self._new_menu()
            self._add_silence(menu, alert.node_id)
            menu.popup(self.silence_button.mapToGlobal(self.silence_button.rect().bottomLeft()))

    def _menu(self, alert: Alert, place: QPoint) -> None:
        menu = self._new_menu()
        menu.addAction(_("Go to the node"), partial(self.node_wanted.emit, alert.node_id))
        if alert.is_firing:
            self._add_acknowledge(menu.addMenu(_("Acknowledge…")), alert)
        self._add_silence(menu.addMenu(_("Silence node…")), alert.node_id)
        menu.popup(place)

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _add_acknowledge(self, menu: QMenu, alert: Alert) -> None:
        choices = ((_("Until it is over"), None), (_("For an hour"), HOUR), (_("For eight hours"), 8 * HOUR))
        for words, seconds in choices:
            menu.addAction(words, partial(self.acknowledge_wanted.emit, alert.id, seconds))
        if alert.is_acknowledged(self._clock.now().timestamp()):
            menu.addAction(_("Not any more"), partial(self.acknowledge_wanted.emit, alert.id, 0.0))

    def _add_silence(self, menu: QMenu, node_id: NodeId) -> None:
        choices = ((_("For an hour"), HOUR), (_("For eight hours"), 8 * HOUR), (_("For a week"), 7 * 24 * HOUR))
        for words, seconds in choices:
            menu.addAction(words, partial(self.silence_wanted.emit, node_id, seconds))
        if node_id in self._silences:
            menu.addAction(_("Not any more"), partial(self.silence_wanted.emit, node_id, 0.0))

    def showEvent(self, event: QShowEvent) -> None:
        """Count the ages on while somebody looks."""
        super().showEvent(event)
        self._refresh()
        self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._ticks.stop()
