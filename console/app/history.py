"""The destinations that a person has typed: few, in a file that only they can read, and forgotten at a word."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from console.model.errors import ConsoleError, Problem
from console.settings.store import write_atomic
from console.wire import messages as m
from console.wire.tasks import TaskSet

MOST = 50
MOST_CHARACTERS = 300


class History:
    """Keeps destinations, newest first; ``tell`` hears of each change."""

    def __init__(
        self, path: Path, tell: Callable[[m.Event], None], noticed: Callable[[Problem], None], tasks: TaskSet
    ) -> None:
        self._path, self._tell, self._noticed, self._tasks = path, tell, noticed, tasks
        self._texts: tuple[str, ...] | None = None
        self._writing: asyncio.Task[None] | None = None

    def texts(self) -> tuple[str, ...]:
        """Return the destinations, newest first. A file that cannot be read holds none."""
        if self._texts is None:
            self._texts = _read(self._path)
        return self._texts

    def tell_all(self) -> None:
        """Tell a desk that has just attached."""
        self._tell(m.Destinations(self.texts()))

    def add(self, text: str) -> None:
        """Remember that somebody connected to ``text``."""
        text = " ".join(text.split())
        if 0 < len(text) <= MOST_CHARACTERS:
            self._set((text, *(known for known in self.texts() if known != text))[:MOST])

    def forget(self, request: m.ForgetDestinations) -> None:
        """Forget some destinations, or all."""
        self._set(tuple(known for known in self.texts() if request.texts and known not in request.texts))

    def _set(self, texts: tuple[str, ...]) -> None:
        if texts == self._texts:
            return
        self._texts = texts
        self._tell(m.Destinations(texts))
        self._tasks.start(self._write(), "history")

    async def _write(self) -> None:
        # One after the other, each the newest state: the last one wins.
        before, self._writing = self._writing, asyncio.current_task()
        if before is not None and not before.done():
            await asyncio.wait([before])
        try:
            await asyncio.to_thread(write_atomic, self._path, json.dumps(self.texts(), indent=1))
        except ConsoleError as error:
            self._noticed(error.problem)


def _read(path: Path) -> tuple[str, ...]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    texts = found if isinstance(found, list) else []
    return tuple(text for text in texts if isinstance(text, str) and 0 < len(text) <= MOST_CHARACTERS)[:MOST]
