"""Tells the desk of the commands of every terminal, and when one has come to its end that took long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from console.app.tabs import Tabs, plain
from console.model.ids import TerminalId
from console.terminal.session import Session
from console.wire import messages as m

GAP_SECONDS = 0.1
"""Between two words about one terminal: a shell that floods with marks is told of ten times a second."""
MOST_TEXT = 200


class Commands:
    """Watches every terminal of the core."""

    def __init__(self, tell: Callable[[m.Event], None], tabs: Tabs, notice_seconds: Callable[[], float]) -> None:
        self._tell, self._tabs, self._notice_seconds = tell, tabs, notice_seconds
        self._gaps: dict[TerminalId, asyncio.TimerHandle] = {}
        tabs.opened_heard.append(self._opened)

    def tell_all(self) -> None:
        """Tell a desk that has just attached."""
        for tab in self._tabs.values():
            session = self._tabs.session(tab.terminal_id)
            commands = session.commands.log.all() if session is not None else ()
            if commands:
                self._tell(m.CommandsChanged(terminal_id=tab.terminal_id, from_row=0, commands=commands))

    def end(self) -> None:
        """Tell no more: the core ends."""
        for gap in self._gaps.values():
            gap.cancel()
        self._gaps.clear()

    def _opened(self, session: Session) -> None:
        session.commands.on_change = partial(self._changed, session.terminal_id)
        session.commands.on_finish = partial(self._finished, session.terminal_id)

    def _changed(self, terminal_id: TerminalId) -> None:
        if terminal_id not in self._gaps:
            self._gaps[terminal_id] = asyncio.get_running_loop().call_later(GAP_SECONDS, self._say, terminal_id)

    def _say(self, terminal_id: TerminalId) -> None:
        del self._gaps[terminal_id]
        session = self._tabs.session(terminal_id)
        if session is None:
            return
        log = session.commands.log
        log.drop_before(session.engine.position.oldest_row)
        changes = log.take_changes()
        if changes is not None:
            self._tell(m.CommandsChanged(terminal_id=terminal_id, from_row=changes[0], commands=changes[1]))

    def _finished(self, terminal_id: TerminalId, text: str, command: m.Command) -> None:
        tab = self._tabs.tab(terminal_id)
        least = self._notice_seconds()
        if tab is None or tab.plays or not least or command.seconds is None or command.seconds < least:
            return
        shown = plain(text, MOST_TEXT)
        self._tell(
            m.CommandFinished(terminal_id=terminal_id, text=shown, seconds=command.seconds, status=command.status)
        )
