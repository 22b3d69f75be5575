"""How long an attempt to connect may take: short for machines, as long as it takes for a person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Patience:
    """The deadline of one attempt and its place among the connects in flight.

    While a person is asked, the deadline stands still and the place is free for another host.
    """

    def __init__(self, gate: asyncio.Semaphore, connect_seconds: float, login_seconds: float) -> None:
        self.connect_seconds = connect_seconds
        self.login_seconds = login_seconds
        self.is_connected = False
        self._gate = gate
        self._deadline: asyncio.Timeout | None = None

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Hold a place and enforce the deadline around one attempt; TimeoutError when it passes."""
        async with self._gate, asyncio.timeout(self.connect_seconds) as deadline:
            self._deadline = deadline
            yield

    def connected(self) -> None:
        """Start the time for the login: the connection stands."""
        self.is_connected = True
        self._restart()

    @asynccontextmanager
    async def person(self) -> AsyncIterator[None]:
        """Stop the clock while a person thinks."""
        if self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(None)
        self._gate.release()
        try:
            yield
        finally:
            await self._gate.acquire()
            self._restart()

    def _restart(self) -> None:
        if self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(asyncio.get_running_loop().time() + self.login_seconds)
