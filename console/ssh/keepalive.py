"""Asks a host that has fallen silent whether it is still there, without a timer made anew for all that it says.

The library starts its timer again with every piece that it receives: of a thousand nodes that are sampled, five hundred
timers a second that are thrown away. Here all who are asked after the same time stand in one line: who speaks goes to
its end, and one timer waits for the first.
"""

from __future__ import annotations

import asyncio

import asyncssh


def ask_when_silent(connection: asyncssh.SSHClientConnection) -> None:
    """Let ``connection`` be asked when nothing has come from it for as long as it is set to wait."""
    _Watch(connection)


class _Watch:
    """Stands in for the timer of one connection."""

    def __init__(self, connection: asyncssh.SSHClientConnection) -> None:
        self._connection = connection
        self._line: _Line | None = None
        self.ask = getattr(connection, "_keepalive_timer_callback")  # noqa: B009 - the library's own
        setattr(connection, "_set_keepalive_timer", self.wait)  # noqa: B010 - a method cannot be assigned to
        setattr(connection, "_reset_keepalive_timer", self.heard)  # noqa: B010 - a method cannot be assigned to

    def wait(self) -> None:
        """Stand in the line from now on."""
        seconds: float = getattr(self._connection, "_keepalive_interval")  # noqa: B009 - the library's own
        if not seconds:
            return
        self.cancel()
        self._line = _line_of(seconds)
        self._line.put(self)
        setattr(self._connection, "_keepalive_timer", self)  # noqa: B010 - the library's own: it cancels this one

    def heard(self) -> None:
        """Go to the end of the line: the host has said something."""
        if self._line is not None:
            self._line.put(self)

    def cancel(self) -> None:
        """Wait no longer."""
        if self._line is not None:
            self._line.leave(self)
            self._line = None


class _Line:
    """Those who are asked after the same silence, the longest silent first."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._loop, self._seconds = loop, seconds
        self._heard_at: dict[_Watch, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def put(self, watch: _Watch) -> None:
        """Let it stand at the end."""
        self._heard_at.pop(watch, None)
        self._heard_at[watch] = self._loop.time()
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._due)

    def leave(self, watch: _Watch) -> None:
        """Let it stand there no longer; a line in which nobody stands is gone."""
        self._heard_at.pop(watch, None)
        if not self._heard_at:
            _lines.pop((self._loop, self._seconds), None)
            if self._timer is not None:
                self._timer.cancel()

    def _due(self) -> None:
        """Let those ask whose time has come, and wait for the next."""
        self._timer, now = None, self._loop.time()
        due = []
        for watch, heard_at in self._heard_at.items():
            left = heard_at + self._seconds - now
            if left > 0:
                self._timer = self._loop.call_later(left, self._due)
                break
            due.append(watch)
        for watch in due:
            watch.cancel()
        for watch in due:
            watch.ask()


_lines: dict[tuple[asyncio.AbstractEventLoop, float], _Line] = {}


def _line_of(seconds: float) -> _Line:
    loop = asyncio.get_running_loop()
    if (loop, seconds) not in _lines:
        _lines[loop, seconds] = _Line(loop, seconds)
    return _lines[loop, seconds]
