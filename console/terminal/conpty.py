"""A shell on Windows, behind the system's pseudo console (ConPTY) through pywinpty.

Written against the Channel interface and pywinpty's documented one, and NOT TESTED: nobody has run it on Windows
yet. Its tests run over a stand-in for the pseudo console. Reads and writes of the library block, so each has a
thread; the loop hears of both through ``call_soon_threadsafe``.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from console.terminal.channel import Channel, ChannelSink

SHELLS = ("pwsh.exe", "powershell.exe", "cmd.exe")
"""Of somebody who has not chosen one, the best first."""
CONPTY_BACKEND = 0
"""``winpty.Backend.ConPTY``"""
STOP = None


class PseudoConsole(Protocol):
    """What is used of ``winpty.PTY``."""

    @property
    def pid(self) -> int | None:
        """Return the process at the other end."""
        ...

    def read(self, *, blocking: bool = False) -> str:
        """Return what was printed; raises at the end."""
        ...

    def write(self, to_write: str) -> int:
        """Send what was typed."""
        ...

    def set_size(self, cols: int, rows: int) -> object:
        """Change the size in cells."""
        ...

    def get_exitstatus(self) -> int | None:
        """Return how the process ended."""
        ...

    def cancel_io(self) -> bool:
        """Wake a read that waits."""
        ...


def spawn_conpty(
    sink: ChannelSink, cols: int, rows: int, env: Mapping[str, str], command: Sequence[str], folder: Path | None
) -> Channel:
    """Start ``command``, or the best shell there is, behind a pseudo console. Raises OSError. Needs a running loop."""
    from winpty import PTY, WinptyError

    words = list(command) or [next((name for name in SHELLS if shutil.which(name)), SHELLS[-1])]
    program = shutil.which(words[0], path=env.get("PATH"))
    if program is None:
        raise FileNotFoundError(2, "not found", words[0])
    console = PTY(cols, rows, backend=CONPTY_BACKEND)
    arguments = " " + subprocess.list2cmdline(words[1:]) if words[1:] else None
    block = "".join(f"{name}={value}\0" for name, value in env.items())
    try:
        console.spawn(program, cmdline=arguments, cwd=str(folder or Path.home()), env=block)
    except WinptyError as error:
        raise OSError(0, str(error), program) from error
    return ConPtyChannel(sink, console, (WinptyError,))


class ConPtyChannel:
    """A Channel over a pseudo console."""

    def __init__(self, sink: ChannelSink, console: PseudoConsole, failures: tuple[type[Exception], ...]) -> None:
        self._sink, self._console = sink, console
        self._failures = (*failures, OSError, EOFError)
        self._loop = asyncio.get_running_loop()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._typed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._may_read = threading.Event()
        self._may_read.set()
        self._closed = False
        self._threads = [threading.Thread(target=call, daemon=True) for call in (self._read_all, self._write_all)]
        for thread in self._threads:
            thread.start()

    def write(self, data: bytes) -> None:
        """Send what was typed."""
        text = self._decoder.decode(data)
        if text and not self._closed:
            self._typed.put(text)

    def resize(self, cols: int, rows: int, width_px: int, height_px: int) -> None:  # noqa: ARG002 - it knows cells only
        """Tell the program the size of the screen."""
        if not self._closed:
            with contextlib.suppress(*self._failures):
                self._console.set_size(cols, rows)

    def pause_reading(self) -> None:
        """Stop reading: the program waits when the console's buffer is full."""
        self._may_read.clear()

    def resume_reading(self) -> None:
        """Read again."""
        self._may_read.set()

    def close(self) -> None:
        """End the program."""
        if self._closed:
            return
        self._closed = True
        self._typed.put(STOP)
        self._may_read.set()
        pid = self._console.pid
        if pid is not None:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGTERM)
        with contextlib.suppress(*self._failures):
            self._console.cancel_io()

    # ---- in threads of their own --------------------------------------------------------------

    def _read_all(self) -> None:
        with contextlib.suppress(*self._failures):
            while self._may_read.wait() and not self._closed:
                text = self._console.read(blocking=True)
                if text:
                    self._tell(partial(self._received, text.encode("utf-8", "replace")))
        self._typed.put(STOP)
        self._tell(self._ended)

    def _write_all(self) -> None:
        with contextlib.suppress(*self._failures):
            while (text := self._typed.get()) is not STOP:
                self._console.write(text)

    def _tell(self, call: Callable[[], None]) -> None:
        # A loop that has ended has nobody left to tell.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)

    # ---- on the loop ---------------------------------------------------------------------------

    def _received(self, data: bytes) -> None:
        if not self._closed:
            self._sink.data_received(data)

    def _ended(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._sink.closed(None, self._console.get_exitstatus())
