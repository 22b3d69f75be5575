"""Notices that a file has changed, whoever wrote it: editors replace files in ways of their own, so it is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

LOOK_SECONDS = 3.0

_Mark = tuple[int, int, int] | None


async def follow(path: Path, changed: Callable[[], Awaitable[None]], pause_seconds: float = LOOK_SECONDS) -> None:
    """Call ``changed`` each time that the file is another one than before, or is there or gone; never returns."""
    before = await asyncio.to_thread(_mark, path)
    while True:
        await asyncio.sleep(pause_seconds)
        now = await asyncio.to_thread(_mark, path)
        if now != before:
            before = now
            await changed()


def _mark(path: Path) -> _Mark:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
