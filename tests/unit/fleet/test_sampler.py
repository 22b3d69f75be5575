from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest

from console.fleet import sampler
from console.fleet.channel import ProbeEnded
from console.fleet.events import Connecting, FleetEvent, LinkLost, Refused, SampleArrived
from console.fleet.link import ProbeLink
from console.fleet.local import LocalLink
from console.fleet.sampler import NodeSampler, needs_person, phase
from console.fleet.visit import Pace, Visit
from console.model.errors import ConsoleError
from console.model.node import Node, Snapshot
from console.ssh.errors import AuthFailed, ChannelLimit, ConnectRefused, HostKeyChanged
from console.wire.tasks import TaskSet
from tests.unit.fleet.conftest import HandClock, node, snapshot

REFUSED = ConnectRefused(host="gpu-a01.example.com", port=22)
CHANGED = HostKeyChanged(host="h", known="a", offered="b", entry="f:1")


class Script(Visit):
    """A visit that does as told: each call takes the next step."""

    def __init__(self, clock: HandClock, *steps: Callable[[Callable[[Snapshot], None]], Awaitable[None]]) -> None:
        super().__init__(clock, [])
        self._steps = list(steps)

    async def listen(self, link: ProbeLink, pace: Pace, on_snapshot: Callable[[Snapshot], None]) -> None:
        await self._steps.pop(0)(on_snapshot)


class Dialer:
    """Fails with the given errors, then answers."""

    def __init__(self, *errors: ConsoleError) -> None:
        self._errors = list(errors)
        self.calls = 0

    async def dial(self, node: Node) -> ProbeLink:
        self.calls += 1
        if self._errors:
            raise self._errors.pop(0)
        return LocalLink()


async def speak(on_snapshot: Callable[[Snapshot], None]) -> None:
    on_snapshot(snapshot(1))
    await asyncio.sleep(60)


async def break_off(on_snapshot: Callable[[Snapshot], None]) -> None:
    on_snapshot(snapshot(1))
    raise ProbeEnded(1, "killed")


async def say_nothing_more(on_snapshot: Callable[[Snapshot], None]) -> None:
    on_snapshot(snapshot(1))
    await asyncio.sleep(60)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    attempts: list[int] = []

    def backoff(attempt: int, random: Callable[[], float]) -> float:
        assert 0 <= random() < 1
        attempts.append(attempt)
        return 0.001

    monkeypatch.setattr(sampler, "backoff", backoff)
    return attempts


async def run(
    tasks: TaskSet, made: NodeSampler, heard: list[FleetEvent], until: type[FleetEvent], count: int = 1
) -> None:
    task = tasks.start(made.run())
    async with asyncio.timeout(5):
        while sum(isinstance(event, until) for event in heard) < count:
            await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def kinds(heard: list[FleetEvent]) -> list[str]:
    return [type(event).__name__ for event in heard]


async def test_network_trouble_is_tried_again(clock: HandClock, tasks: TaskSet, no_waiting: list[int]) -> None:
    heard: list[FleetEvent] = []
    dialer = Dialer(REFUSED, REFUSED)
    made = NodeSampler(node(), dialer, Script(clock, speak), heard.append)
    await run(tasks, made, heard, SampleArrived)
    assert kinds(heard) == ["Connecting", "LinkLost", "Connecting", "LinkLost", "Connecting", "SampleArrived"]
    assert no_waiting == [0, 1]


async def test_a_node_that_answered_is_called_again_soon(
    clock: HandClock, tasks: TaskSet, no_waiting: list[int]
) -> None:
    heard: list[FleetEvent] = []
    made = NodeSampler(node(), Dialer(REFUSED, REFUSED), Script(clock, break_off, speak), heard.append)
    await run(tasks, made, heard, SampleArrived, 2)
    assert no_waiting == [0, 1, 0]
    assert [event.problem.code for event in heard if isinstance(event, LinkLost)][-1] == "fleet.probe_ended"


async def test_a_changed_key_waits_for_a_person(clock: HandClock, tasks: TaskSet, no_waiting: list[int]) -> None:
    heard: list[FleetEvent] = []
    dialer = Dialer(CHANGED)
    made = NodeSampler(node(), dialer, Script(clock, speak), heard.append)
    task = tasks.start(made.run())
    await asyncio.sleep(0.05)
    assert kinds(heard) == ["Connecting", "Refused"]
    assert dialer.calls == 1
    made.retry()
    await asyncio.sleep(0.05)
    assert kinds(heard)[2:] == ["Connecting", "SampleArrived"]
    assert heard[2] == Connecting(node().id, by_person=True)
    assert not no_waiting
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_after_a_sleep_the_next_call_comes_soon_but_nobody_bothers_a_node_that_waits_for_a_person(
    clock: HandClock, tasks: TaskSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "backoff", lambda _attempt, _random: 3600.0)
    for error, calls in ((REFUSED, 2), (CHANGED, 1)):
        heard: list[FleetEvent] = []
        dialer = Dialer(error)
        made = NodeSampler(node(), dialer, Script(clock, speak), heard.append)
        monkeypatch.setattr(made, "_random", type("Soon", (), {"random": staticmethod(lambda: 0.0)})())
        task = tasks.start(made.run())
        await asyncio.sleep(0.02)
        made.hurry()
        await asyncio.sleep(0.05)
        assert dialer.calls == calls
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_missed_samples_are_reported(clock: HandClock, tasks: TaskSet) -> None:
    heard: list[FleetEvent] = []
    made = NodeSampler(node(), Dialer(), Script(clock, say_nothing_more), heard.append, 0.02)
    task = tasks.start(made.run())
    async with asyncio.timeout(5):
        while kinds(heard).count("SampleMissed") < 3:
            made.count_missed()
            await asyncio.sleep(0.001)
    assert kinds(heard) == ["Connecting", "SampleArrived"] + ["SampleMissed"] * 3
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.1)
    made.count_missed()
    assert len(heard) == 5, "a node that nobody listens to misses nothing"


async def test_down_and_up_are_logged_once(
    clock: HandClock, tasks: TaskSet, no_waiting: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[FleetEvent] = []
    dialer = Dialer(REFUSED, REFUSED, REFUSED)
    made = NodeSampler(node(), dialer, Script(clock, break_off, speak), heard.append)
    with caplog.at_level(logging.INFO, "leitstand.fleet"):
        await run(tasks, made, heard, SampleArrived, 2)
    said = [record.getMessage().split(" ")[1] for record in caplog.records if record.name == "leitstand.fleet"]
    assert said == ["does", "answers", "does", "answers"]


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (REFUSED, False),
        (ProbeEnded(1, ""), False),
        (ChannelLimit(host="h", reason="r"), False),
        (CHANGED, True),
        (AuthFailed(host="h", user="u", methods="publickey", notes=""), True),
        (ConsoleError("other.error", "x"), True),
    ],
)
def test_who_needs_a_person(error: ConsoleError, waits: bool) -> None:
    assert needs_person(error) is waits


def test_refused_is_reported_as_such() -> None:
    assert Refused(node().id, CHANGED.problem).problem.code == "ssh.host_key_changed"


def test_phases_are_steady_and_spread() -> None:
    phases = [phase(node(f"gpu-{n}")) for n in range(200)]
    assert phases[0] == phase(node("gpu-0"))
    assert all(0 <= value < 1 for value in phases)
    quarters = [sum(n / 4 <= value < (n + 1) / 4 for value in phases) for n in range(4)]
    assert min(quarters) > 20
