"""One core a profile: the lock that it holds for as long as it lives."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from console.model.errors import ConsoleError
from console.model.text import N_


@contextlib.contextmanager
def only_core(path: Path) -> Iterator[None]:
    """Hold ``path`` as the one core of its profile; the system lets go when the process ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        try:
            _lock(descriptor)
        except OSError as error:
            raise ConsoleError(
                "core.already_running",
                N_("Another core of this profile is running."),
                N_("Start Leitstand again to attach to it."),
            ) from error
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
