"""Reads a flood from a pseudo terminal in a thread of its own, while the loop parses what came before.

The kernel hands a terminal's output out in pieces of four kilobytes and lets the program sleep in between. Whoever
parses between two reads makes program and terminal take turns, and a second processor idle. So does a thread that
needs the interpreter between two pieces: the C library puts them together (``stream.py``).
"""

from __future__ import annotations

import asyncio
import errno
import os
import select
import threading
from collections.abc import Callable
from contextlib import closing, suppress

READ_BYTES = 64 * 1024
MOST_AHEAD_BYTES = 128 * 1024
"""What is read before the loop has taken what was read before."""
QUIET_MS = 4
"""A flood of which nothing has come for so long is over, and so is the thread. Stopping it takes no longer."""


def read_part(fd: int) -> bytes | None:
    """Return what the terminal hands out, empty where its other side is closed; None: nothing yet."""
    try:
        return os.read(fd, READ_BYTES)
    except BlockingIOError:
        return None
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return b""


class Pump:
    """Reads until there is nothing for a while. Everything but the thread itself belongs to the loop's thread."""

    def __init__(
        self,
        fd: int,
        loop: asyncio.AbstractEventLoop,
        deliver: Callable[[bytes], None],
        ended: Callable[[bool], None],
    ) -> None:
        """Begin. ``ended`` is told, after the last delivery, whether the terminal is still open."""
        self._fd, self._loop, self._deliver, self._ended = fd, loop, deliver, ended
        self._lock = threading.Lock()
        self._parts: list[bytes] = []
        self._size = 0
        self._is_told = self._is_held = self._is_stopped = False
        self._may_read = threading.Event()
        self._may_read.set()
        self._thread = threading.Thread(target=self._read, name="pump", daemon=True)
        self._thread.start()

    def hold(self, *, held: bool) -> None:
        """Read no more for now: the program blocks when the kernel's buffer is full. Or go on."""
        self._is_held = held
        self._set_may_read()

    def stop(self) -> None:
        """End it at once, with a last delivery and without telling ``ended``."""
        self._is_stopped = True
        self._may_read.set()
        self._thread.join()
        self._take()

    def _set_may_read(self) -> None:
        if self._is_held and not self._is_stopped:
            self._may_read.clear()
        else:
            self._may_read.set()

    def _read(self) -> None:
        """Run in the thread."""
        # The first terminal does not wait for what only a flood needs.
        from console.terminal.stream import Stream

        is_closed = False
        with (
            suppress(OSError),
            closing(Stream(self._fd, READ_BYTES)) as stream,
        ):  # no descriptor left: the loop reads on
            waiting = select.poll()
            waiting.register(self._fd, select.POLLIN)
            while not (self._is_stopped or is_closed):
                part, is_closed = stream.read()
                if part:
                    self._keep(part)
                    self._may_read.wait()
                elif not (is_closed or waiting.poll(QUIET_MS)):
                    break
        self._loop.call_soon_threadsafe(self._end, not is_closed)

    def _keep(self, part: bytes) -> None:
        with self._lock:
            self._parts.append(part)
            self._size += len(part)
            is_told, self._is_told = self._is_told, True
            if self._size >= MOST_AHEAD_BYTES and not self._is_stopped:
                self._may_read.clear()
        if not is_told:
            self._loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        with self._lock:
            parts, self._parts, self._size = self._parts, [], 0
            self._is_told = False
            self._set_may_read()
        if parts:
            self._deliver(b"".join(parts))

    def _end(self, is_open: bool) -> None:  # noqa: FBT001 - a call that the loop makes
        if not self._is_stopped:
            self._take()
            self._is_stopped = True
            self._ended(is_open)
