"""How a desk comes to its core: attach to the one that runs, else start one.

The new core gets one end of a socket pair, so the desk can write its first requests before the core
has been started. The core leads a session of its own: it lives on when the desk is killed.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path

from msgspec import Struct

from console.app import paths
from console.app.profile import Profile, to_argument
from console.model.errors import ConsoleError
from console.model.text import N_

BOOT = "import sys; sys.path[:0] = sys.argv[1].split('|'); del sys.argv[1]; from console.app.core import main; main()"
"""Runs before anything of ours: site is switched off, which saves the core its start-up time."""

MOST_LOG_BYTES = 4_000_000


class CoreEnd(Struct, frozen=True):
    """A connection to a core, and its process where it is our child."""

    socket: socket.socket
    pid: int | None = None

    def wait(self) -> None:
        """Wait for a child that is about to end."""
        if self.pid is not None:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)

    def reap(self) -> None:
        """Let the system forget a child that has ended; one that goes on is left alone."""
        if self.pid is not None:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, os.WNOHANG)


def connect(profile: Profile, first: bytes) -> CoreEnd:
    """Return a connection to the core of ``profile`` with ``first`` already written into it."""
    sock = attach(profile)
    if sock is not None:
        try:
            sock.sendall(first)
        except ConnectionError:  # that core is about to end; the next one waits for it
            sock.close()
        else:
            return CoreEnd(sock)
    return spawn(profile, first)


def watch(profile: Profile, first: bytes) -> CoreEnd:
    """Return a connection to the core of ``profile`` that runs, with ``first`` already written into it."""
    sock = attach(profile)
    if sock is not None:
        try:
            sock.sendall(first)
        except ConnectionError:  # that core is about to end
            sock.close()
        else:
            return CoreEnd(sock)
    raise ConsoleError(
        "desk.nothing_to_watch",
        N_("There is nothing to watch: no Leitstand is running."),
        N_("Start it without --watch."),
    )


def attach(profile: Profile) -> socket.socket | None:
    """Return a socket to a core that runs; None when none does."""
    path = profile.socket(paths.user_folders().runtime)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(str(path))
    except OSError as error:
        sock.close()
        if error.errno is None:  # Python's own word: the system has not even been asked
            raise ConsoleError(
                "core.socket_path",
                N_("The path {path} is too long for a socket."),
                N_("Set {variable} to a folder with a shorter path."),
                path=path,
                variable=paths.HOME_VARIABLE,
            ) from error
        return None
    return sock


def spawn(profile: Profile, first: bytes) -> CoreEnd:
    """Start a core and return our end of its socket pair."""
    log = _log_file(paths.user_folders().state / "log" / f"core-{profile.name}.log")
    ours, theirs = socket.socketpair()
    ours.sendall(first)
    os.set_inheritable(theirs.fileno(), True)  # noqa: FBT003 - the signature of os
    command = [sys.executable, "-S", "-s", "-c", BOOT, _search_path(), str(theirs.fileno()), to_argument(profile)]
    if getattr(sys, "frozen", False):
        command = [sys.executable, "core", str(theirs.fileno()), to_argument(profile)]
    try:
        pid = os.posix_spawn(
            sys.executable,
            command,
            dict(os.environ),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log, 1),
                (os.POSIX_SPAWN_DUP2, log, 2),
            ],
            setsid=True,
        )
    except OSError as error:
        ours.close()
        raise ConsoleError(
            "core.not_started",
            N_("The core could not be started: {reason}."),
            N_("Check that the installation is complete."),
            reason=error.strerror or error,
        ) from error
    finally:
        theirs.close()
        os.close(log)
    return CoreEnd(ours, pid)


def _search_path() -> str:
    return "|".join(entry or str(Path.cwd()) for entry in sys.path)


def _log_file(path: Path) -> int:
    """Open the log of the core to append to; one that has grown large is kept aside, one of them."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > MOST_LOG_BYTES:
            path.replace(path.with_suffix(".log.old"))
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise ConsoleError(
            "core.no_log",
            N_("The core's log {file} could not be written: {reason}."),
            N_("Check the free space and the permissions of its folder."),
            file=path,
            reason=error.strerror or error,
        ) from error
