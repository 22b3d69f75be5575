"""A shell on the desk's own machine, on a pseudo terminal of Linux or macOS; ``conpty.py`` has that of Windows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from console.model.errors import ConsoleError
from console.model.text import N_
from console.terminal.channel import Channel, ChannelSink
from console.terminal.pump import READ_BYTES, Pump, read_part
from console.terminal.reaper import Reaper

FLOOD_BYTES = READ_BYTES // 4
"""Who has printed so much between two looks goes on, as it seems."""
MOST_UNSENT_BYTES = 16 * 1024 * 1024
"""A paste that the program does not read is kept up to here; what exceeds it is dropped."""


class LocalShellFailed(ConsoleError):
    """A shell on this machine could not be started."""


def spawn_local_shell(
    sink: ChannelSink,
    cols: int,
    rows: int,
    env: Mapping[str, str] | None = None,
    command: Sequence[str] = (),
    folder: Path | None = None,
) -> Channel:
    """Start the person's shell, or ``command``, on a new pseudo terminal and return the way to it.

    ``env`` is the whole environment (default: this process's), ``folder`` where it starts. Needs a running loop.
    """
    environment = dict(os.environ if env is None else env)
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for stale in ("COLUMNS", "LINES", "TERMCAP"):
        environment.pop(stale, None)
    if folder is not None and not folder.is_dir():
        raise LocalShellFailed(
            "terminal.no_folder",
            N_("The folder {folder}, where the shell was to start, is not there."),
            N_("Make it, or choose another one in the profile."),
            folder=folder,
        )
    try:
        return _spawned(sink, (cols, rows), environment, command, folder)
    except OSError as error:
        raise LocalShellFailed(
            "terminal.local_failed",
            N_("The shell {program} could not be started: {reason}."),
            N_("Choose another command in the profile, or set SHELL to a shell that exists."),
            program=(command or (environment.get("SHELL", ""),))[0],
            reason=error.strerror or "",
        ) from error


def _spawned(
    sink: ChannelSink,
    size: tuple[int, int],
    environment: dict[str, str],
    command: Sequence[str],
    folder: Path | None,
) -> Channel:
    if sys.platform == "win32":
        from console.terminal.conpty import spawn_conpty

        return spawn_conpty(sink, *size, environment, command, folder)
    program, argv = (command[0], list(command)) if command else login_shell(environment)
    if folder is not None and folder != Path.cwd():
        program, argv = _started_in(folder, program, argv)
    return PtyChannel(sink, program, argv, environment, size)


def login_shell(environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the person's shell and its arguments; macOS expects a login shell."""
    shell = environment.get("SHELL") or _shell_of_account() or "/bin/sh"
    name = Path(shell).name
    return shell, [f"-{name}" if sys.platform == "darwin" else name]


def _started_in(folder: Path, program: str, argv: list[str]) -> tuple[str, list[str]]:
    """Return what starts ``program`` in ``folder``: spawning a process knows no folder."""
    if shutil.which(program) is None:
        return program, argv  # it fails, and with its own reason
    as_login = ["-l"] if argv[0].startswith("-") else []
    return "/bin/sh", ["sh", "-c", 'cd -- "$0" && exec "$@"', str(folder), program, *argv[1:], *as_login]


def _shell_of_account() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_shell
    except KeyError:
        return ""


class PtyChannel:
    """A Channel over the master side of a pseudo terminal."""

    def __init__(
        self, sink: ChannelSink, program: str, argv: list[str], env: dict[str, str], size: tuple[int, int]
    ) -> None:
        self._sink = sink
        self._loop = asyncio.get_running_loop()
        self._unsent = bytearray()
        self._pump: Pump | None = None
        self._paused = False
        self._ended = False
        self._status: int | None = None
        self._fd, slave = os.openpty()
        try:
            os.set_blocking(self._fd, False)
            self.resize(*size, 0, 0)
            self.pid = _spawn(program, argv, env, os.ttyname(slave))
        except OSError:
            os.close(self._fd)
            raise
        finally:
            os.close(slave)
        self._loop.add_reader(self._fd, self._readable)
        self._reaper = Reaper(self._loop, self.pid, self._exited)

    def write(self, data: bytes) -> None:
        """Send what was typed."""
        if self._fd < 0 or not data:
            return
        if self._unsent:
            if len(self._unsent) < MOST_UNSENT_BYTES:
                self._unsent += data
            return
        sent = self._send(data)
        if sent < len(data) and self._fd >= 0:
            self._unsent += data[sent:]
            self._loop.add_writer(self._fd, self._writable)

    def resize(self, cols: int, rows: int, width_px: int, height_px: int) -> None:
        """Tell the program the size of the screen."""
        if self._fd < 0:
            return
        import fcntl
        import termios

        size = struct.pack("HHHH", rows, cols, min(width_px, 0xFFFF), min(height_px, 0xFFFF))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)

    def foreground(self) -> int | None:
        """Return the group of processes that has the terminal now: the shell's own, or of what runs in it."""
        try:
            return os.tcgetpgrp(self._fd) if self._fd >= 0 else None
        except OSError:
            return None

    def pause_reading(self) -> None:
        """Stop reading: the program blocks when the kernel's buffer is full."""
        if self._pump is not None:
            self._pump.hold(held=True)
        elif not self._paused and self._fd >= 0:
            self._loop.remove_reader(self._fd)
        self._paused = True

    def resume_reading(self) -> None:
        """Read again."""
        if self._pump is not None:
            self._pump.hold(held=False)
        elif self._paused and self._fd >= 0:
            self._loop.add_reader(self._fd, self._readable)
        self._paused = False

    def close(self) -> None:
        """Hang up: the program gets SIGHUP."""
        if self._fd < 0:
            return
        self._release()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGHUP)
            os.killpg(self.pid, signal.SIGCONT)

    def _release(self) -> None:
        self._stop_pump()
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _send(self, data: bytes | bytearray) -> int:
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError:
            # Nobody reads any more; the reaper tells why.
            return len(data)

    def _writable(self) -> None:
        sent = self._send(self._unsent[:READ_BYTES])
        del self._unsent[:sent]
        if not self._unsent:
            self._loop.remove_writer(self._fd)

    def _readable(self) -> None:
        data, open_still = self._read()
        if data:
            self._sink.data_received(data)
        if not open_still:
            self._release()
            self._finish()
        elif len(data) >= FLOOD_BYTES and not self._paused and self._fd >= 0:
            self._loop.remove_reader(self._fd)
            self._pump = Pump(self._fd, self._loop, self._sink.data_received, self._pumped)

    def _pumped(self, is_open: bool) -> None:  # noqa: FBT001 - the pump tells it
        """Go on by looks: the flood is over, or the terminal."""
        self._pump = None
        if not is_open:
            self._release()
            self._finish()
        elif not self._paused:
            self._loop.add_reader(self._fd, self._readable)

    def _stop_pump(self) -> None:
        pump, self._pump = self._pump, None
        if pump is not None:
            pump.stop()

    def _read(self) -> tuple[bytes, bool]:
        """Read what is there, at most 64 KiB; the kernel hands it out in pieces of 4."""
        parts: list[bytes] = []
        size = 0
        while size < READ_BYTES:
            part = read_part(self._fd)
            if part is None:
                break
            if not part:
                return b"".join(parts), False
            parts.append(part)
            size += len(part)
        return b"".join(parts), True

    def _exited(self, status: int) -> None:
        self._status = status
        self._stop_pump()
        # What the shell wrote last may still be in the kernel; a job it left may hold the terminal open.
        open_still = self._fd >= 0
        while open_still:
            data, open_still = self._read()
            if data:
                self._sink.data_received(data)
            open_still = open_still and len(data) >= READ_BYTES
        self._release()
        self._finish()

    def _finish(self) -> None:
        if self._status is None or self._ended:
            return
        self._ended = True
        self._sink.closed(None, self._status)


def _spawn(program: str, argv: list[str], env: dict[str, str], tty: str) -> int:
    """Start a session of its own whose controlling terminal is ``tty``: the first one that it opens."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, tty, os.O_RDWR, 0),
        (os.POSIX_SPAWN_DUP2, 0, 1),
        (os.POSIX_SPAWN_DUP2, 0, 2),
    ]
    defaults = [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGTSTP]
    return os.posix_spawnp(program, argv, env, file_actions=actions, setsid=True, setsigdef=defaults, setsigmask=[])
