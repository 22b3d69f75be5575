"""A shell or a command on a host: bytes both ways, with back-pressure, and its end."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Callable
from typing import Protocol, runtime_checkable

import asyncssh
from msgspec import Struct

from console.model.errors import Problem
from console.ssh.explain import connection_lost

MOST_UNSENT_BYTES = 16 * 1024 * 1024
"""What the far side does not read is kept up to here; what exceeds it is dropped."""


class ExitStatus(Struct, frozen=True):
    """How a remote process ended; both are None when the connection ended first."""

    code: int | None = None
    signal: str | None = None

    @property
    def number(self) -> int | None:
        """Return the code, or ``-n`` for the signal ``n`` as Python's subprocess does."""
        if self.signal is None:
            return self.code
        number = getattr(signal, f"SIG{self.signal}", None)
        return -int(number) if isinstance(number, signal.Signals) else None


class _End(Struct, frozen=True):
    """An end that waits until the output before it has been taken."""

    error: Exception | None


class ShellSink(Protocol):
    """Takes what a terminal receives."""

    def data_received(self, data: bytes) -> None:
        """Take output; standard error is part of it, as on every terminal."""
        ...

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        """Take the end; called once, after all output. ``reason`` is set when the connection was lost.

        ``exit_status`` is ``-n`` when signal ``n`` ended the program.
        """
        ...


@runtime_checkable
class ChannelSink(ShellSink, Protocol):
    """Takes what a command writes."""

    def stderr_received(self, data: bytes) -> None:
        """Take standard error."""
        ...


class Channel:
    """One session on a connection."""

    def __init__(self, host: str, sink: ShellSink) -> None:
        self.session = _Session(self)
        self.exit_status = ExitStatus()
        self.written_bytes = 0
        self.is_writable = True
        """False while the far side takes no more; writing is still safe, it only fills memory."""
        self.on_ended: Callable[[], None] | None = None
        """Called once when the place of this session on the connection is free again."""
        self._host = host
        self._sink = sink
        self._stderr = sink.stderr_received if isinstance(sink, ChannelSink) else sink.data_received
        self._raw: asyncssh.SSHClientChannel[bytes] | None = None
        self._is_started = False
        self._is_eof_sent = False
        self._is_closed_here = False
        self._is_paused = False
        self._is_flushing = False
        self._kept: deque[tuple[bytes, bool]] = deque()
        self._end: _End | None = None
        self._ended = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()

    @property
    def pending_bytes(self) -> int:
        """Return how many written bytes the far side has not taken yet."""
        return 0 if self._raw is None else self._raw.get_write_buffer_size()

    def write(self, data: bytes) -> None:
        """Send ``data``; never blocks. After the end it is dropped: the sink has been told."""
        if self._raw is None or self._is_eof_sent or self._raw.is_closing() or self.pending_bytes > MOST_UNSENT_BYTES:
            return
        self.written_bytes += len(data)
        self._raw.write(data)

    async def drain(self) -> None:
        """Wait until the far side takes more."""
        await self._drained.wait()

    def resize(self, cols: int, rows: int, width_px: int = 0, height_px: int = 0) -> None:
        """Tell the far side the new size of the terminal."""
        if self._raw is not None and not self._raw.is_closing():
            self._raw.change_terminal_size(cols, rows, width_px, height_px)

    def pause_reading(self) -> None:
        """Take no more output: two windows at most (2 MB; a terminal's 512 KB or less) are kept, the far side waits."""
        self._is_paused = True
        if self._raw is not None and not self._is_flushing:
            self._raw.pause_reading()

    def resume_reading(self) -> None:
        """Take output again; what was kept comes at once."""
        self._is_paused = False
        while self._kept and not self._is_paused:
            self._hand_over(*self._kept.popleft())
        if self._kept:
            return
        if self._end is not None:
            self._finish(self._end.error)
        elif self._raw is not None:
            self._flush(self._raw)

    def _flush(self, raw: asyncssh.SSHClientChannel[bytes]) -> None:
        """Take all that the library has kept, also where the sink has enough after the first piece.

        With that piece the library gives the far side a whole new window, whatever else it still keeps: to stop there
        would let it keep a window more each time.
        """
        self._is_flushing = True
        try:
            raw.resume_reading()
        finally:
            self._is_flushing = False
        if self._is_paused:
            raw.pause_reading()

    def eof(self) -> None:
        """Say that no more input follows."""
        if self._raw is not None and not self._is_eof_sent and not self._raw.is_closing():
            self._is_eof_sent = True
            self._raw.write_eof()

    def close(self) -> None:
        """End the session. A process without a terminal may go on running on the host."""
        self._is_closed_here = True
        self._is_paused = False
        self._kept.clear()
        if self._end is not None:
            self._finish(self._end.error)
        elif self._raw is not None and self._is_started:
            self._raw.close()

    async def wait_closed(self) -> ExitStatus:
        """Wait for the end and return how it came."""
        await self._ended.wait()
        return self.exit_status

    # -- from the session -------------------------------------------------------------------------

    def opened(self, raw: asyncssh.SSHClientChannel[bytes]) -> None:
        """Take the channel of the library."""
        self._raw = raw

    def started(self) -> None:
        """Note that the far side runs the command: from now on the sink hears the end."""
        if not self._is_closed_here:
            self._is_started = True
        elif self._raw is not None:
            self._raw.close()  # it was given up while it was opened: nobody knows of it

    def received(self, data: bytes, *, is_stderr: bool) -> None:
        """Hand output to the sink, or keep it while nobody takes any."""
        if self._is_paused or self._kept:
            self._kept.append((data, is_stderr))
        else:
            self._hand_over(data, is_stderr)

    def _hand_over(self, data: bytes, is_stderr: bool) -> None:  # noqa: FBT001 - from the list of what was kept
        (self._stderr if is_stderr else self._sink.data_received)(data)

    def set_writable(self, *, is_writable: bool) -> None:
        """Follow the library's flow control."""
        self.is_writable = is_writable
        if is_writable:
            self._drained.set()
        else:
            self._drained.clear()

    def ended(self, error: Exception | None) -> None:
        """Tell everybody who waits, and the sink as soon as it has taken what came before."""
        self.set_writable(is_writable=True)
        self.give_up()
        if self._is_paused and self._raw is not None:
            # The library drops what it holds for a paused channel; the last words before a loss matter most.
            self._raw.resume_reading()
        if self._kept:
            self._end = _End(error)
        else:
            self._finish(error)

    def _finish(self, error: Exception | None) -> None:
        if self._ended.is_set():
            return
        self._ended.set()
        # A session whose exit status has come has ended well, whatever becomes of the connection.
        is_lost = error is not None and self.exit_status == ExitStatus() and not self._is_closed_here
        if self._is_started:
            self._sink.closed(connection_lost(self._host, error).problem if is_lost else None, self.exit_status.number)

    def give_up(self) -> None:
        """Free the place of this session on the connection, once."""
        if self.on_ended is not None:
            self.on_ended()
            self.on_ended = None


class _Session(asyncssh.SSHClientSession[bytes]):
    """The library's side of a channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        self._channel.opened(chan)

    def session_started(self) -> None:
        self._channel.started()

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._channel.received(data, is_stderr=datatype == asyncssh.EXTENDED_DATA_STDERR)

    def eof_received(self) -> bool:
        return True  # our own half stays open: the process may still read

    def exit_status_received(self, status: int) -> None:
        self._channel.exit_status = ExitStatus(code=status)

    def exit_signal_received(self, name: str, core_dumped: bool, msg: str, lang: str) -> None:  # noqa: FBT001 - asyncssh
        del core_dumped, msg, lang
        self._channel.exit_status = ExitStatus(signal=name)

    def pause_writing(self) -> None:
        self._channel.set_writable(is_writable=False)

    def resume_writing(self) -> None:
        self._channel.set_writable(is_writable=True)

    def connection_lost(self, exc: Exception | None) -> None:
        self._channel.ended(exc)
