"""What a channel delivered and the engine has not parsed yet."""

from __future__ import annotations

from collections import deque
from typing import Protocol

from console.model.clock import Clock

HIGH_BYTES = 256 * 1024
LOW_BYTES = 64 * 1024
LEAST_SLICE = 512
FIRST_SLICE = 8 * 1024
MOST_SLICE = 256 * 1024


class Feeds(Protocol):
    """What parses: an engine, or one that others listen to."""

    def feed(self, data: bytes) -> None:
        """Take bytes of the program."""
        ...


class Inbox:
    """Joins small packets into large feeds, and cuts them so that one feed takes about a millisecond."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._slice = FIRST_SLICE

    def __len__(self) -> int:
        return self._size

    @property
    def full(self) -> bool:
        """Return whether the channel has to be paused."""
        return self._size >= HIGH_BYTES

    @property
    def low(self) -> bool:
        """Return whether the channel may deliver again."""
        return self._size <= LOW_BYTES

    def append(self, data: bytes) -> None:
        """Take bytes of the channel."""
        if data:
            self._chunks.append(data)
            self._size += len(data)

    def clear(self) -> None:
        """Drop everything."""
        self._chunks.clear()
        self._size = 0

    def feed_all(self, engine: Feeds) -> None:
        """Parse everything at once: what an older channel left, before a new one delivers."""
        left, self._chunks = b"".join(self._chunks), deque()
        self._size = 0
        engine.feed(left)

    def feed(self, engine: Feeds, budget_seconds: float) -> int:
        """Feed the engine for about ``budget_seconds``; return how many bytes."""
        before = self._size
        start = self._clock.monotonic()
        end = start + budget_seconds
        while self._size:
            data = self._take(self._slice)
            engine.feed(data)
            now = self._clock.monotonic()
            self._adapt(len(data), now - start, budget_seconds / 2)
            if now >= end:
                break
            start = now
        return before - self._size

    def _adapt(self, size: int, took: float, wanted: float) -> None:
        if took > wanted:
            self._slice = max(LEAST_SLICE, self._slice // 2)
        elif size >= self._slice and took < wanted / 2:
            self._slice = min(MOST_SLICE, self._slice * 2)

    def _take(self, size: int) -> bytes:
        taken: list[bytes] = []
        room = size
        while self._chunks and room > 0:
            chunk = self._chunks.popleft()
            if len(chunk) > room:
                self._chunks.appendleft(chunk[room:])
                chunk = chunk[:room]
            taken.append(chunk)
            room -= len(chunk)
        self._size -= size - room
        return taken[0] if len(taken) == 1 else b"".join(taken)
