"""A command that runs on a host as long as somebody holds it: its lines, and its end."""

from __future__ import annotations

import asyncio

from console.model.errors import Problem
from console.ssh.channels import Channel

MOST_LINES = 200
MOST_COMPLAINT_BYTES = 4000
LONGEST_LINE_BYTES = 4000
END_SECONDS = 1.0


class Lines:
    """Cuts what a command prints into lines and keeps the end of what it complains about."""

    def __init__(self) -> None:
        self.is_over = False
        self.complaint = b""
        self._begun = b""
        self._lines: asyncio.Queue[str] = asyncio.Queue()

    def data_received(self, data: bytes) -> None:
        """Take output; what nobody reads is dropped above a limit."""
        *lines, self._begun = (self._begun + data).split(b"\n")
        self._begun = self._begun[:LONGEST_LINE_BYTES]
        for line in lines:
            if self._lines.qsize() < MOST_LINES:
                self._lines.put_nowait(line.decode(errors="replace"))

    def stderr_received(self, data: bytes) -> None:
        """Take a complaint."""
        self.complaint = (self.complaint + data)[-MOST_COMPLAINT_BYTES:]

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        """Take the end."""
        del exit_status
        self.is_over = True
        if reason is not None:
            self.complaint += reason.text().encode()
        self._lines.put_nowait("")

    async def line(self) -> str:
        """Return the next line that says anything; empty when there are no more."""
        while self._lines.qsize() or not self.is_over:
            if line := await self._lines.get():
                return line
        return ""


class HeldCommand:
    """A command on a host whose standard input stays open until it is let go."""

    def __init__(self, channel: Channel, lines: Lines) -> None:
        self._channel, self._lines = channel, lines

    @property
    def is_over(self) -> bool:
        """Say whether it has ended."""
        return self._lines.is_over

    @property
    def complaint(self) -> str:
        """Return the end of what it wrote to standard error."""
        return self._lines.complaint.decode(errors="replace")

    async def line(self) -> str:
        """Return the next line that it prints, without its end; empty when it has ended."""
        return await self._lines.line()

    async def close(self) -> None:
        """End its standard input, which it takes for a farewell, and the session where it does not."""
        self._channel.eof()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._channel.wait_closed()
        except TimeoutError:
            pass
        finally:
            self._channel.close()
