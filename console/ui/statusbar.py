"""The bar below everything: connections, sampling, alarms, failures, warnings, the deploy that runs; date and time."""

from __future__ import annotations

from collections import Counter
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal, SignalInstance
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from console.model.alert import Severity
from console.model.clock import Clock
from console.model.node import NodeState
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.fonts import ui_font
from console.ui.formats import clock_text, date_text
from console.ui.signs import Sign, sign_of, sign_pixmap
from console.ui.theme import Themes

_COUNTED = (NodeState.KEY_CHANGED, NodeState.FAILED, NodeState.WARNING)


class StatusBar(QWidget):
    """Signs, counts and words; each entry opens its list."""

    state_chosen = Signal(object)
    """NodeState"""
    deploy_chosen = Signal()
    all_chosen = Signal()
    recordings_chosen = Signal()
    alerts_chosen = Signal()
    redaction_chosen = Signal()

    def __init__(self, themes: Themes, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._clock = themes, clock
        self._connected = (0, 0)
        self._counts: Counter[NodeState] = Counter()
        self._ssh = self._entry()
        self._ssh.clicked.connect(self.all_chosen)
        self._sampling = QLabel(self)
        self._sampling.setFont(ui_font("small"))
        self._sampling.setProperty("role", "hint")
        self._entries = {state: self._entry() for state in _COUNTED}
        for state, button in self._entries.items():
            button.setProperty("strong", "true")
            button.clicked.connect(partial(self.state_chosen.emit, state))
            button.hide()
        self._alerts = self._late_entry(_("Alerts"), self.alerts_chosen)
        self._alerts.setProperty("strong", "true")
        self._deploy = self._late_entry(_("Deployment"), self.deploy_chosen)
        self._recording = self._late_entry(_("Recording"), self.recordings_chosen)
        self._redaction = self._late_entry(_("Names and secrets are hidden"), self.redaction_chosen)
        self._redaction.setProperty("strong", "true")
        self._watchers = QLabel(self)
        self._watchers.setFont(ui_font("small_strong"))
        self._watchers.hide()
        self._date, self._time = QLabel(self), QLabel(self)
        self._date.setFont(ui_font("small"))
        self._date.setProperty("role", "hint")
        self._time.setFont(ui_font("small_strong"))
        self._time.setStyleSheet("font-size: 12px; font-weight: 600;")
        self._parts = (self._ssh, self._sampling, *self._entries.values(), self._alerts, self._deploy)
        self._compose()
        self.setFixedHeight(themes.current.metrics.size.status_bar)
        themes.changed.connect(self._dress)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._tick)
        self._seconds.start()
        self._tick()
        self._dress()

    def _compose(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 14, 0)
        layout.setSpacing(8)
        for part in self._parts:
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self._redaction)
        layout.addWidget(self._watchers)
        layout.addWidget(self._recording)
        layout.addSpacing(8)
        layout.addWidget(self._date)
        layout.addSpacing(8)
        layout.addWidget(self._time)

    def show_fleet(self, reachable: int, counts: Counter[NodeState], sampling_seconds: float | None) -> None:
        """Show other counts."""
        text = "" if sampling_seconds is None else fill(_("Sampling {seconds} s"), {"seconds": f"{sampling_seconds:g}"})
        self._sampling.setText(text)
        connected = (reachable, sum(counts.values()))
        if (connected, counts) != (self._connected, self._counts):
            self._connected, self._counts = connected, counts
            self._dress()

    def show_deploy(self, text: str) -> None:
        """Show the deploy that runs; empty: none does."""
        self._deploy.setText(text)
        self._deploy.setAccessibleName(text or _("Deployment"))
        self._deploy.setVisible(bool(text))

    def show_alerts(self, text: str, worst: Severity | None) -> None:
        """Show how many alerts are open; empty: none is."""
        if worst is not None:
            self._show(self._alerts, Sign.FAILED if worst is Severity.CRITICAL else Sign.WARNING, text)
        self._alerts.setVisible(bool(text))

    def show_watchers(self, text: str) -> None:
        """Say that other windows look on; empty: none does."""
        self._watchers.setText(text)
        self._watchers.setVisible(bool(text))

    def show_redaction(self, text: str, tip: str) -> None:
        """Say that names and secrets are hidden; empty: they are not."""
        if text:
            self._show(self._redaction, Sign.HIDDEN, text)
        self._redaction.setToolTip(tip)
        self._redaction.setVisible(bool(text))

    def show_recordings(self, text: str, tip: str) -> None:
        """Show what is recorded; empty: nothing is."""
        if text != self._recording.text():
            self._show(self._recording, Sign.RECORD, text)
        self._recording.setToolTip(tip)
        self._recording.setVisible(bool(text))

    def place_of_recordings(self, height: int) -> QPoint:
        """Return where, on the screen, a list of recordings of that height belongs: above their entry."""
        return self._recording.mapToGlobal(QPoint(0, -height))

    def _entry(self) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("kind", "entry")
        button.setFont(ui_font("small"))
        return button

    def _late_entry(self, name: str, chosen: SignalInstance) -> QPushButton:
        """Return an entry that is shown when it has something to say."""
        button = self._entry()
        button.setAccessibleName(name)
        button.clicked.connect(chosen)
        button.hide()
        return button

    def _dress(self) -> None:
        words = {"reachable": str(self._connected[0]), "total": str(self._connected[1])}
        self._show(self._ssh, Sign.OK, fill(_("SSH {reachable}/{total} connected"), words))
        texts = {
            NodeState.KEY_CHANGED: lambda count: ngettext("{count} alarm", "{count} alarms", count),
            NodeState.FAILED: lambda count: ngettext("{count} failed", "{count} failed", count),
            NodeState.WARNING: lambda count: ngettext("{count} warning", "{count} warnings", count),
        }
        for state, button in self._entries.items():
            count = self._counts[state]
            button.setVisible(count > 0)
            self._show(button, sign_of(state), texts[state](count))
        self.update()

    def _show(self, button: QPushButton, sign: Sign, text: str) -> None:
        theme = self._themes.current
        pixels = theme.metrics.icon.state_small
        picture = sign_pixmap(sign, theme.colors, theme.colors.desk, pixels, self.devicePixelRatioF())
        button.setIcon(QIcon(picture))
        button.setText(text)
        button.setAccessibleName(text)

    def _tick(self) -> None:
        now = self._clock.now().astimezone()
        self._date.setText(date_text(now))
        self._time.setText(clock_text(now))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line above it."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.desk)
        painter.fillRect(0, 0, self.width(), 1, colors.line)
        for part in self._parts:
            if part.isVisible() and part is not self._ssh:
                painter.fillRect(part.x() - 5, 7, 1, self.height() - 13, colors.line)
