"""Notices that ssh_config was edited: the list of hosts follows by itself, as each connect does anyhow."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from console.model.errors import Problem
from console.ssh.configlines import files, include_folders

TICK_SECONDS = 2.0

Seen = tuple[tuple[str, int, int], ...]


class ConfigWatch:
    """Looks at the files and at the folders that they include from; reads nothing unless one of them has changed."""

    def __init__(
        self,
        roots: Sequence[Path],
        reload: Callable[[], Awaitable[list[Problem]]],
        told: Callable[[Problem], None],
    ) -> None:
        self._roots = tuple(roots)
        self._reload = reload
        self._told = told
        self._problems: set[str] = set()

    async def run(self, problems: Sequence[Problem] = ()) -> None:
        """Watch until cancelled; ``problems`` have been told already."""
        self._problems = {problem.text() for problem in problems}
        watched = await asyncio.to_thread(self._watched)
        seen = await asyncio.to_thread(_look, watched)
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = await asyncio.to_thread(_look, watched)
            if now == seen:
                continue
            watched = await asyncio.to_thread(self._watched)
            seen = await asyncio.to_thread(_look, watched)
            self._tell(await self._reload())

    def _watched(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys((*self._roots, *files(self._roots), *include_folders(self._roots))))

    def _tell(self, problems: Sequence[Problem]) -> None:
        """Tell what is new; the rest has been told, and is listed there."""
        for problem in problems:
            if problem.text() not in self._problems:
                self._told(problem)
        self._problems = {problem.text() for problem in problems}


def _look(paths: Sequence[Path]) -> Seen:
    found: list[tuple[str, int, int]] = []
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            continue
        found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)
