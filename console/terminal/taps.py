"""Whoever listens to a session: what its screen is made of, as it happens."""

from __future__ import annotations

from typing import Protocol

from console.terminal.engine import Engine
from console.terminal.soft_reset import soft_reset_bytes


class Tap(Protocol):
    """Hears a session, on the loop's thread and in the order in which its screen changes."""

    def fed(self, data: bytes) -> None:
        """Take what the engine has just parsed."""
        ...

    def typed(self, data: bytes) -> None:
        """Take what a person sent: keys, pastes. Passwords are among it."""
        ...

    def resized(self, cols: int, rows: int) -> None:
        """Take another size of the screen."""
        ...

    def ended(self, exit_status: int | None) -> None:
        """Take the end of a connection; None: it broke. The session may connect anew."""
        ...

    def closed(self) -> None:
        """Take the end of the session: nothing comes any more."""
        ...


class Taps:
    """The engine of a session with everybody who listens to it."""

    def __init__(self, engine: Engine, *taps: Tap) -> None:
        self._engine = engine
        self._taps = taps

    def add(self, tap: Tap) -> None:
        """Tell ``tap`` from now on."""
        self._taps += (tap,)

    def remove(self, tap: Tap) -> None:
        """Tell ``tap`` no more; also from within a call of it."""
        self._taps = tuple(other for other in self._taps if other is not tap)

    def feed(self, data: bytes) -> None:
        """Let the engine parse ``data``, then tell it."""
        self._engine.feed(data)
        for tap in self._taps:
            tap.fed(data)

    def start_over(self) -> None:
        """Let the engine forget a program that is gone, and tell what undoes it on another screen."""
        undo = soft_reset_bytes(self._engine.modes, cursor_x=1)
        self._engine.soft_reset()
        self._engine.take_replies()
        for tap in self._taps:
            tap.fed(undo)

    def typed(self, data: bytes) -> None:
        """Tell what was sent to the program."""
        for tap in self._taps:
            tap.typed(data)

    def resized(self) -> None:
        """Tell the engine's size."""
        for tap in self._taps:
            tap.resized(self._engine.cols, self._engine.rows)

    def ended(self, exit_status: int | None) -> None:
        """Tell that a connection is over."""
        for tap in self._taps:
            tap.ended(exit_status)

    def close(self) -> None:
        """Tell that the session is over, and forget everybody."""
        taps, self._taps = self._taps, ()
        for tap in taps:
            tap.closed()
