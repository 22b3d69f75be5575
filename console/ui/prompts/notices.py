"""Says that a command which nobody looks at has come to its end: on its tab, above the status bar, to the desktop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from console.model.clock import Clock
from console.model.errors import Problem
from console.model.text import N_, fill
from console.settings.language import _
from console.ui.prompts.words import took_text
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.tabbook import TabBook
    from console.ui.window import Window

GAP_SECONDS = 1.0
"""Between two messages: what ends meanwhile only marks its tab."""


class FinishNotices(QObject):
    """Listens to the core, which tells of long commands only."""

    def __init__(self, window: Window, bridge: Bridge, book: TabBook, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._bridge, self._book, self._clock = window, bridge, book, clock
        self._said_at = float("-inf")
        bridge.command_finished.connect(self._finished)

    def _finished(self, done: m.CommandFinished) -> None:
        tab = self._book.tab(done.terminal_id)
        is_active = QApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        is_seen = self._is_seen(done.terminal_id)
        if tab is None or (is_active and is_seen):
            return
        if not is_seen:
            words = _("failed") if done.status else _("done")
            self._window.desk.roster.ring(done.terminal_id, rang=True, words=words)
        now = self._clock.monotonic()
        if now - self._said_at < GAP_SECONDS:
            return
        self._said_at = now
        self._say(done, tab.name or tab.title)
        if not is_active:
            QApplication.alert(self._window)
            self._keep(done, tab)

    def _is_seen(self, terminal_id: int) -> bool:
        areas = self._window.desk.areas().values()
        return any(terminal_id in area.field.visible_terminals() for area in areas)

    def _say(self, done: m.CommandFinished, name: str) -> None:
        fields = {"tab": name, "time": took_text(done.seconds), "status": str(done.status)}
        title = _("{tab}: finished after {time}")
        if done.status:
            title = _("{tab}: ended with status {status} after {time}")
        go = partial(self._window.desk.show_terminal, done.terminal_id)
        sign = Sign.FAILED if done.status else Sign.TICK
        self._window.toast.say(fill(title, fields), done.text, sign, _("Go there"), go)

    def _keep(self, done: m.CommandFinished, tab: m.Tab) -> None:
        """Put it among the messages too: whoever is away does not see it pass by."""
        params = {"tab": tab.name or tab.title, "text": done.text, "time": took_text(done.seconds)}
        problem = Problem("terminal.finished", N_("{tab}: {text} has finished after {time}."), "", params)
        if done.status:
            message = N_("{tab}: {text} has ended with status {status} after {time}.")
            problem = Problem("terminal.failed", message, "", {**params, "status": str(done.status)})
        self._bridge.tell(m.Notice(problem, tab.node_id))
