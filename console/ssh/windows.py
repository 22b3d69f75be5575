"""Channels to ports and sockets, whose windows are given back only for what has been taken.

The library grants the far side a whole new window with the first piece that it delivers of what it kept, whatever else
it still keeps. A reader slower than the line stops again right after that piece, and each time a window more is kept.
Here all that was kept is delivered before reading stops again, so that at most two windows (of 2 MB) lie about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import asyncssh

C = TypeVar("C", bound=asyncssh.SSHTCPChannel[bytes] | asyncssh.SSHUNIXChannel[bytes])


def give_windows_back_late(connection: asyncssh.SSHClientConnection) -> None:
    """Let every channel to a port or a socket that is made on ``connection`` from now on keep two windows at most."""
    for name in ("create_tcp_channel", "create_unix_channel"):
        setattr(connection, name, _taking_whole(getattr(connection, name)))


def _taking_whole(create: Callable[..., C]) -> Callable[..., C]:
    def created(*args: object, **options: object) -> C:
        channel = create(*args, **options)
        _Valve(channel)
        return channel

    return created


class _Valve:
    """Stands before the pausing and the going on of one channel."""

    def __init__(self, channel: asyncssh.SSHTCPChannel[bytes] | asyncssh.SSHUNIXChannel[bytes]) -> None:
        self._pause, self._resume = channel.pause_reading, channel.resume_reading
        self._is_delivering = False
        self._is_enough = False
        setattr(channel, "pause_reading", self.pause_reading)  # noqa: B010 - a method cannot be assigned to
        setattr(channel, "resume_reading", self.resume_reading)  # noqa: B010 - a method cannot be assigned to

    def pause_reading(self) -> None:
        """Deliver nothing any more, once all that is kept is delivered."""
        self._is_enough = True
        if not self._is_delivering:
            self._pause()

    def resume_reading(self) -> None:
        """Deliver all that was kept, and go on unless that was enough."""
        self._is_enough = False
        if self._is_delivering:
            return
        self._is_delivering = True
        try:
            self._resume()
        finally:
            self._is_delivering = False
        if self._is_enough:
            self._pause()
