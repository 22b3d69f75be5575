"""What sampling costs the core: CPU milliseconds per sample over a real sshd. Run with ``-m perf -s``."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from console import probes
from console.fleet.dial import SshLink
from console.fleet.events import NodesLoaded, SampleArrived
from console.fleet.store import FleetStore
from console.fleet.visit import Pace, Visit
from console.model.ids import NodeId
from console.model.node import Node, Snapshot, Source
from console.ssh.asking import HostKeyOffer, SecretRequest
from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore
from console.wire.tasks import TaskSet
from tests.sshd import HOST, SSHD, Sshd

pytestmark = [pytest.mark.perf, pytest.mark.skipif(SSHD is None, reason="needs OpenSSH's sshd")]

ROUNDS, ROUND_SECONDS = 5, 2.0


class WallClock:
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Nobody:
    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        return False

    async def secret(self, request: SecretRequest) -> str | None:
        return None


@pytest.mark.parametrize(("transport", "interval"), [("python3", 0.02), ("sh", 1.0)])
async def test_cpu_per_sample(tmp_path: Path, transport: str, interval: float) -> None:
    """Three channels at once; sh cannot wait for less than a second, so its figure rests on fewer samples."""
    house = list(probes.scan())
    if transport == "sh":
        house = [replace(probe, shell=probe.shell.replace("python3", "nothing")) for probe in house]
    tasks, clock = TaskSet("perf"), WallClock()
    store, node = FleetStore(clock), Node(NodeId("a"), "a", (), HOST, Source.INVENTORY)
    store.apply(NodesLoaded((node,)))
    heard = 0

    def on_snapshot(snapshot: Snapshot) -> None:
        nonlocal heard
        heard += 1
        store.apply(SampleArrived(node.id, snapshot))

    with Sshd(tmp_path / "sshd") as server:
        connector = Connector(Nobody(), tasks, clock, secrets=NoSecretStore())
        endpoint = Endpoint(HOST, server.port, server.user, (), server.trust(), (server.client_key,))
        connection = await connector.connect(endpoint)
        for _ in range(3):
            tasks.start(Visit(clock, house).listen(SshLink(connection), Pace(interval), on_snapshot))
        await asyncio.sleep(2)
        costs = []
        for _ in range(ROUNDS):
            before, used = heard, time.process_time()
            await asyncio.sleep(ROUND_SECONDS)
            costs.append((time.process_time() - used) * 1000 / (heard - before))
        print(f"\n{transport}: {statistics.median(costs):.2f} ms of CPU per sample (median of {ROUNDS} rounds)")
        await connection.release()
        await connector.close()
    await tasks.close()
    await asyncio.get_running_loop().shutdown_default_executor()
