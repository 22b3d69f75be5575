from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from console.fleet.clusters.source import Report, Watch
from console.model.cluster import Cluster, ClusterKind, ClusterView
from console.model.errors import ConsoleError
from console.model.node import NodeState
from console.wire.tasks import TaskSet

CLUSTER = Cluster("batch", ClusterKind.SLURM, login="login.example.com")


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class Refused(ConsoleError):
    retryable = False


class Asked:
    """A source that is told how each turn goes."""

    every_seconds = 5.0

    def __init__(self, *turns: ConsoleError | None) -> None:
        self.turns = list(turns)
        self.runs = self.repeats = self.hurries = 0

    async def run(self, report: Report) -> None:
        self.runs += 1
        error = self.turns.pop(0) if self.turns else None
        if error is not None:
            raise error
        report.fresh("22.05")
        await asyncio.Event().wait()

    def repeat(self) -> None:
        self.repeats += 1

    def hurry(self) -> None:
        self.hurries += 1


async def settled(told: list[ClusterView], state: NodeState) -> ClusterView:
    async with asyncio.timeout(5):
        while not told or told[-1].state is not state:
            await asyncio.sleep(0)
    return told[-1]


async def test_it_is_asked_while_somebody_looks() -> None:
    told: list[ClusterView] = []
    tasks = TaskSet("test")
    source = Asked()
    watch = Watch(CLUSTER, source, told.append, Clock(), tasks)
    assert source.runs == 0
    watch.want("desk")
    view = await settled(told, NodeState.OK)
    assert (view.version, view.taken_at) == ("22.05", Clock().now().timestamp())
    watch.want("inventory")
    assert source.repeats == 1
    watch.unwant("desk")
    assert len(tasks) == 1
    watch.unwant("inventory")
    view = await settled(told, NodeState.IDLE)
    assert view.taken_at is None
    await watch.close()
    async with asyncio.timeout(5):
        while len(tasks):
            await asyncio.sleep(0)


async def test_trouble_is_told_and_a_person_may_try_again_at_once() -> None:
    told: list[ClusterView] = []
    source = Asked(ConsoleError("x.y", "away"))
    watch = Watch(CLUSTER, source, told.append, Clock(), TaskSet("test"))
    watch.want("desk")
    view = await settled(told, NodeState.UNREACHABLE)
    assert view.problem is not None
    watch.hurry()
    assert (await settled(told, NodeState.OK)).problem is None
    assert source.runs == 2
    await watch.close()


async def test_a_refused_login_waits_for_a_person() -> None:
    told: list[ClusterView] = []
    source = Asked(Refused("x.y", "no"))
    watch = Watch(CLUSTER, source, told.append, Clock(), TaskSet("test"))
    watch._wait_seconds = 0.0
    watch.want("desk")
    await settled(told, NodeState.UNREACHABLE)
    for _ in range(20):
        await asyncio.sleep(0)
    assert source.runs == 1
    watch.hurry()
    await settled(told, NodeState.OK)
    await watch.close()
