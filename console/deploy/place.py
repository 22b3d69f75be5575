"""A place among those who work at once, which can be given back early."""

from __future__ import annotations

import asyncio
from typing import Self


class Place:
    """Holds a place of a semaphore; who has nothing to do but wait gives it back before the end."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self._is_held = False

    async def __aenter__(self) -> Self:
        """Wait for a place."""
        await self._places.acquire()
        self._is_held = True
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give it back, unless that was done before."""
        self.give_back()

    def give_back(self) -> None:
        """Let somebody else have it."""
        if self._is_held:
            self._is_held = False
            self._places.release()
