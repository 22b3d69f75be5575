"""Whoever listens to a session: what its screen is made of, as it happens."""

from __future__ import annotations

from collections.abc import Sequence
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


class Follower(Tap, Protocol):
    """A tap that keeps rows, which get other numbers where lines are wrapped anew."""

    def rows(self) -> Sequence[int]:
        """Return the absolute rows that it wants followed through a change of size."""
        ...

    def moved(self, rows: Sequence[int | None]) -> None:
        """Take where those are now, in their order; None is gone."""
        ...


class Taps:
    """The engine of a session with everybody who listens to it."""

    def __init__(self, engine: Engine, *followers: Follower) -> None:
        self._engine = engine
        self._followers = followers
        self._taps: tuple[Tap, ...] = followers

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

    def resize(self, cols: int, rows: int, cell_width: int, cell_height: int) -> None:
        """Let the engine have another size, then tell it, and to each follower where its rows are."""
        wanted = [tuple(follower.rows()) for follower in self._followers]
        moved = self._engine.resize(cols, rows, cell_width, cell_height, [row for part in wanted for row in part])
        places = iter(moved)
        for follower, part in zip(self._followers, wanted, strict=True):
            follower.moved([next(places) for _ in part])
        for tap in self._taps:
            tap.resized(cols, rows)

    def ended(self, exit_status: int | None) -> None:
        """Tell that a connection is over."""
        for tap in self._taps:
            tap.ended(exit_status)

    def close(self) -> None:
        """Tell that the session is over, and forget everybody."""
        taps, self._taps = self._taps, ()
        for tap in taps:
            tap.closed()
