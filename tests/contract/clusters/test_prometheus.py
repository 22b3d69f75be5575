"""A real Prometheus over pages of dcgm-exporter: what it says of GPUs, targets and alerts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from console.app.loop import SystemClock
from console.fleet.clusters.http import Gateway
from console.fleet.clusters.prometheus import PrometheusSource
from console.model.cluster import Cluster, ClusterKind
from console.model.node import Snapshot
from console.wire import messages as m
from console.wire.tasks import TaskSet
from tests.contract.clusters.bed import needs_bed, system

pytestmark = needs_bed


@pytest.fixture(scope="module")
def bed() -> Iterator[dict[str, str]]:
    with system("prometheus") as found:
        yield found


class World:
    """The rest of the core."""

    def __init__(self) -> None:
        self.nodes: Mapping[str, Snapshot] = {}
        self.newest: m.PrometheusChanged | None = None
        self.version = ""

    async def gateway(self, name: str) -> Gateway:
        raise AssertionError(name)

    async def secret(self, name: str) -> str:
        raise AssertionError(name)

    def feed(self, cluster: str, snapshots: Mapping[str, Snapshot]) -> None:
        assert cluster == "bed"
        self.nodes = snapshots

    def take(self, event: m.Event) -> None:
        assert isinstance(event, m.PrometheusChanged)
        self.newest = event

    def fresh(self, version: str = "") -> None:
        self.version = version


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.1)


async def test_gpus_come_out_of_a_real_server_and_an_xid_is_seen(bed: dict[str, str]) -> None:
    world, tasks = World(), TaskSet("test")
    cluster = Cluster("bed", ClusterKind.PROMETHEUS, url=bed["PROMETHEUS_URL"], every_seconds=1)
    source = PrometheusSource(cluster, world, world.take, SystemClock())
    overrides = Path(bed["OVERRIDES"])
    before = overrides.read_text()
    tasks.start(source.run(world))
    try:
        await until(lambda: "gpu01" in world.nodes)
        snapshot = world.nodes["gpu01"]
        assert world.version[0].isdigit()
        assert [gpu.index for gpu in snapshot.gpus] == list(range(8))
        for gpu in snapshot.gpus:
            assert gpu.name is not None
            assert "H100" in gpu.name
            assert gpu.memory_total_bytes is not None
            assert 70 << 30 < gpu.memory_total_bytes < 90 << 30
            assert None not in {gpu.utilization_percent, gpu.temperature_celsius, gpu.power_draw_watts}
        assert world.newest is not None
        assert {target.health for target in world.newest.targets} == {"up"}
        overrides.write_text(f"{before}gpu01 3 DCGM_FI_DEV_XID_ERRORS 79\n")
        await until(lambda: world.nodes["gpu01"].gpus[3].concerns)
        assert [xid.code for xid in world.nodes["gpu01"].xids or ()] == [79]
        await until(
            lambda: world.newest and any(alert.name == "GpuXid" and alert.is_firing for alert in world.newest.alerts)
        )
    finally:
        overrides.write_text(before)
        await tasks.close()
