from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.fleet import history
from console.fleet.recorder import Recorder, Wanted
from console.fleet.samples import Sample
from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.metric import FLEET, Metric, series_key
from console.model.node import ChangeSet, NodeState, NodeView
from console.wire.tasks import TaskSet
from tests.unit.fleet.conftest import HandClock, node, snapshot

POWER = series_key(Metric.POWER, 0)
NODE = node().id


class Bench:
    def __init__(self, path: Path, clock: HandClock, tasks: TaskSet, limit: int = 64 << 20) -> None:
        self.clock = clock
        self.views: list[NodeView] = []
        self.told: list[Problem] = []
        self.recorder = Recorder(path, lambda: self.views, clock, tasks, self.told.append, limit)

    def sample(self, watts: float) -> None:
        self.clock.seconds += 2
        seen = replace(snapshot(1, Gpu(0, power_draw_watts=watts)), taken_at=self.clock.now())
        self.views = [NodeView(node(), NodeState.OK, snapshot=seen)]
        self.recorder.fleet_changed(ChangeSet(tuple(self.views)))

    async def watts(self, node_id: NodeId = NODE, key: int = POWER) -> list[float]:
        now = self.clock.now().timestamp()
        (curve,) = await self.recorder.ask([Wanted(node_id, key)], now - 600, now + 1, 600)
        return [float(value) for value in curve.means]

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.told]


@pytest.fixture
async def bench(tmp_path: Path, clock: HandClock, tasks: TaskSet) -> AsyncIterator[Bench]:
    made = Bench(tmp_path / "history.sqlite", clock, tasks)
    yield made
    await made.recorder.close()


async def test_what_the_fleet_said_is_there_at_once(bench: Bench) -> None:
    for watts in (100, 200, 300):
        bench.sample(watts)
    assert await bench.watts() == [100, 200, 300]
    assert await bench.watts(FLEET, Metric.POWER) == [300]
    assert bench.told == []


async def test_a_view_that_changed_without_a_new_sample_counts_once(bench: Bench) -> None:
    bench.sample(100)
    bench.recorder.fleet_changed(ChangeSet((replace(bench.views[0], state=NodeState.STALE),)))
    assert await bench.watts() == [100]


async def test_another_source_writes_into_the_same_history(bench: Bench) -> None:
    at = bench.clock.now().timestamp()
    bench.recorder.write(
        [Sample(NodeId("prom/n1"), at - 30, {POWER: 400.0}), Sample(NodeId("prom/n1"), at, {POWER: 1.0})]
    )
    assert await bench.watts(NodeId("prom/n1")) == [400, 1]


async def test_history_goes_on_after_a_restart(bench: Bench, tmp_path: Path, clock: HandClock, tasks: TaskSet) -> None:
    bench.sample(100)
    await bench.recorder.close()
    bench.recorder = Bench(tmp_path / "history.sqlite", clock, tasks).recorder
    bench.sample(200)
    assert await bench.watts() == [100, 200]


async def test_a_full_disk_is_told_once_and_sampling_goes_on(
    tmp_path: Path, clock: HandClock, tasks: TaskSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "SPARE_PAGES", 24)
    full = Bench(tmp_path / "history.sqlite", clock, tasks, limit=0)
    for number in range(10):
        full.sample(number)
        at = full.clock.now().timestamp()
        full.recorder.write([Sample(NodeId(f"n{n}"), at, {POWER: 1.0}) for n in range(200)])
        await full.recorder.flush()
    assert full.codes.count("history.full") == 1
    full.recorder.set_limit(64 << 20)
    full.sample(77)
    await full.recorder.flush()
    assert full.codes[-1] == "history.again"
    assert (await full.watts())[-1] == 77
    await full.recorder.close()


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, clock: HandClock, tasks: TaskSet) -> None:
    (tmp_path / "file").write_text("in the way")
    bench = Bench(tmp_path / "file" / "history.sqlite", clock, tasks)
    bench.sample(1)
    await bench.recorder.flush()
    await bench.recorder.flush()
    assert bench.codes == ["history.failed"]
    await bench.recorder.close()


async def test_a_damaged_file_is_told_and_what_was_waiting_is_kept(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").write_bytes(b"x" * 8192)
    bench.sample(100)
    await bench.recorder.flush()
    assert bench.codes == ["history.set_aside"]
    assert (tmp_path / "history.damaged").exists()
    assert await bench.watts() == [100]


class JumpyClock(HandClock):
    ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


async def test_a_clock_that_jumps_years_ahead_costs_nothing_old(tmp_path: Path, tasks: TaskSet) -> None:
    clock = JumpyClock()
    bench = Bench(tmp_path / "history.sqlite", clock, tasks)
    bench.sample(100)
    await bench.recorder.flush()
    then = clock.now().timestamp()
    clock.ahead = timedelta(days=3650)
    for _ in range(4):
        clock.seconds += 200
        await bench.recorder.flush()
    (curve,) = await bench.recorder.ask([Wanted(NODE, POWER)], then - 10, then + 10, 100)
    assert [float(value) for value in curve.means] == [100]
    await bench.recorder.close()
