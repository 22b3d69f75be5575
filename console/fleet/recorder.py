"""Keeps the history: samples are collected for a few seconds and written off the loop, by one thread that has the file.

Whatever happens to the file, sampling goes on: what could not be written waits for a minute, then the oldest goes.
A problem is told once, and once more when it is over.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from console.fleet.samples import Sample, fleet_sample, sample_of
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeView
from console.model.text import N_
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.fleet.curves import Curve
    from console.fleet.history import HistoryFile, Usage

T = TypeVar("T")

BATCH_SECONDS = 10.0
PRUNE_SECONDS = 300.0
MOST_WAITING_BATCHES = 6
ROLLED_A_BATCH = 100
"""Blocks, so that a batch takes a fraction of a second of one thread however large the fleet is."""
CLOCK_JUMP_SECONDS = 120.0
AFTER_JUMP_SECONDS = 900.0
"""For so long after the clock has jumped nothing is removed for its age: it may be wrong."""
MOST_POINTS = 2000


class Wanted(Struct, frozen=True):
    """A series that is asked for."""

    node_id: NodeId
    key: int
    """As ``series_key`` makes it."""


class _Batch(Struct):
    views: list[NodeView]
    fleet: Sequence[NodeView]
    taken_at: float
    samples: list[Sample]


class Recorder:
    """Takes snapshots of the fleet and samples of other sources, and answers what was."""

    def __init__(
        self,
        path: Path,
        views: Callable[[], Sequence[NodeView]],
        clock: Clock,
        tasks: TaskSet,
        noticed: Callable[[Problem], None],
        limit_bytes: int,
    ) -> None:
        self._path, self._views, self._clock, self._noticed = path, views, clock, noticed
        self._limit_bytes = limit_bytes
        self._thread = ThreadPoolExecutor(1, "history")
        self._file: HistoryFile | None = None
        self._seen: dict[NodeId, object] = {}
        self._changed: list[NodeView] = []
        self._samples: list[Sample] = []
        self._waiting: deque[_Batch] = deque(maxlen=MOST_WAITING_BATCHES)
        self._one_at_a_time = asyncio.Lock()
        self._problem: Problem | None = None
        self._pruned_at = clock.monotonic()
        self._clocks = (clock.now().timestamp(), clock.monotonic())
        self._jumped_at: float | None = None
        self._running = tasks.start(self._run(), "history")

    # ---- taking in ---------------------------------------------------------------------------

    def fleet_changed(self, changes: ChangeSet) -> None:
        """Take the snapshots that are new."""
        for view in changes.changed:
            if view.snapshot is not None and self._seen.get(view.node.id) is not view.snapshot:
                self._seen[view.node.id] = view.snapshot
                self._changed.append(view)
        for node_id in changes.removed:
            self._seen.pop(node_id, None)

    def write(self, samples: Iterable[Sample]) -> None:
        """Keep samples of another source with the next batch."""
        self._samples += samples

    def set_limit(self, limit_bytes: int) -> None:
        """Hold the file to another size from now on."""
        if limit_bytes != self._limit_bytes:
            self._limit_bytes = limit_bytes
            self._thread.submit(self._follow_limit)

    def _follow_limit(self) -> None:
        if self._file is not None:
            self._file.set_limit(self._limit_bytes)

    async def flush(self) -> None:
        """Write what has come. A problem is told, not raised."""
        async with self._one_at_a_time:
            await self._flush()

    async def _flush(self) -> None:
        now = self._clock.now().timestamp()
        if self._changed or self._samples:
            fleet = self._views() if self._changed else ()
            self._waiting.append(_Batch(self._changed, fleet, now, self._samples))
            self._changed, self._samples = [], []
        prune = self._is_time_to_prune(now)
        batches = list(self._waiting)
        try:
            await self._off_loop(lambda: self._write(batches, now, prune=prune))
        except ConsoleError as error:
            self._tell(error.problem)
            return
        finally:
            self._tell_set_aside()
        for _ in batches:
            self._waiting.popleft()
        self._tell(None)

    def _is_time_to_prune(self, now: float) -> bool:
        mono = self._clock.monotonic()
        wall_before, mono_before = self._clocks
        self._clocks = (now, mono)
        if abs((now - wall_before) - (mono - mono_before)) > CLOCK_JUMP_SECONDS:
            self._jumped_at = mono
        if self._jumped_at is not None and mono - self._jumped_at < AFTER_JUMP_SECONDS:
            return False
        self._jumped_at = None
        if mono - self._pruned_at < PRUNE_SECONDS and self._problem is None:
            return False
        self._pruned_at = mono
        return True

    def _tell(self, problem: Problem | None) -> None:
        before, self._problem = self._problem, problem
        if problem is not None and (before is None or before.code != problem.code):
            self._noticed(problem)
        elif problem is None and before is not None:
            self._noticed(Problem("history.again", N_("The history is kept again."), ""))

    def _tell_set_aside(self) -> None:
        if self._file is not None and (aside := self._file.set_aside) is not None:
            self._file.set_aside = None
            self._noticed(
                Problem(
                    "history.set_aside",
                    N_("The history could not be read and begins anew."),
                    N_("The old file is kept as {path}."),
                    {"path": str(aside)},
                )
            )

    # ---- asking ------------------------------------------------------------------------------

    async def ask(self, wanted: Sequence[Wanted], start: float, end: float, points: int) -> list[Curve]:
        """Return a curve for each series, of at most ``points`` points each."""
        points = min(max(points, 2), MOST_POINTS)
        end = max(end, start + 1)
        await self.flush()
        return await self._off_loop(lambda: self._curves(wanted, start, end, points))

    async def usage(self) -> Usage:
        """Return how large the history is."""
        return await self._off_loop(lambda: self._opened().usage())

    def _curves(self, wanted: Sequence[Wanted], start: float, end: float, points: int) -> list[Curve]:
        from console.fleet.curves import curve_of, step_for

        file = self._opened()
        step = step_for(end - start, points)
        read = {node_id: file.read(node_id, start, end, step) for node_id in {one.node_id for one in wanted}}
        return [curve_of(read[one.node_id], one.key, start, end, points) for one in wanted]

    # ---- in the thread -----------------------------------------------------------------------

    async def _off_loop(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _opened(self) -> HistoryFile:
        if self._file is None:
            from console.fleet.history import HistoryFile

            self._file = HistoryFile(self._path, self._limit_bytes)
        return self._file

    def _write(self, batches: Sequence[_Batch], now: float, *, prune: bool) -> None:
        file = self._opened()
        try:
            if prune:
                file.prune(now)
            samples = [sample for batch in batches for sample in _samples_of(batch)]
            if samples:
                file.write(samples)
            file.roll_up(now, ROLLED_A_BATCH)
        except ConsoleError as error:
            if error.problem.code != "history.damaged":
                raise
            file.reopen()

    # ---- life --------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(BATCH_SECONDS)
            await self.flush()

    async def close(self) -> None:
        """Write what is left and close the file."""
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self.flush()
        if self._file is not None:
            await self._off_loop(self._file.close)
        self._thread.shutdown()


def _samples_of(batch: _Batch) -> list[Sample]:
    found = [sample_of(view) for view in batch.views]
    if batch.fleet:
        found.append(fleet_sample(batch.fleet, batch.taken_at))
    return [*batch.samples, *(sample for sample in found if sample is not None)]
