"""What asks a cluster: started while somebody looks, started again when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from console.model.clock import Clock
from console.model.cluster import Cluster, ClusterView
from console.model.errors import ConsoleError, Problem
from console.model.node import NodeState
from console.wire.tasks import TaskSet

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 60.0


class Report(Protocol):
    """Whom a source tells how it fares."""

    def fresh(self, version: str = "") -> None:
        """Tell that its values are as of now."""
        ...


class Source(Protocol):
    """Asks one cluster."""

    every_seconds: float

    async def run(self, report: Report) -> None:
        """Ask again and again until it is cancelled; raises ConsoleError when the cluster cannot be asked."""
        ...

    def repeat(self) -> None:
        """Tell all that is known once more, for a desk that knows nothing yet."""
        ...

    def hurry(self) -> None:
        """Ask now, not only when the time has come."""
        ...


class Watch:
    """Keeps a source at work while it is wanted, and says how the cluster is."""

    def __init__(
        self,
        cluster: Cluster,
        source: Source,
        tell: Callable[[ClusterView], None],
        clock: Clock,
        tasks: TaskSet,
    ) -> None:
        self.view = ClusterView(cluster, every_seconds=source.every_seconds)
        self.source = source
        self._tell, self._clock, self._tasks = tell, clock, tasks
        self._viewers: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._wait_seconds = FIRST_WAIT_SECONDS

    @property
    def viewers(self) -> frozenset[str]:
        """Return who looks."""
        return frozenset(self._viewers)

    def want(self, viewer: str) -> None:
        """Ask from now on, for this viewer."""
        self._viewers.add(viewer)
        if self._task is None:
            self._change(replace(self.view, state=NodeState.CONNECTING, problem=None))
            self._task = self._tasks.start(self._run(), f"cluster {self.view.cluster.name}")
        elif self.view.taken_at is not None:
            self.source.repeat()

    def unwant(self, viewer: str) -> None:
        """Stop asking what only this viewer looked at."""
        self._viewers.discard(viewer)
        if self._viewers or self._task is None:
            return
        self._task.cancel()
        self._task = None
        self._change(replace(self.view, state=NodeState.IDLE, problem=None, taken_at=None))

    def hurry(self) -> None:
        """Ask now, even after a failure."""
        self._hurry.set()
        self.source.hurry()

    async def close(self) -> None:
        """Stop for good."""
        task, self._task = self._task, None
        self._viewers.clear()
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def fresh(self, version: str = "") -> None:
        """Note that what the source told is as of now."""
        self._wait_seconds = FIRST_WAIT_SECONDS
        now = self._clock.now().timestamp()
        known = version or self.view.version
        self._change(replace(self.view, state=NodeState.OK, problem=None, taken_at=now, version=known))

    async def _run(self) -> None:
        self._wait_seconds = FIRST_WAIT_SECONDS
        while True:
            patience: float | None = self._wait_seconds
            try:
                await self.source.run(self)
            except ConsoleError as error:
                self._failed(error.problem)
                # A refused login or a changed host key waits for a person: again and again it only locks accounts.
                patience = None if getattr(error, "retryable", True) is False else self._wait_seconds
            self._hurry.clear()
            try:
                async with asyncio.timeout(patience):
                    await self._hurry.wait()
            except TimeoutError:
                self._wait_seconds = min(LONGEST_WAIT_SECONDS, self._wait_seconds * 2)

    def _failed(self, problem: Problem) -> None:
        # What was known stays, with its age: it is better than nothing.
        self._change(replace(self.view, state=NodeState.UNREACHABLE, problem=problem))

    def _change(self, view: ClusterView) -> None:
        if view != self.view:
            self.view = view
            self._tell(view)
