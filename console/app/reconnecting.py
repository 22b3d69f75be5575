"""Terminals that the network has cut off come back by themselves; after a sleep all at once."""

from __future__ import annotations

import asyncio
import logging
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from console.app.awaking import watch
from console.model.ids import LOCAL_NODE, TerminalId
from console.settings.connection_options import RECONNECT
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core

log = logging.getLogger("leitstand.core")

AWAKE_WITHIN_SECONDS = 1.0
"""Over which the terminals of a computer that has awoken spread their first attempts."""
_RULE_COLS = 60


@cache
def passing_codes() -> frozenset[str]:
    """Return the codes of what passes by itself: trouble of the network, and nothing that a person has to see to."""
    from console.ssh.errors import SshError

    kinds, found = [SshError], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.retryable:
            found.add(kind.CODE)
    return frozenset(found)


class Reconnecting:
    """Connects tabs anew that were open: soon, then at ever longer intervals, each at its own moment."""

    def __init__(self, core: Core, random: Random | None = None) -> None:
        self._core = core
        self._random = random or Random()  # noqa: S311 - spreads attempts, keeps no secret
        self._open: set[TerminalId] = set()
        """Tabs whose shell has been open: one that never was is a person's to try again."""
        self._attempts: dict[TerminalId, int] = {}
        self._timers: dict[TerminalId, asyncio.TimerHandle] = {}

    def heard(self, event: m.Event) -> None:
        """Follow the tabs."""
        if isinstance(event, m.TabClosed):
            self._forget(event.terminal_id)
        elif isinstance(event, m.TabChanged):
            self._changed(event.tab)

    def _changed(self, tab: m.Tab) -> None:
        terminal_id = tab.terminal_id
        if tab.state is m.TabState.LOST:
            self._lost(tab)
            return
        if (timer := self._timers.pop(terminal_id, None)) is not None:
            timer.cancel()
        if tab.state is m.TabState.OPEN:
            if self._attempts.pop(terminal_id, None) is not None:
                # When what connects it has come to its end.
                asyncio.get_running_loop().call_soon(self._rule, terminal_id)
            self._open.add(terminal_id)
        elif tab.state is m.TabState.ENDED:
            self._forget(terminal_id)

    def _lost(self, tab: m.Tab) -> None:
        from console.ssh.retry import backoff

        terminal_id = tab.terminal_id
        if terminal_id in self._timers:
            return
        is_passing = tab.problem is not None and tab.problem.code in passing_codes()
        is_wanted = terminal_id in self._open and tab.node_id != LOCAL_NODE and not tab.plays
        if not (is_passing and is_wanted and self._core.settings.get(RECONNECT)):
            self._forget(terminal_id)
            return
        attempt = self._attempts.get(terminal_id, -1) + 1
        self._attempts[terminal_id] = attempt
        self._later(terminal_id, backoff(attempt, self._random.random))

    def _later(self, terminal_id: TerminalId, seconds: float) -> None:
        self._timers[terminal_id] = asyncio.get_running_loop().call_later(seconds, self._again, terminal_id)

    def _again(self, terminal_id: TerminalId) -> None:
        self._timers.pop(terminal_id, None)
        self._core.tabs.connect(terminal_id)

    def _rule(self, terminal_id: TerminalId) -> None:
        """Draw a line with the time: what follows is another shell, perhaps in another folder."""
        session = self._core.tabs.session(terminal_id)
        if session is not None:
            when = self._core.clock.now().astimezone()
            rule = f"── {when:%Y-%m-%d %H:%M} ".ljust(min(session.engine.cols, _RULE_COLS) - 1, "─")
            session.preface(f"\r\n\x1b[2m{rule}\x1b[0m\r\n".encode())

    def _forget(self, terminal_id: TerminalId) -> None:
        self._open.discard(terminal_id)
        self._attempts.pop(terminal_id, None)
        if (timer := self._timers.pop(terminal_id, None)) is not None:
            timer.cancel()

    async def run(self) -> None:
        """Watch for sleeps of this computer until cancelled."""
        try:
            await watch(self._core.clock, self.awoke)
        finally:
            for terminal_id in tuple(self._timers):
                self._timers.pop(terminal_id).cancel()

    def awoke(self, seconds: float) -> None:
        """Try everything at once that waits for its next attempt: the network is most likely another one by now.

        Connections that look alive are left to their keepalive, which knows within seconds: short sleeps break none.
        """
        log.info("this computer slept for %.0f s", seconds)
        for terminal_id in tuple(self._timers):
            self._timers.pop(terminal_id).cancel()
            self._attempts[terminal_id] = 0
            self._later(terminal_id, AWAKE_WITHIN_SECONDS * self._random.random())
        rooms = self._core.ready_rooms()
        if rooms is not None:
            rooms.fleet.hurry()
