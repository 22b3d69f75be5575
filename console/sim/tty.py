"""The terminal of an interactive session: what is typed goes to the editor, a screen, or a command."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

CTRL_C = 0x03
CTRL_BACKSLASH = 0x1C
CTRL_D = 0x04


class Tty:
    """One terminal on one node."""

    def __init__(
        self, name: str, write: Callable[[bytes], Awaitable[None]], columns: int, rows: int, kind: str
    ) -> None:
        self.name = name
        self.kind = kind
        self.columns = columns or 80
        self.rows = rows or 24
        self._write = write
        self._waiting = bytearray()
        self._arrived = asyncio.Event()
        self.ended = False
        self.on_interrupt: Callable[[], None] | None = None
        self.on_resize: Callable[[], None] | None = None
        self.editor: Callable[[bytes], None] | None = None
        self._screens = 0

    def feed(self, data: bytes) -> None:
        """Take what was typed."""
        if self.editor is not None:
            self.editor(data)
            return
        if not self._screens and self.on_interrupt is not None and (CTRL_C in data or CTRL_BACKSLASH in data):
            self._waiting.clear()
            self.on_interrupt()
            return
        self._waiting += data
        self._arrived.set()

    def end(self) -> None:
        """Say that nothing will be typed any more."""
        self.ended = True
        self._arrived.set()
        if self.on_interrupt is not None:
            self.on_interrupt()

    def resize(self, columns: int, rows: int) -> None:
        """Take a new size."""
        self.columns, self.rows = columns or self.columns, rows or self.rows
        self._arrived.set()
        if self.on_resize is not None:
            self.on_resize()

    def typed_ahead(self) -> bytes:
        """Return and forget what was typed while a command ran."""
        data = bytes(self._waiting)
        self._waiting.clear()
        return data

    async def key(self, timeout: float) -> bytes | None:
        """Return what was typed next; empty after ``timeout`` or a resize, None at the end."""
        if not self._waiting and not self.ended:
            self._arrived.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), timeout)
        if self._waiting:
            return self.typed_ahead()
        return None if self.ended else b""

    async def write_bytes(self, data: bytes) -> None:
        """Write as a terminal driver does: a new line also returns."""
        await self._write(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    async def write(self, text: str) -> None:
        """Write text."""
        await self.write_bytes(text.encode())

    @contextlib.asynccontextmanager
    async def fullscreen(self) -> AsyncIterator[Screen]:
        """Give the whole terminal to a program; keys go to it, the text before comes back."""
        self._screens += 1
        await self._write(b"\x1b[?1049h\x1b[?25l\x1b[2J\x1b[H")
        try:
            yield Screen(self, self._write)
        finally:
            self._screens -= 1
            await self._write(b"\x1b[?25h\x1b[?1049l")


class Screen:
    """The terminal as a full-screen program has it."""

    def __init__(self, tty: Tty, write: Callable[[bytes], Awaitable[None]]) -> None:
        self._tty = tty
        self._write = write

    async def show(self, lines: list[str]) -> None:
        """Paint these lines from the top; cut to the size, the rest is cleared."""
        width = self._tty.columns
        shown = [line if "\x1b" in line else line[:width] for line in lines[: self._tty.rows]]
        body = "\x1b[K\r\n".join(shown)
        await self._write(f"\x1b[H{body}\x1b[K\x1b[J".encode())

    async def key(self, timeout: float) -> bytes | None:
        """Return what was typed next; empty after ``timeout``, None at the end or after Ctrl+C."""
        data = await self._tty.key(timeout)
        return None if data is None or CTRL_C in data else data
