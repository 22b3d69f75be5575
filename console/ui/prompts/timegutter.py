"""Time stamps beside the rows, on request: when output was written, how long a command took, how it ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.ids import TerminalId
from console.ui.prompts.stamps import WIDTH_CELLS, Stamps
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.prompts.jumps import PromptJumps
    from console.ui.tabbook import TabBook
    from console.ui.terminal.gutter import GutterLine
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window

ACTION = "show_times"


class TimeGutter(QObject):
    """Each terminal has its own switch; the action shows that of the one in front."""

    def __init__(self, window: Window, bridge: Bridge, book: TabBook, jumps: PromptJumps) -> None:
        super().__init__(window)
        self._window, self._bridge, self._jumps = window, bridge, jumps
        self._stamps: dict[TerminalId, Stamps] = {}
        window.commands.bind(ACTION, self._toggle)
        window.desk.active_changed.connect(lambda _terminal: self._show_action())
        bridge.row_times.connect(self._take)
        bridge.commands_changed.connect(lambda changed: self._refresh(changed.terminal_id))
        book.forgotten.connect(lambda terminal_id: self._stamps.pop(TerminalId(terminal_id), None))
        bridge.welcome.connect(self._ask_again)

    def _toggle(self) -> None:
        widget = self._jumps.front()
        if widget is not None:
            wanted = widget.terminal_id not in self._stamps
            self._switch(widget, on=wanted)
        self._show_action()

    def _show_action(self) -> None:
        widget = self._jumps.front()
        self._window.commands[ACTION].setChecked(widget is not None and widget.terminal_id in self._stamps)

    def _switch(self, widget: TerminalWidget, *, on: bool) -> None:
        terminal_id = widget.terminal_id
        self._bridge.send(m.WatchTimes(terminal_id=terminal_id, watching=on))
        if on:
            self._stamps[terminal_id] = Stamps(self._jumps.record(terminal_id))
            widget.overlay.set_gutter(WIDTH_CELLS, partial(self._beside, widget))
        else:
            del self._stamps[terminal_id]
            widget.overlay.set_gutter(0, None)

    def _beside(self, widget: TerminalWidget, row: int) -> GutterLine | None:
        stamps = self._stamps.get(widget.terminal_id)
        if stamps is None or widget.surface.alternate():
            return None
        return stamps.beside(row, is_first=row == widget.display.scrollback.first_row)

    def _take(self, told: m.RowTimes) -> None:
        stamps = self._stamps.get(told.terminal_id)
        if stamps is not None:
            stamps.take(told)
            self._refresh(told.terminal_id)

    def _refresh(self, terminal_id: TerminalId) -> None:
        widget = self._jumps.widget(terminal_id)
        if widget is not None and terminal_id in self._stamps:
            widget.overlay.refresh_gutter()

    def _ask_again(self, _welcome: m.Welcome) -> None:
        """Ask a core that this window has attached to again."""
        for terminal_id in self._stamps:
            self._bridge.send(m.WatchTimes(terminal_id=terminal_id, watching=True))
