"""The simulated nodes answer the same probes over the same SSH as real ones."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from console.fleet.dial import NodeDialer
from console.fleet.fleet import Fleet
from console.fleet.inventory import nodes_from_simulation
from console.fleet.store import FleetStore
from console.model.node import ChangeSet, NodeState
from console.ssh.asking import HostKeyOffer, SecretRequest
from console.ssh.connect import Connector
from console.ssh.secrets import NoSecretStore
from console.wire.tasks import TaskSet

FAMILIES = {"debian", "rhel", "oracle", "amazon", "alpine"}


class WallClock:
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Nobody:
    """The simulated nodes are trusted beforehand: no question is asked."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        raise AssertionError(offer)

    async def secret(self, request: SecretRequest) -> str | None:
        raise AssertionError(request)


async def test_every_simulated_node_is_seen_as_a_real_one_would_be(tmp_path: Path) -> None:
    simulator = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "console.sim", "--seed", "7", "--runtime", str(tmp_path / "sim"),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 22,
    )  # fmt: skip
    assert simulator.stdout is not None
    assert simulator.stdin is not None
    tasks, told, clock = TaskSet("test"), list[ChangeSet](), WallClock()
    connector = Connector(Nobody(), tasks, clock, secrets=NoSecretStore())
    store = FleetStore(clock)
    fleet = Fleet(store, NodeDialer(connector), clock, tasks, told.append)
    try:
        fleet.load(nodes_from_simulation(await simulator.stdout.readline()))
        fleet.watch()
        for _ in range(1500):
            if all(view.snapshot for view in store.views()):
                break
            await asyncio.sleep(0.02)
        check(store)
    finally:
        await fleet.close()
        await connector.close()
        await tasks.close()
        simulator.stdin.close()
        await simulator.wait()
        await asyncio.get_running_loop().shutdown_default_executor()


def check(store: FleetStore) -> None:
    views = store.views()
    assert len(views) >= 8
    found = set()
    for view in views:
        sample = view.snapshot
        assert sample is not None, f"{view.node.name} said nothing: {view.problem}"
        assert sample.distro is not None
        assert None not in {sample.kernel, sample.uptime_seconds, sample.load_1m, sample.cpu_count}, view.node.name
        assert sample.memory_total_bytes, view.node.name
        assert sample.disk_total_bytes, view.node.name
        assert sample.distro.libc, view.node.name
        assert view.node.simulated
        found.add(sample.distro.family)
    assert found >= FAMILIES
    codes = {view.problem.code for view in views if view.state is NodeState.FAILED and view.problem}
    assert codes >= {"gpu.lost"}
    busy = [view.snapshot for view in views if view.snapshot and view.snapshot.gpu_processes]
    assert busy
    # Also where a GPU is lost, which makes nvidia-smi refuse all of them at once.
    silent = [v.node.name for v in views if v.snapshot and v.snapshot.gpus and v.snapshot.gpu_processes is None]
    assert not silent
    assert {"nvidia-smi", "amd-smi"} <= {view.snapshot.gpu_source for view in views if view.snapshot}
    for sample in busy:
        uuids = {gpu.uuid for gpu in sample.gpus}
        for process in sample.gpu_processes or ():
            assert process.gpu_uuid in uuids
            assert None not in {process.name, process.memory_used_bytes}
            if sample.gpu_source == "nvidia-smi":
                assert None not in {process.user, process.command, process.container}
    totals = store.totals()
    assert totals.gpus_ok < totals.gpus_total
    assert totals.power_draw_watts
