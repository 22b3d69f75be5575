"""Waits for a child process without a thread."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

POLL_SECONDS = 0.2


class Reaper:
    """Tells the exit status of a child once: a code, or minus the number of the signal that ended it.

    Linux wakes the loop through a pidfd; where there is none, the child is asked five times a second.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, pid: int, on_exit: Callable[[int], None]) -> None:
        self._loop = loop
        self._pid = pid
        self._on_exit = on_exit
        self._fd = _pidfd(pid)
        if self._fd >= 0:
            loop.add_reader(self._fd, self._ask)
        else:
            loop.call_later(POLL_SECONDS, self._ask)

    def _ask(self) -> None:
        try:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
        except ChildProcessError:
            pid, status = self._pid, 0
        if pid == 0:
            if self._fd < 0:
                self._loop.call_later(POLL_SECONDS, self._ask)
            return
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
        self._on_exit(os.waitstatus_to_exitcode(status))


def _pidfd(pid: int) -> int:
    opener = getattr(os, "pidfd_open", None)
    if opener is None:
        return -1
    try:
        fd: int = opener(pid)
    except OSError:
        return -1
    return fd
