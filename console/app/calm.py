"""Between a program that floods and the desk: of each kind of event one now and then, and the last one always."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.terminal.events import ClipboardWrite, Notify, TerminalEvent

GAP_SECONDS = 0.1
LONG_GAP_SECONDS = 1.0
"""Of what takes a place on the screen or on the clipboard."""
_SLOW = (Notify, ClipboardWrite)


class Calm:
    """Passes events of one terminal on. The first of a kind goes at once; those after it wait, the last one wins."""

    def __init__(self, act: Callable[[TerminalEvent], None]) -> None:
        self._act = act
        self._gaps: dict[type[TerminalEvent], asyncio.TimerHandle] = {}
        self._waiting: dict[type[TerminalEvent], TerminalEvent] = {}

    def hear(self, event: TerminalEvent) -> None:
        """Take an event."""
        kind = type(event)
        if kind in self._gaps:
            self._waiting[kind] = event
            return
        seconds = LONG_GAP_SECONDS if issubclass(kind, _SLOW) else GAP_SECONDS
        self._gaps[kind] = asyncio.get_running_loop().call_later(seconds, self._over, kind)
        self._act(event)

    def _over(self, kind: type[TerminalEvent]) -> None:
        del self._gaps[kind]
        event = self._waiting.pop(kind, None)
        if event is not None:
            self.hear(event)

    def close(self) -> None:
        """Pass nothing on any more."""
        for gap in self._gaps.values():
            gap.cancel()
        self._gaps.clear()
        self._waiting.clear()
