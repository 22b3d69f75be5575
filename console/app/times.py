"""Tells the desk when the rows of a terminal were written, as long as it wants to know."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.app.tabs import Tabs
from console.model.ids import TerminalId
from console.wire import messages as m

GAP_SECONDS = 0.2


class Times:
    """Watches the terminals whose times are shown."""

    def __init__(self, tell: Callable[[m.Event], None], tabs: Tabs) -> None:
        self._tell, self._tabs = tell, tabs
        self._watched: set[TerminalId] = set()
        self._gaps: dict[TerminalId, asyncio.TimerHandle] = {}
        tabs.output_heard.append(self._output)

    def watch(self, terminal_id: TerminalId, *, watching: bool) -> None:
        """Tell all times of a terminal and what comes, or no more."""
        session = self._tabs.session(terminal_id)
        if not watching or session is None:
            self._watched.discard(terminal_id)
            return
        self._watched.add(terminal_id)
        session.times.take_changes()
        self._tell(m.RowTimes(terminal_id=terminal_id, from_row=0, times=session.times.all()))

    def end(self) -> None:
        """Tell no more: the desk has gone, or the core ends."""
        self._watched.clear()
        for gap in self._gaps.values():
            gap.cancel()
        self._gaps.clear()

    def _output(self, terminal_id: TerminalId) -> None:
        if terminal_id in self._watched and terminal_id not in self._gaps:
            self._gaps[terminal_id] = asyncio.get_running_loop().call_later(GAP_SECONDS, self._say, terminal_id)

    def _say(self, terminal_id: TerminalId) -> None:
        del self._gaps[terminal_id]
        session = self._tabs.session(terminal_id)
        if session is None:
            self._watched.discard(terminal_id)
            return
        changes = session.times.take_changes()
        if changes is not None:
            self._tell(m.RowTimes(terminal_id=terminal_id, from_row=changes[0], times=changes[1]))
