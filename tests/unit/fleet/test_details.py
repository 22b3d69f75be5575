from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from console.fleet.details import Details, merged
from console.fleet.events import NodesLoaded, SampleArrived
from console.fleet.store import FleetStore
from console.fleet.visit import Visit
from console.model.ids import NodeId
from console.model.node_detail import Container, GpuDetail, NodeDetail
from console.model.probe import Facts, Probe, Reading, When
from console.wire.tasks import TaskSet
from tests.unit.fleet.conftest import HandClock, LocalDialer, node, snapshot

NODE = node()


def parse(reading: Reading) -> Facts:
    return {"gpu_details": (GpuDetail(0, {"name": reading.text.strip()}),)} if reading.text else {}


class Desk:
    """Hears what nodes say that it looks at."""

    def __init__(self, clock: HandClock, tasks: TaskSet) -> None:
        self.heard: list[tuple[NodeId, NodeDetail]] = []
        self.store = FleetStore(clock)
        self.store.apply(NodesLoaded((NODE,)))
        probe = Probe("close", When.DETAIL, parse, shell="echo H100", python="def read(): return 'H100', 0")
        visit = Visit(clock, [probe])
        self.details = Details(
            visit, LocalDialer(), clock, tasks, view=self.store.view, on_detail=self.hear, interval_seconds=0.05
        )

    def hear(self, node_id: NodeId, detail: NodeDetail) -> None:
        self.heard.append((node_id, detail))

    def answers(self) -> None:
        self.store.apply(SampleArrived(NODE.id, snapshot(), 0.01))

    async def hears(self, count: int) -> None:
        for _ in range(500):
            if len(self.heard) >= count:
                return
            await asyncio.sleep(0.02)
        pytest.fail(f"heard only {self.heard}")


@pytest.fixture
async def desk(clock: HandClock, tasks: TaskSet) -> AsyncIterator[Desk]:
    made = Desk(clock, tasks)
    yield made
    await made.details.close()


async def test_a_node_is_looked_at_once_it_answers(desk: Desk) -> None:
    desk.details.watch([NODE.id])
    await asyncio.sleep(0.1)
    assert not desk.heard
    desk.answers()
    await desk.hears(1)
    node_id, detail = desk.heard[0]
    assert (node_id, detail.gpus) == (NODE.id, (GpuDetail(0, {"name": "H100"}),))
    assert detail.gpus_at is not None
    assert desk.details.known(NODE.id) == detail
    desk.details.unwatch()
    assert desk.details.known(NODE.id) is None


async def test_what_did_not_change_is_not_told_again(desk: Desk) -> None:
    desk.answers()
    desk.details.watch([NODE.id])
    await desk.hears(1)
    await asyncio.sleep(0.3)
    assert len(desk.heard) == 1


async def test_a_second_viewer_is_told_what_is_known(desk: Desk) -> None:
    desk.answers()
    desk.details.watch([NODE.id])
    await desk.hears(1)
    desk.details.watch([NODE.id], viewer="other")
    assert len(desk.heard) == 2
    desk.details.unwatch("other")


async def test_whoever_looks_away_ends_the_second_probe(desk: Desk, tasks: TaskSet) -> None:
    desk.answers()
    desk.details.watch([NODE.id])
    await desk.hears(1)
    desk.details.watch([])
    for _ in range(200):
        if not len(tasks):
            return
        await asyncio.sleep(0.02)
    pytest.fail("the probe goes on")


def test_parts_that_were_not_asked_stay(clock: HandClock) -> None:
    box = Container("docker", "0123456789ab", "chat", "vllm:latest")
    first = merged(NodeDetail(), {"containers": (box,), "engines_denied": ("podman",)}, clock)
    clock.seconds += 5
    second = merged(first, {"fabric_manager": "active"}, clock)
    assert second.containers == (box,)
    assert second.containers_at == first.containers_at
    assert (second.fabric_manager, second.engines_denied) == ("active", ("podman",))


async def test_a_node_is_looked_at_once_and_then_let_be(desk: Desk) -> None:
    assert await desk.details.look_once(NODE.id, 0.2) is None
    desk.answers()
    found = await desk.details.look_once(NODE.id, 10.0)
    assert found is not None and found.gpus == (GpuDetail(0, {"name": "H100"}),)
    assert desk.details.known(NODE.id) is None
    desk.details.watch([NODE.id])
    await desk.hears(1)
    assert await desk.details.look_once(NODE.id, 0.2) is not None
    assert desk.details.known(NODE.id) is not None
