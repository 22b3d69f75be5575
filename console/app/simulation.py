"""The process of the simulated data centre, as a child of the core."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.wire.tasks import TaskSet

READY_WITHIN_SECONDS = 30.0
END_WITHIN_SECONDS = 5.0


class Simulation:
    """Starts the simulator, reads where its nodes are, and ends it with the core.

    The simulator ends by itself when its standard input closes, so it cannot outlive a core that was
    killed.
    """

    def __init__(self, seed: int, folder: Path, log: Path, tasks: TaskSet, on_ended: Callable[[Problem], None]) -> None:
        self._seed = seed
        self._folder = folder
        self._log = log
        self._tasks = tasks
        self._on_ended = on_ended
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> bytes:
        """Start the process; return the JSON line that says where its nodes are."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, mode=0o700)
        process = self._process = await asyncio.create_subprocess_exec(
            *_interpreter(), "--seed", str(self._seed), "--runtime", str(self._folder),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 22,
        )  # fmt: skip
        line = b""
        with contextlib.suppress(TimeoutError):
            if process.stdout is not None:
                line = await asyncio.wait_for(process.stdout.readline(), READY_WITHIN_SECONDS)
        if not line:
            await self.close()
            raise ConsoleError(
                "sim.not_started",
                N_("The simulated data centre did not start."),
                N_("The core's log has the reason: {log}."),
                log=self._log,
            )
        self._tasks.start(self._watch(process), "simulation")
        return line

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Tell when the simulator ends and nobody has ended it: else every node only says that it is down."""
        await process.wait()
        if self._process is process:
            self._on_ended(
                Problem(
                    "sim.ended",
                    N_("The simulated data centre has ended unexpectedly."),
                    N_("Leave and start Leitstand again. The core's log may have the reason: {log}."),
                    {"log": str(self._log)},
                )
            )

    async def close(self) -> None:
        """End the process and wait until it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_WITHIN_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _interpreter() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "sim"]
    return [sys.executable, "-m", "console.sim"]
