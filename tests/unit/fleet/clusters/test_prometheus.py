from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from console.fleet.clusters.http import Gateway
from console.fleet.clusters.prometheus import PrometheusSource
from console.model.cluster import Cluster, ClusterKind
from console.model.errors import ConsoleError
from console.model.node import Snapshot
from console.wire import messages as m
from tests.unit.fleet.clusters.apiserver import Api, Asked, reply, serving


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


def gpu(index: int, load: int) -> dict[str, object]:
    labels = {"__name__": "DCGM_FI_DEV_GPU_UTIL", "Hostname": "gpu01", "gpu": str(index), "UUID": f"GPU-{index}"}
    return {"metric": labels, "value": [0, str(load)]}


class Server:
    def __init__(self) -> None:
        self.result: list[dict[str, object]] = [gpu(0, 80), gpu(1, 40)]

    async def answer(self, asked: Asked, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data: object = {"alerts": [], "activeTargets": []}
        if "/query" in asked.path:
            data = {"result": self.result}
        elif "buildinfo" in asked.path:
            data = {"version": "2.42.0"}
        writer.write(reply(json.dumps({"status": "success", "data": data}).encode()))


class World:
    """The rest of the core."""

    def __init__(self) -> None:
        self.fed: list[dict[str, Snapshot]] = []
        self.versions = asyncio.Queue[str]()
        self.events: list[m.Event] = []

    async def gateway(self, name: str) -> Gateway:
        raise AssertionError(name)

    async def secret(self, name: str) -> str:
        return f"secret of {name}"

    def feed(self, cluster: str, snapshots: Mapping[str, Snapshot]) -> None:
        assert cluster == "p"
        self.fed.append(dict(snapshots))

    def fresh(self, version: str = "") -> None:
        self.versions.put_nowait(version)


def source(api: Api, world: World, token: str = "") -> PrometheusSource:
    cluster = Cluster("p", ClusterKind.PROMETHEUS, url=f"{api.url}/base", token=token, every_seconds=3600)
    return PrometheusSource(cluster, world, world.events.append, Clock())


async def test_each_turn_feeds_the_nodes_it_knows() -> None:
    server, world = Server(), World()
    async with serving(server.answer) as api:
        asked = source(api, world, token="prom")
        task = asyncio.create_task(asked.run(world))
        async with asyncio.timeout(10):
            assert await world.versions.get() == "2.42.0"
            server.result = []
            asked.hurry()
            await world.versions.get()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert all(one.headers["authorization"] == "Bearer secret of prom" for one in api.asked)
        assert api.asked[0].path == "/base/api/v1/status/buildinfo"
    first, second = world.fed
    assert [gpu.utilization_percent for gpu in first["gpu01"].gpus] == [80.0, 40.0]
    assert first["gpu01"].gpu_source == "prometheus"
    assert second == {}
    told = world.events[0]
    assert isinstance(told, m.PrometheusChanged)
    assert [(fed.name, fed.gpus, fed.utilization_percent) for fed in told.fed] == [("gpu01", 2, 60.0)]


async def test_something_else_at_the_address_is_told() -> None:
    async def answer(_asked: Asked, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"<html>Grafana</html>"))

    async with serving(answer) as api:
        with pytest.raises(ConsoleError) as caught:
            await source(api, World()).run(World())
    assert caught.value.code == "cluster.no_prometheus"


async def test_a_file_of_certificates_that_is_not_there_is_named() -> None:
    cluster = Cluster("p", ClusterKind.PROMETHEUS, url="https://prometheus.example.com", ca_file="/nowhere/ca.pem")
    with pytest.raises(ConsoleError) as caught:
        await PrometheusSource(cluster, World(), lambda _event: None, Clock()).run(World())
    assert caught.value.problem.params["path"] == "/nowhere/ca.pem"
