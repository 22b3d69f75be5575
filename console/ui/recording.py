"""Recordings and session logs as the window shows them: actions, signs, and how they began and ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu

from console.model.clock import Clock
from console.model.ids import TerminalId
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.actions import Actions
from console.ui.bridge import Bridge
from console.ui.formats import duration_text
from console.ui.signs import Sign
from console.ui.statusbar import StatusBar
from console.ui.tabdesk import TabDesk
from console.ui.toast import Toast
from console.wire import messages as m

CAST, LOG = m.RecordingKind.CAST, m.RecordingKind.LOG


def running(tab: m.Tab, kind: m.RecordingKind) -> m.Recording | None:
    """Return the file that a tab is being written to."""
    return tab.recording if kind is CAST else tab.log


class Recording(QObject):
    """Ties the actions on recordings to the terminal in front, and tells the status bar what is recorded."""

    play_wanted = Signal(str)
    """The path of a recording."""

    def __init__(
        self, desk: TabDesk, commands: Actions, bridge: Bridge, status: StatusBar, toast: Toast, clock: Clock
    ) -> None:
        super().__init__(desk)
        self._desk, self._commands, self._bridge = desk, commands, bridge
        self._status, self._toast, self._clock = status, toast, clock
        self._tabs: dict[TerminalId, m.Tab] = {}
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self._show)
        commands.bind("record", partial(self.toggle, CAST))
        commands.bind("session_log", partial(self.toggle, LOG))
        commands.bind("mark_recording", self.mark)
        status.recordings_chosen.connect(self._list)
        desk.active_changed.connect(lambda _terminal: self._offer())
        bridge.welcome.connect(self._welcome)
        bridge.tab_changed.connect(self._know)
        bridge.tab_closed.connect(self._forget)
        bridge.core_lost.connect(lambda _problem: self._welcome(None))
        self._offer()

    # ---- what there is -----------------------------------------------------------------------

    def _welcome(self, welcome: m.Welcome | None) -> None:
        self._tabs = {tab.terminal_id: tab for tab in welcome.tabs} if welcome is not None else {}
        self._offer()
        self._show()

    def _know(self, tab: m.Tab) -> None:
        self._tabs[tab.terminal_id] = tab
        self._offer()
        self._show()

    def _forget(self, terminal_id: int) -> None:
        self._tabs.pop(TerminalId(terminal_id), None)
        self._show()

    def _front(self) -> m.Tab | None:
        tab = self._desk.active_tab()
        return None if tab is None else self._tabs.get(tab.terminal_id)

    def _offer(self) -> None:
        tab = self._front()
        for name, kind in (("record", CAST), ("session_log", LOG)):
            self._commands[name].setEnabled(tab is not None)
            self._commands[name].setChecked(tab is not None and running(tab, kind) is not None)
        self._commands.offer("mark_recording", available=tab is not None and tab.recording is not None)

    def _show(self) -> None:
        recorded = [(tab, tab.recording) for tab in self._tabs.values() if tab.recording is not None]
        text = tip = ""
        if len(recorded) == 1:
            tab, file = recorded[0]
            seconds = max(0.0, self._clock.now().timestamp() - file.started_at)
            text = fill(_("Recording {name} {time}"), {"name": _name(tab), "time": duration_text(seconds)})
        elif recorded:
            text = ngettext("{count} recording", "{count} recordings", len(recorded))
        tip = "\n".join(file.path for _tab, file in recorded)
        self._status.show_recordings(text, tip)
        if recorded:
            self._seconds.start()
        else:
            self._seconds.stop()

    def _list(self) -> None:
        """Offer to end each recording."""
        menu = QMenu(self._desk)
        for tab in self._tabs.values():
            if tab.recording is not None:
                words = fill(_("Stop recording {name}"), {"name": _name(tab)})
                menu.addAction(words, partial(self._stop, tab, CAST))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._status.place_of_recordings(menu.sizeHint().height()))

    # ---- what a person does --------------------------------------------------------------------

    def toggle(self, kind: m.RecordingKind) -> None:
        """Start to record or log the terminal in front, or end that."""
        tab = self._front()
        if tab is None:
            return
        if running(tab, kind) is not None:
            self._stop(tab, kind)
        else:
            self._ask(m.StartRecording(terminal_id=tab.terminal_id, kind=kind), partial(self._started, tab, kind))
        self._offer()  # the sign of the action follows the core, not the click

    def _stop(self, tab: m.Tab, kind: m.RecordingKind) -> None:
        self._ask(m.StopRecording(terminal_id=tab.terminal_id, kind=kind), partial(self._stopped, kind))

    def mark(self) -> None:
        """Mark this moment in the recording of the terminal in front."""
        tab = self._front()
        if tab is not None:
            self._ask(m.AddMarker(terminal_id=tab.terminal_id), self._marked)

    def _ask(self, request: m.Request, done: Callable[[m.Value], None]) -> None:
        self._bridge.ask(request, done)

    def _started(self, tab: m.Tab, kind: m.RecordingKind, path: m.Value) -> None:
        title = _("Recording {name}") if kind is CAST else _("Logging {name}")
        self._toast.say(fill(title, {"name": _name(tab)}), str(path))

    def _stopped(self, kind: m.RecordingKind, path: m.Value) -> None:
        if path and kind is CAST:
            play = partial(self.play_wanted.emit, str(path))
            self._toast.say(_("Recording ended"), str(path), Sign.TICK, _("Play"), play)
        elif path:
            self._toast.say(_("Session log ended"), str(path))

    def _marked(self, is_recorded: m.Value) -> None:
        if is_recorded:
            self._toast.say(_("Moment marked in the recording"))


def _name(tab: m.Tab) -> str:
    return tab.name or tab.title
