from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from console.app import alerting, paths
from console.app.alerting import Alerting
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import ChangeSet, Node, NodeState, NodeView, Snapshot, Source
from console.settings.store import write_atomic
from console.wire import messages as m
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.app.core import Core

SHIPPED = paths.resources() / "alerts" / "rules.toml"
FULL = '[[alert]]\nid = "full"\nwhen = "node.disk_used_percent > 90"\ntext = "full"\n'


def node(name: str = "a", *, disk_free: int = 50, state: NodeState = NodeState.OK) -> NodeView:
    of = Node(NodeId(name), name, (), f"{name}.example.com", Source.INVENTORY)
    snapshot = Snapshot(1, datetime(2026, 11, 20, tzinfo=UTC), disk_total_bytes=100, disk_free_bytes=disk_free)
    return NodeView(of, state, None, snapshot)


class House:
    """What the alerts need of a core."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.told: list[m.Event] = []
        self.problems: list[Problem] = []
        self.tasks = TaskSet("test")
        self.clock = self
        self.views: tuple[NodeView, ...] = ()

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 12, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def tell(self, event: m.Event) -> None:
        self.told.append(event)

    def noticed(self, problem: Problem) -> None:
        self.problems.append(problem)

    def name_of(self, node_id: NodeId) -> str:
        return str(node_id)

    def ready_rooms(self) -> SimpleNamespace:
        return SimpleNamespace(store=SimpleNamespace(views=lambda: self.views))

    async def rooms(self) -> SimpleNamespace:
        return self.ready_rooms()

    def raised(self) -> list[str]:
        return [alert.id for event in self.told if isinstance(event, m.AlertsRaised) for alert in event.alerts]

    def last(self) -> m.AlertsChanged:
        return [event for event in self.told if isinstance(event, m.AlertsChanged)][-1]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def at_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch, rules: str = FULL
) -> AsyncIterator[tuple[House, Alerting]]:
    monkeypatch.setattr(alerting, "ROUND_SECONDS", 0.01)
    house = House()
    (folder / "alerts.toml").write_text(rules)
    works = Alerting(cast("Core", house), folder, SHIPPED, folder / "kept.json")
    house.views = (node("a"), node("b"))
    house.tasks.start(works.run(), "alerts")
    await until(lambda: house.told)
    yield house, works
    await house.tasks.close()


async def test_what_changes_is_judged_told_once_and_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(tmp_path, monkeypatch) as (house, works):
        works.heard(ChangeSet((node(disk_free=1),)))
        await until(house.raised)
        works.heard(ChangeSet((node(disk_free=2),)))
        house.seconds = 10
        await asyncio.sleep(0.1)
        assert house.raised() == ["full@a"]
        assert [alert.id for alert in house.last().alerts] == ["full@a"]
        works.heard(ChangeSet(removed=(NodeId("a"),)))
        await until(lambda: house.last().alerts[0].resolved_at)


async def test_a_silenced_node_is_listed_and_not_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(tmp_path, monkeypatch) as (house, works):
        works.now[m.SilenceNode](m.SilenceNode(node_id=NodeId("a"), seconds=3600))
        works.heard(ChangeSet((node(disk_free=1), node("b", disk_free=1))))
        await until(lambda: len(house.last().alerts) == 2)
        assert house.raised() == ["full@b"]
        works.now[m.SilenceNode](m.SilenceNode(node_id=NodeId("a"), seconds=0))
        house.seconds = 10
        works.heard(ChangeSet((node("b"),)))
        house.seconds = 60
        await until(lambda: "full@a" in house.raised())


async def test_in_quiet_hours_only_the_most_severe_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = '[[quiet]]\nfrom = "00:00"\nuntil = "23:59:59"\n'
    loud = FULL.replace('"full"', '"loud"') + 'severity = "critical"\n'
    async with at_work(tmp_path, monkeypatch, hours + FULL + loud) as (house, works):
        works.heard(ChangeSet((node(disk_free=1),)))
        await until(house.raised)
        assert house.raised() == ["loud@a"]
        assert len(house.last().alerts) == 2


async def test_alerts_and_silences_outlive_the_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(tmp_path, monkeypatch) as (house, works):
        works.now[m.SilenceNode](m.SilenceNode(node_id=NodeId("b"), seconds=3600))
        works.heard(ChangeSet((node(disk_free=1),)))
        await until(house.raised)
        works.now[m.Acknowledge](m.Acknowledge(alert_id="full@a"))
        kept = tmp_path / "kept.json"
        await until(lambda: kept.exists() and b'"acknowledged_at":17' in kept.read_bytes())
    async with at_work(tmp_path, monkeypatch) as (house, works):
        works.tell_all()
        last = house.last()
        assert [(alert.id, alert.acknowledged_at is not None) for alert in last.alerts] == [("full@a", True)]
        assert [silence.node_id for silence in last.silences] == ["b"]
        works.heard(ChangeSet((node(disk_free=1),)))
        await asyncio.sleep(0.1)
        assert not house.raised(), "nobody is told twice"


async def test_a_damaged_file_and_a_full_disk_stop_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept.json").mkdir()
    async with at_work(tmp_path, monkeypatch) as (house, works):
        works.heard(ChangeSet((node(disk_free=1),)))
        await until(house.raised)
        await until(lambda: house.problems)
        works.heard(ChangeSet((node("b", disk_free=1),)))
        await until(lambda: "full@b" in house.raised())
        assert len(house.problems) == 1


async def test_rules_are_read_again_and_what_is_wrong_in_them_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tmp_path, monkeypatch, "") as (house, works):
        house.views = (node(disk_free=8),)
        works.heard(ChangeSet(house.views))
        (tmp_path / "alerts.toml").write_text(FULL + '[[alert]]\nid = "?"\n')
        await works.load()
        await until(house.raised)
        notices = [event.problem for event in house.told if isinstance(event, m.Notice)]
        assert [problem.params["place"].rpartition("alerts.toml:")[2] for problem in notices] == ["6:1"]


async def test_while_nothing_changes_nothing_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(tmp_path, monkeypatch) as (_house, works):
        await asyncio.sleep(0.1)
        rounds = []
        monkeypatch.setattr(works, "_round", lambda: rounds.append(1))
        await asyncio.sleep(0.1)
        assert not rounds


async def test_what_is_kept_last_is_what_was_done_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the disk is slow with what was to be kept before."""
    delays = iter([0.3])

    def slow(path: Path, text: str) -> None:
        time.sleep(next(delays, 0))
        write_atomic(path, text)

    monkeypatch.setattr(alerting, "write_atomic", slow)
    kept = tmp_path / "kept.json"
    async with at_work(tmp_path, monkeypatch) as (_, works):
        works.now[m.SilenceNode](m.SilenceNode(node_id=NodeId("a"), seconds=3600))
        await asyncio.sleep(0.1)
        works.now[m.SilenceNode](m.SilenceNode(node_id=NodeId("b"), seconds=3600))
        await until(lambda: kept.exists() and b'"b"' in kept.read_bytes())
        await asyncio.sleep(0.4)
        assert b'"b"' in kept.read_bytes()
