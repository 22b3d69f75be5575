from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.app.clusters import SIMULATED
from console.fleet.clusters.clusters import Clusters
from console.fleet.clusters.http import Gateway
from console.fleet.clusters.slurm import LoginNode
from console.model.errors import ConsoleError
from console.model.node import NodeState, Snapshot
from console.wire import messages as m
from console.wire.tasks import TaskSet

ONE = '[[cluster]]\nname = "batch"\nkind = "slurm"\nlogin = "login"\n'


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class Around:
    """A core whose nodes cannot be reached."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.kept: dict[str, str] = {}
        self.unfed: list[str] = []

    async def login_node(self, name: str) -> LoginNode:
        self.asked.append(name)
        raise ConsoleError("x.away", "away")

    async def gateway(self, name: str) -> Gateway:
        self.asked.append(name)
        raise ConsoleError("x.away", "away")

    async def secret(self, name: str) -> str:
        return self.kept[name]

    async def keep_secret(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def feed(self, cluster: str, snapshots: Mapping[str, Snapshot]) -> None:
        raise AssertionError((cluster, snapshots))

    def unfeed(self, cluster: str) -> None:
        self.unfed.append(cluster)


def made(path: Path | None) -> tuple[Clusters, Around, list[m.Event]]:
    told: list[m.Event] = []
    around = Around()
    return Clusters(path, around, told.append, Clock(), TaskSet("test")), around, told


async def reached(clusters: Clusters, state: NodeState) -> None:
    async with asyncio.timeout(5):
        while clusters.views()[0].state is not state:
            await asyncio.sleep(0)


async def test_the_file_says_which_there_are(tmp_path: Path) -> None:
    path = tmp_path / "clusters.toml"
    path.write_text(ONE + '[[cluster]]\nname = "x"\nkind = "odd"\n')
    clusters, around, told = made(path)
    assert await clusters.load() == 1
    assert [view.cluster.name for view in clusters.views()] == ["batch"]
    assert any(isinstance(event, m.Notice) and ":7:" in event.problem.params["place"] for event in told)
    assert around.asked == []


async def test_one_that_is_looked_at_is_asked_and_its_trouble_told(tmp_path: Path) -> None:
    path = tmp_path / "clusters.toml"
    path.write_text(ONE)
    clusters, around, told = made(path)
    await clusters.load()
    clusters.watch("batch", watching=True)
    await reached(clusters, NodeState.UNREACHABLE)
    assert around.asked == ["login"]
    assert isinstance(told[-1], m.Clusters)
    assert told[-1].views[0].problem is not None
    clusters.watch("nobody", watching=True)
    clusters.unwatch_all()
    assert clusters.views()[0].state is NodeState.IDLE
    await clusters.close()


async def test_one_that_changed_in_the_file_is_asked_anew_for_those_who_look(tmp_path: Path) -> None:
    path = tmp_path / "clusters.toml"
    path.write_text(ONE)
    clusters, around, _told = made(path)
    await clusters.load()
    clusters.watch("batch", watching=True)
    await reached(clusters, NodeState.UNREACHABLE)
    await clusters.load()
    assert clusters.views()[0].state is NodeState.UNREACHABLE  # nothing has changed
    path.write_text(ONE.replace('"login"', '"other"'))
    await clusters.load()
    await reached(clusters, NodeState.UNREACHABLE)
    assert around.asked == ["login", "other"]
    path.write_text("[[cluster\n")
    assert await clusters.load() == 1  # a broken file changes nothing
    await clusters.close()


async def test_one_is_added_from_the_window(tmp_path: Path) -> None:
    clusters, _around, _told = made(tmp_path / "clusters.toml")
    assert await clusters.add({"name": "new", "kind": "slurm", "login": "l"}) == "new"
    assert [view.cluster.login for view in clusters.views()] == ["l"]


async def test_the_simulated_data_centre_has_its_own_and_takes_no_others() -> None:
    clusters, _around, _told = made(None)
    clusters._given = SIMULATED
    assert await clusters.load() == 1
    assert clusters.views()[0].cluster.login == "jump-01"
    with pytest.raises(ConsoleError):
        await clusters.add({"name": "new"})
    with pytest.raises(ConsoleError):
        clusters.slurm("batch")


async def test_prometheus_is_asked_by_itself_and_its_token_goes_into_the_key_ring(tmp_path: Path) -> None:
    path = tmp_path / "clusters.toml"
    clusters, around, _told = made(path)
    fields = {"name": "prom", "kind": "prometheus", "url": "http://prometheus.example.com", "via": "bastion"}
    await clusters.add(fields, "s3cret")
    assert around.kept == {"prom": "s3cret"}
    assert "s3cret" not in path.read_text()
    await reached(clusters, NodeState.UNREACHABLE)
    assert around.asked == ["bastion"]
    clusters.unwatch_all()
    assert clusters.views()[0].state is NodeState.UNREACHABLE  # it goes on without a page
    path.write_text("")
    await clusters.load()
    assert around.unfed == ["prom"]
    await clusters.close()
