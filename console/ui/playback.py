"""Recordings that are played: each in a tab of its own, with a bar under it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from console.model.ids import TerminalId
from console.settings.language import _
from console.ui.sheets import open_dialog
from console.wire import messages as m

if TYPE_CHECKING:
    from collections.abc import Callable

    from console.model.clock import Clock
    from console.ui.bridge import Bridge
    from console.ui.terminals import Terminals
    from console.ui.transport import TransportBar
    from console.ui.window import Window


class Playback(QObject):
    """Opens recordings, and gives their panes what a shell does not need."""

    def __init__(self, window: Window, bridge: Bridge, terminals: Terminals, folder: Path, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._bridge, self._terminals = window, bridge, terminals
        self._folder, self._clock = folder, clock
        self._bars: dict[TerminalId, TransportBar] = {}
        window.commands.bind("open_recording", self.choose)
        window.recording.play_wanted.connect(self.open)
        bridge.player_changed.connect(self._show)
        bridge.tab_closed.connect(self._forget)

    def choose(self) -> None:
        """Ask which recording is to be played."""
        folder = str(self._folder if self._folder.is_dir() else Path.home())
        dialog = QFileDialog(self._window, _("Play a recording"), folder, _("Recordings (*.cast);;All files (*)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open)
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def open(self, path: str) -> None:
        """Play a recording; its tab comes to the front."""
        self._bridge.ask(m.OpenRecording(path=path), self._window.desk.opened)

    def _show(self, player: m.Player) -> None:
        bar = self._bars.get(player.terminal_id)
        if bar is None:
            self._put(player)
        else:
            bar.show_player(player)

    def _put(self, player: m.Player) -> None:
        pane = self._window.desk.pane(player.terminal_id)
        if pane is None:
            return
        # The first recording that is played brings its bar.
        from console.ui.transport import TransportBar

        bar = self._bars[player.terminal_id] = TransportBar(
            self._window.themes, self._clock, player, partial(self._search, player.terminal_id), pane
        )
        bar.control.connect(
            lambda action, value: self._bridge.send(
                m.ControlPlayer(terminal_id=player.terminal_id, action=action, value=value)
            )
        )
        pane.put_below(bar)
        bar.show()
        pane.part.widget.installEventFilter(bar)
        terminal = self._terminals.widget(player.terminal_id)
        if terminal is not None:
            terminal.keep_grid()
            bar.left.connect(terminal.setFocus)

    def _search(self, terminal_id: TerminalId, text: str, found: Callable[[tuple[float, ...]], None]) -> None:
        def take(value: m.Value) -> None:
            if isinstance(value, m.Moments):
                found(value.times)

        self._bridge.ask(m.SearchRecording(terminal_id=terminal_id, text=text), take)

    def _forget(self, terminal_id: int) -> None:
        self._bars.pop(TerminalId(terminal_id), None)
