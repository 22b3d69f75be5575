"""Asks a host that has fallen silent whether it is still there, without a timer made anew for all that it says.

The library starts its timer again with every piece that it receives. Of a thousand nodes that are sampled, that is five
hundred timers a second which are thrown away, and the queue of the event loop is full of them.
"""

from __future__ import annotations

import asyncio

import asyncssh


def ask_when_silent(connection: asyncssh.SSHClientConnection) -> None:
    """Let the timer of ``connection`` run on whatever comes, and look when it ends for how long nothing has come."""
    _Watch(connection)


class _Watch:
    """Stands before the timer of one connection."""

    def __init__(self, connection: asyncssh.SSHClientConnection) -> None:
        self._connection, self._loop = connection, asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._ask = getattr(connection, "_keepalive_timer_callback")  # noqa: B009 - the library's own
        setattr(connection, "_keepalive_timer_callback", self.due)  # noqa: B010 - a method cannot be assigned to
        setattr(connection, "_reset_keepalive_timer", self.heard)  # noqa: B010 - a method cannot be assigned to

    def heard(self) -> None:
        """Note that the host has said something."""
        self._heard_at = self._loop.time()

    def due(self) -> None:
        """Ask the host, or wait for what is left of the time since its last word."""
        interval: float = getattr(self._connection, "_keepalive_interval")  # noqa: B009 - the library's own
        left = self._heard_at + interval - self._loop.time()
        if left > 0:
            timer = self._loop.call_later(left, self.due)
            setattr(self._connection, "_keepalive_timer", timer)  # noqa: B010 - the library's own: it cancels this one
        else:
            self._ask()
