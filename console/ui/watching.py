"""One desk leads, others may watch: the banner that says which this one is, and the ways from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from console.model.errors import Problem
from console.model.text import N_
from console.settings.language import _, ngettext, problem_advice, problem_text
from console.ui.bridge import TAKEN_OVER, Bridge
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.window import Window

LOOKING_ON = Problem(
    "desk.looking_on", N_("Watching"), N_("Another window leads. Here nothing can be typed or changed.")
)

HINT_EVERY_MS = 8000
"""How often somebody who types where nothing can be typed is told so."""


class Watching(QObject):
    """Says that another desk leads or looks on, and takes over when a person wants that."""

    restart_wanted = Signal()
    """Attach again and take over."""
    watch_wanted = Signal()
    """Attach again and only watch."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._quiet = QTimer(self, singleShot=True, interval=HINT_EVERY_MS)
        bridge.welcome.connect(self._welcome)
        bridge.taken_over.connect(self._taken_over)
        bridge.refused_input.connect(self._hint)
        bridge.watchers.connect(self._count)
        window.banner.way_chosen.connect(self._go)

    def _welcome(self, welcome: m.Welcome) -> None:
        self._count(0)
        if welcome.watching:
            self._window.banner.say(LOOKING_ON, _("Take over"), calm=True)

    def _taken_over(self) -> None:
        self._window.banner.say(TAKEN_OVER, _("Take over again"), _("Watch"))

    def _go(self, way: int) -> None:
        if self._bridge.is_watching:
            self._bridge.take_over()
        elif way == 0:
            self.restart_wanted.emit()
        else:
            self.watch_wanted.emit()

    def _hint(self) -> None:
        if not self._quiet.isActive():
            self._quiet.start()
            self._window.toast.say(problem_text(m.WATCHING), problem_advice(m.WATCHING), Sign.HOLLOW)

    def _count(self, count: int) -> None:
        words = ngettext("{count} window watches", "{count} windows watch", count) if count else ""
        self._window.status.show_watchers(words)
