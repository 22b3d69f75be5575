"""Asks one node for as long as somebody looks at it: one link, one long-lived probe, samples pushed."""

from __future__ import annotations

import asyncio
import logging
import math
import zlib
from collections.abc import Callable
from random import Random

from console.fleet.channel import ProbeFailure
from console.fleet.events import Connecting, FleetEvent, LinkLost, Refused, SampleArrived, SampleMissed
from console.fleet.link import Dialer, ProbeLink
from console.fleet.visit import Pace, Visit
from console.model.errors import ConsoleError, Problem
from console.model.node import Node, Snapshot
from console.ssh.errors import SshError
from console.ssh.retry import backoff

log = logging.getLogger("leitstand.fleet")

INTERVAL_SECONDS = 2.0
LATENCY_SECONDS = 10.0
"""How often the kernel is asked for the round trip time: it changes little, and asking costs as much as parsing."""
_MISSED_AFTER_INTERVALS = 2.5
"""nvidia-smi without persistence mode takes a second or more; that is late, not missed."""
_PASSING = frozenset({"ssh.channel_limit"})
"""Needs no person: a place becomes free by itself."""


class NodeSampler:
    """Keeps one node answering: calls it, listens, calls again; waits for a person where one has to act."""

    def __init__(
        self,
        node: Node,
        dialer: Dialer,
        visit: Visit,
        report: Callable[[FleetEvent], None],
        interval_seconds: float = INTERVAL_SECONDS,
    ) -> None:
        self.node = node
        self._dialer = dialer
        self._visit = visit
        self._report = report
        self._interval_seconds = interval_seconds
        self._random = Random(node.id)  # noqa: S311 - spreads calls, keeps no secret
        self._again = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._heard_at = -math.inf
        """When the last sample came, or was missed, by the clock of the event loop."""
        self._timed_at = -math.inf
        self._latency_seconds: float | None = None
        self._up = False
        self._listens = False
        self._down_logged = False
        self._waiting: asyncio.Timeout | None = None
        """For the next call, where it comes by itself."""

    def retry(self) -> None:
        """Call again now: a person asked for it."""
        self._again.set()

    def hurry(self) -> None:
        """Call again soon, where it waits for the next call by itself and not for a person."""
        if self._waiting is not None:
            self._waiting.reschedule(self._loop.time() + self._random.random())

    def count_missed(self) -> None:
        """Report that nothing has come for too long; to be called about once a second."""
        if not (self._up and self._listens):
            return
        now = self._loop.time()
        if now - self._heard_at >= self._interval_seconds * _MISSED_AFTER_INTERVALS:
            self._heard_at = now
            self._report(SampleMissed(self.node.id))

    async def run(self) -> None:
        """Sample until cancelled."""
        attempt = -1
        by_person = False
        while True:
            self._report(Connecting(self.node.id, by_person))
            self._again.clear()
            self._up = False
            try:
                await self._sample()
            except ConsoleError as error:
                attempt = 0 if self._up else attempt + 1
                delay = None if needs_person(error) else backoff(attempt, self._random.random)
                self._went_down(error.problem, waits=delay is None)
                by_person = await self._wait_again(delay)
            attempt = -1 if by_person else attempt

    async def _sample(self) -> None:
        link = await self._dialer.dial(self.node)
        self._listens = True
        try:
            pace = Pace(self._interval_seconds, phase(self.node) * self._interval_seconds / 2)
            await self._visit.listen(link, pace, lambda snapshot: self._arrived(snapshot, link))
        finally:
            self._listens = False
            await link.release()

    def _arrived(self, snapshot: Snapshot, link: ProbeLink) -> None:
        if not self._up:
            self._up, self._down_logged, self._timed_at = True, False, -math.inf
            log.info("%s answers", self.node.id)
            link.rest()
        now = self._heard_at = self._loop.time()
        if now - self._timed_at >= LATENCY_SECONDS:
            self._timed_at, self._latency_seconds = now, link.latency_seconds
        self._report(SampleArrived(self.node.id, snapshot, self._latency_seconds))

    def _went_down(self, problem: Problem, *, waits: bool) -> None:
        if not self._down_logged:
            self._down_logged = True
            log.info("%s does not answer: %s", self.node.id, problem.text())
        self._report(Refused(self.node.id, problem) if waits else LinkLost(self.node.id, problem))

    async def _wait_again(self, delay: float | None) -> bool:
        """Wait before the next call; True when a person asked for it."""
        try:
            async with asyncio.timeout(delay) as waiting:
                self._waiting = None if delay is None else waiting
                await self._again.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting = None
        return True


def phase(node: Node) -> float:
    """Return where in the interval a node answers, from 0 to 1: its own, and always the same."""
    return zlib.crc32(node.id.encode()) / 2**32


def needs_person(error: ConsoleError) -> bool:
    """Tell whether calling again by itself is useless (login, host key) or even harmful (penalties)."""
    if isinstance(error, ProbeFailure) or error.code in _PASSING:
        return False
    return not (isinstance(error, SshError) and error.retryable)
