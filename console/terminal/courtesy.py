"""Who types goes first: while a key waits for its echo, floods in other terminals stand back.

Two processes and what the programs do share few processors. A flood that nobody sees, at full speed, keeps the core
away from keys, and its program keeps the processors from desk and screen. So it is slowed down as long as somebody
types elsewhere, and stopped from a key until its echo is painted.
"""

from __future__ import annotations

from console.model.clock import Clock
from console.model.ids import TerminalId

TYPING_SECONDS = 0.5
"""So long after a key somebody is taken to be typing still."""
ECHO_SECONDS = 0.03
"""So long at most everybody waits for the echo of a key: a password has none."""
PAUSE_SECONDS = 0.008
"""The pause that another terminal makes after each slice of its output."""


class Courtesy:
    """What the sessions of a core know of each other: where somebody types, and which key has no echo yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._typed: dict[TerminalId, float] = {}
        self._last = float("-inf")
        self._unanswered: TerminalId | None = None

    def typed(self, terminal_id: TerminalId) -> None:
        """Take note of a key for a terminal."""
        self._last = self._typed[terminal_id] = self._clock.monotonic()
        self._unanswered = terminal_id

    def painted(self, terminal_id: TerminalId) -> None:
        """Take note that what a terminal answered is to be seen."""
        if terminal_id == self._unanswered:
            self._unanswered = None

    def pause(self, terminal_id: TerminalId) -> float:
        """Return the seconds that a terminal has to wait before it goes on with its output; mostly none."""
        if not self._stands_back(terminal_id):
            return 0.0
        return max(PAUSE_SECONDS, self.until_echo(terminal_id))

    def until_echo(self, terminal_id: TerminalId) -> float:
        """Return the seconds that a key in another terminal may still wait for its echo; mostly none."""
        if self._unanswered in {None, terminal_id}:
            return 0.0
        return max(0.0, self._last + ECHO_SECONDS - self._clock.monotonic())

    def _stands_back(self, terminal_id: TerminalId) -> bool:
        since = self._clock.monotonic() - TYPING_SECONDS
        return self._last >= since > self._typed.get(terminal_id, float("-inf"))

    def gone(self, terminal_id: TerminalId) -> None:
        """Forget a terminal."""
        self._typed.pop(terminal_id, None)
        self.painted(terminal_id)
