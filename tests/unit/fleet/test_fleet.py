from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest
from msgspec.structs import replace

from console.fleet.fleet import MOST_NODES, MOST_ROWS, SAMPLES_GAP_SECONDS, Fleet
from console.fleet.link import ProbeChannel, ProbeLink, ProbeSink
from console.fleet.local import LocalLink
from console.fleet.sampler import INTERVAL_SECONDS
from console.fleet.store import FleetStore
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import ChangeSet, Node, NodeState, Snapshot, Source
from console.wire.tasks import TaskSet
from tests.unit.fleet.conftest import HandClock, node


class Speaker(LocalLink):
    """Answers every probe at once with samples of a made-up node, ``rate`` a second."""

    opened = 0
    rate = 50

    async def open_probe(self, command: str, sink: ProbeSink) -> ProbeChannel:
        Speaker.opened += 1
        return _Talk(sink)


class _Talk:
    def __init__(self, sink: ProbeSink) -> None:
        self._sink = sink
        self._timer: asyncio.TimerHandle | None = None
        self._sequence = 0
        self._nonce = ""

    def write(self, data: bytes) -> None:
        self._nonce = data.split(b"nonce=")[1].split(b"\n")[0].decode()
        self._is_survey = b"exit 0\n  done" in data
        self._timer = asyncio.get_running_loop().call_later(0.001, self._say)

    def _say(self) -> None:
        self._sequence += 1
        n, nonce = self._sequence, self._nonce
        text = f"{nonce} begin 2 {n} 1.0\n{nonce} part load\n{n}.0 1.0\n0.5 0.5 0.5 1/1 1\n{nonce} rc load 0\n"
        self._sink.data_received(f"{text}{nonce} end {n}\n".encode())
        if self._is_survey:
            self._sink.closed(None, 0)
        else:
            self._timer = asyncio.get_running_loop().call_later(1 / Speaker.rate, self._say)

    def eof(self) -> None:
        pass

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class SpeakerDialer:
    async def dial(self, node: Node) -> ProbeLink:
        del node
        return Speaker()


@pytest.fixture
def told() -> list[ChangeSet]:
    return []


@pytest.fixture
async def fleet(clock: HandClock, tasks: TaskSet, told: list[ChangeSet]) -> AsyncIterator[Fleet]:
    Speaker.opened = 0
    made = Fleet(FleetStore(clock), SpeakerDialer(), clock, tasks, told.append)
    yield made
    await made.close()
    assert len(tasks) == 0


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


def states(told: list[ChangeSet]) -> dict[NodeId, NodeState]:
    return {view.node.id: view.state for changes in told for view in changes.changed}


async def test_nobody_is_asked_before_somebody_looks(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.load([node("gpu-a01"), node("gpu-a02")])
    await asyncio.sleep(0.05)
    assert Speaker.opened == 0
    assert set(states(told).values()) == {NodeState.IDLE}
    fleet.watch([node("gpu-a02").id])
    await until(lambda: NodeState.OK in states(told).values())
    assert states(told) == {node("gpu-a01").id: NodeState.IDLE, node("gpu-a02").id: NodeState.OK}


async def test_the_last_viewer_stops_it(fleet: Fleet, told: list[ChangeSet], tasks: TaskSet) -> None:
    fleet.load([node()])
    fleet.watch(viewer="tree")
    fleet.watch([node().id], viewer="tab")
    await until(lambda: NodeState.OK in states(told).values())
    fleet.unwatch("tree")
    await asyncio.sleep(0.05)
    assert len(tasks) > 0
    fleet.unwatch("tab")
    await until(lambda: len(tasks) == 0)
    await until(lambda: states(told)[node().id] is NodeState.IDLE)


async def test_another_interval_asks_anew_who_is_watched(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.load([node("gpu-a01"), node("gpu-a02")])
    fleet.watch([node("gpu-a01").id])
    await until(lambda: NodeState.OK in states(told).values())
    before = Speaker.opened
    fleet.set_interval(INTERVAL_SECONDS)
    await asyncio.sleep(0.05)
    assert Speaker.opened == before, "nothing has changed"
    fleet.set_interval(7.0)
    await until(lambda: Speaker.opened > before)
    assert states(told)[node("gpu-a02").id] is NodeState.IDLE


async def test_hosts_of_ssh_config_are_asked_only_by_name(fleet: Fleet, told: list[ChangeSet]) -> None:
    git = node("git", Source.SSH_CONFIG)
    fleet.load([node(), git])
    fleet.watch()
    await until(lambda: states(told)[node().id] is NodeState.OK)
    assert states(told)[git.id] is NodeState.IDLE
    fleet.watch([git.id], viewer="tab")
    await until(lambda: states(told)[git.id] is NodeState.OK)


async def test_samples_are_told_at_most_once_a_second(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.load([node(f"gpu-{n}") for n in range(40)])
    fleet.watch()
    await until(lambda: len(states(told)) == 40 and set(states(told).values()) == {NodeState.OK})
    await asyncio.sleep(SAMPLES_GAP_SECONDS)
    told.clear()
    started = time.perf_counter()
    await asyncio.sleep(3.2 * SAMPLES_GAP_SECONDS)
    assert 2 <= len(told) <= (time.perf_counter() - started) / SAMPLES_GAP_SECONDS + 1
    assert all(len({view.node.id for view in changes.changed}) == len(changes.changed) for changes in told)


async def test_another_state_does_not_wait_with_the_samples(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.load([node(f"gpu-{n}") for n in range(40)])
    fleet.watch()
    await until(lambda: len(states(told)) == 40 and set(states(told).values()) == {NodeState.OK})
    await asyncio.sleep(SAMPLES_GAP_SECONDS)
    told.clear()
    await until(lambda: bool(told))
    samples_told = time.perf_counter()
    fleet.watch([node("gpu-0").id])
    await until(lambda: states(told).get(node("gpu-39").id) is NodeState.IDLE)
    assert time.perf_counter() - samples_told < SAMPLES_GAP_SECONDS / 2


async def test_a_single_change_is_told_at_once(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.load([node()])
    assert len(told) == 1


async def test_nodes_that_come_while_somebody_looks_are_asked(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.watch()
    fleet.load([node()])
    await until(lambda: states(told).get(node().id) is NodeState.OK)
    fleet.load([], replaces=[Source.INVENTORY])
    await until(lambda: any(node().id in changes.removed for changes in told))


async def test_a_node_that_moved_is_called_at_its_new_place(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.load([node()])
    fleet.watch()
    await until(lambda: states(told)[node().id] is NodeState.OK)
    before = Speaker.opened
    fleet.load([node(host="203.0.113.9")])
    await until(lambda: Speaker.opened > before and told[-1].changed[0].state is NodeState.OK)


async def test_a_new_tag_does_not_break_the_connection(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.load([node()])
    fleet.watch()
    await until(lambda: states(told)[node().id] is NodeState.OK)
    before = Speaker.opened
    fleet.load([replace(node(), tags=("new",))])
    await asyncio.sleep(0.05)
    assert Speaker.opened == before


async def test_problems_of_the_inventory_are_passed_on(fleet: Fleet, told: list[ChangeSet]) -> None:
    problem = Problem("inventory.value", "x")
    fleet.load([], problems=[problem])
    assert told == [ChangeSet(problems=(problem,))]


async def test_retry_of_a_node_that_nobody_watches_clears_it(fleet: Fleet, told: list[ChangeSet]) -> None:
    fleet.load([node()])
    fleet.retry(node().id)
    fleet.retry(NodeId("unknown"))
    await asyncio.sleep(0.15)
    assert states(told) == {node().id: NodeState.IDLE}


async def test_a_large_fleet_is_told_in_pieces_that_hold_up_no_window(fleet: Fleet, told: list[ChangeSet]) -> None:
    turns: list[int] = []
    fleet.load(node(f"gpu-{number}") for number in range(2 * MOST_ROWS + 5))
    for _ in range(100):
        if (count := sum(len(changes.changed) for changes in told)) not in turns:
            turns.append(count)
        if count == 2 * MOST_ROWS + 5:
            break
        await asyncio.sleep(0.02)
    assert turns == [MOST_ROWS, 2 * MOST_ROWS, 2 * MOST_ROWS + 5]
    assert {len(changes.changed) for changes in told} == {MOST_NODES, 5}


async def test_nodes_whose_values_are_brought_are_not_asked(
    fleet: Fleet, told: list[ChangeSet], clock: HandClock
) -> None:
    a, b = node("a"), replace(node("b"), source=Source.PROMETHEUS)
    fleet.load([a, b])
    fleet.feed("prom", {a.id: Snapshot(1, clock.now()), b.id: Snapshot(1, clock.now())})
    fleet.watch()
    await until(lambda: states(told).get(a.id) is NodeState.OK and states(told).get(b.id) is NodeState.OK)
    assert Speaker.opened == 0
    fleet.watch({a.id}, viewer="terminals")
    await until(lambda: Speaker.opened > 0)
    fleet.unwatch("terminals")
    fleet.feed("prom", {})
    opened = Speaker.opened
    await asyncio.sleep(0.05)
    assert Speaker.opened == opened
    fleet.unfeed("prom")
    await until(lambda: Speaker.opened > opened)
    await until(lambda: any(b.id in changes.removed for changes in told))
