"""A real Slurm cluster through its login node: what it says, and what a person does to it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.app.loop import SystemClock
from console.fleet.clusters.slurm import SlurmSource
from console.fleet.endpoint import endpoint
from console.fleet.inventory import quick_node
from console.model.cluster import Cluster, ClusterKind
from console.model.errors import ConsoleError
from console.model.node import NodeState
from console.model.slurm import SlurmAction, SlurmJob, SlurmNode
from console.ssh.asking import Answer, HostKeyOffer, SecretRequest
from console.ssh.connect import Connection, Connector
from console.ssh.secrets import NoSecretStore
from console.wire import messages as m
from console.wire.tasks import TaskSet
from tests.contract.clusters.bed import needs_bed, run, system

pytestmark = needs_bed


class Nobody:
    """There is nobody who could be asked."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        raise AssertionError(offer)

    async def secret(self, request: SecretRequest) -> Answer | None:
        raise AssertionError(request)


def can_log_in(bed: dict[str, str]) -> bool:
    return (
        subprocess.run(["ssh", "-F", bed["SSH_CONFIG"], "login", "true"], check=False, capture_output=True).returncode
        == 0
    )


@pytest.fixture(scope="module")
def bed() -> Iterator[dict[str, str]]:
    # Its users are a file laid over that of the machine, which is gone when somebody adds one there.
    with system("slurm", is_well=can_log_in) as found:
        yield found


def shell(bed: dict[str, str], command: str) -> str:
    done = subprocess.run(
        ["ssh", "-F", bed["SSH_CONFIG"], "login", command], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


class World:
    """A source, and what it has told so far."""

    def __init__(self, bed: dict[str, str]) -> None:
        self.tasks = TaskSet("test")
        self.connector = Connector(Nobody(), self.tasks, SystemClock(), secrets=NoSecretStore())
        self.config = (Path(bed["SSH_CONFIG"]),)
        self.jobs: dict[str, SlurmJob] = {}
        self.nodes: dict[str, SlurmNode] = {}
        self.version = ""
        cluster = Cluster("bed", ClusterKind.SLURM, login="login", every_seconds=2)
        self.source = SlurmSource(cluster, self.connect, self.take)

    async def connect(self, name: str) -> Connection:
        return await self.connector.connect(endpoint(quick_node(name), self.config))

    def take(self, event: m.Event) -> None:
        assert isinstance(event, m.SlurmChanged)
        self.jobs |= {job.id: job for job in event.jobs}
        self.nodes |= {node.name: node for node in event.nodes}
        for gone in event.gone_jobs:
            self.jobs.pop(gone, None)

    def fresh(self, version: str = "") -> None:
        self.version = version

    async def until(self, condition: object) -> None:
        assert callable(condition)
        async with asyncio.timeout(60):
            while not condition():
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        await self.tasks.close()
        await self.connector.close()


async def test_a_real_queue_from_submission_to_cancel(bed: dict[str, str]) -> None:
    script = "#!/bin/sh\\necho leitstand was here\\nsleep 600"
    out = "/tmp/contract-%j.out"
    number = shell(bed, f"printf '{script}' | sbatch --parsable -J contract --gres=gpu:1 -t 30 -o {out}").strip()
    world = World(bed)
    task = world.tasks.start(world.source.run(world))
    try:
        await world.until(lambda: number in world.jobs)
        assert world.version.count(".") == 2
        assert {node.gpus for node in world.nodes.values()} == {8}
        job = world.jobs[number]
        assert (job.name, job.user, job.gpus, job.limit_seconds) == ("contract", "gpu", 1, 1800)
        await world.source.act(SlurmAction.HOLD, (number,), "")
        assert f"JobId={number}" in await world.source.details(number, "")
        await world.source.act(SlurmAction.RELEASE, (number,), "")
        if world.jobs[number].is_running:
            found = await world.source.output(number)
            assert found.text == "leitstand was here\n"
        await world.source.act(SlurmAction.CANCEL, (number,), "")
        await world.until(lambda: number not in world.jobs)
    finally:
        task.cancel()
        await world.close()


async def test_a_drain_by_somebody_else_is_seen_and_ours_is_refused(bed: dict[str, str]) -> None:
    world = World(bed)
    before = run("slurm", "exec", "scontrol", "show", "node", "gpu04").stdout
    run("slurm", "exec", "scontrol", "update", "nodename=gpu04", "state=drain", "reason=contract test")
    task = world.tasks.start(world.source.run(world))
    try:
        await world.until(lambda: "gpu04" in world.nodes and world.nodes["gpu04"].reason == "contract test")
        node = world.nodes["gpu04"]
        assert (node.state, node.reason_by) == (NodeState.DRAINED, "root")
        with pytest.raises(ConsoleError) as caught:
            await world.source.act(SlurmAction.RESUME, ("gpu04",), "")
        assert caught.value.code == "cluster.refused"
        assert "Invalid user id" in caught.value.problem.params["reason"]
        assert "adminlevel=Admin" in caught.value.problem.hint, "what is lacking, and how one gets it"
        if "DRAIN" not in before:
            run("slurm", "exec", "scontrol", "update", "nodename=gpu04", "state=resume")
            await world.until(lambda: world.nodes["gpu04"].state is NodeState.OK)
    finally:
        task.cancel()
        await world.close()
