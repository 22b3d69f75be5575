"""A file that grows while a program writes: bounded, private, and written beside the loop."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.wire.tasks import TaskSet

LEAST_FREE_BYTES = 1_000_000_000
"""A disk that has less is left alone: a node's output must not fill it."""
MOST_WAITING_BYTES = 32 * 1024 * 1024
"""What may wait for a slow disk."""


class Outfile:
    """Appends whole pieces to a new file. When no more may be written it says why, once, and drops what comes."""

    def __init__(self, path: Path, most_bytes: int, tasks: TaskSet, over: Callable[[Problem], None]) -> None:
        self.path = path
        self._most_bytes = most_bytes
        self._tasks = tasks
        self._over = over
        self._fd = -1
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._bytes = 0
        self._open = self._told = False
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Make a new file for this person alone, with a number where the name is taken. Raises ConsoleError."""
        try:
            await asyncio.to_thread(self._make)
        except OSError as error:
            raise ConsoleError(
                "outfile.not_made",
                N_("The file {path} could not be made: {reason}."),
                N_("Check the permissions of its folder and the space on the disk."),
                path=self.path,
                reason=error.strerror or error,
            ) from error
        self._open = True

    def _make(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (problem := self._no_room()) is not None:
            raise ConsoleError(problem.code, problem.message, problem.hint, **problem.params)
        wanted = self.path
        for number in count(2):
            try:
                self._fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            except FileExistsError:
                self.path = wanted.with_stem(f"{wanted.stem}-{number}")
            else:
                return

    def write(self, data: bytes) -> None:
        """Append ``data``, all of it or nothing."""
        if not self._open:
            return
        if self._bytes + len(data) > self._most_bytes:
            self._stop(
                Problem(
                    "outfile.full",
                    N_("{file} has reached its {megabytes} MB and has ended."),
                    N_("The option recording.most_megabytes allows more."),
                    {"file": self.path.name, "megabytes": f"{self._most_bytes / 1e6:g}"},
                )
            )
        elif self._waiting_bytes + len(data) > MOST_WAITING_BYTES:
            self._stop(self._problem(N_("the disk does not keep up")))
        else:
            self._bytes += len(data)
            self._waiting_bytes += len(data)
            self._waiting.append(data)
            if self._task is None:
                self._task = self._tasks.start(self._drain(), f"write {self.path.name}")

    async def close(self) -> None:
        """Write what waits and close the file."""
        self._open = False
        if self._task is not None:
            await self._task
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    async def _drain(self) -> None:
        while self._waiting:
            data, self._waiting = b"".join(self._waiting), []
            problem = await asyncio.to_thread(self._append, data)
            self._waiting_bytes -= len(data)
            if problem is not None:
                self._waiting.clear()
                self._stop(problem)
        self._task = None

    def _append(self, data: bytes) -> Problem | None:
        """In a thread: return why it could not be."""
        if (problem := self._no_room()) is not None:
            return problem
        try:
            while data:
                data = data[os.write(self._fd, data) :]
        except OSError as error:
            return self._problem(error.strerror or str(error))
        return None

    def _no_room(self) -> Problem | None:
        if shutil.disk_usage(self.path.parent).free >= LEAST_FREE_BYTES:
            return None
        return Problem(
            "outfile.disk",
            N_("{file} has ended: less than 1 GB is free on its disk."),
            N_("Make room in {folder}."),
            {"file": self.path.name, "folder": str(self.path.parent)},
        )

    def _problem(self, reason: str) -> Problem:
        return Problem(
            "outfile.failed",
            N_("{file} has ended: {reason}."),
            N_("What was written before is kept."),
            {"file": self.path.name, "reason": reason},
        )

    def _stop(self, problem: Problem) -> None:
        self._open = False
        if not self._told:
            self._told = True
            self._over(problem)
