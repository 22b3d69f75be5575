"""A real Kubernetes cluster: what it says, a log, a shell in a pod, a cordon."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator

import pytest

from console.app.loop import SystemClock
from console.fleet.clusters.http import Gateway
from console.fleet.clusters.kubernetes import KubernetesSource
from console.model.cluster import Cluster, ClusterKind
from console.model.errors import ConsoleError, Problem
from console.model.kubernetes import KubeAction, KubeNode, KubePod, PodPlace
from console.model.node import NodeState
from console.wire import messages as m
from console.wire.tasks import TaskSet
from tests.contract.clusters.bed import needs_bed, system

pytestmark = needs_bed

NAME = "leitstand-contract"
LOOP = "i=0; while true; do i=$((i+1)); echo step $i; sleep 0.2; done"


@pytest.fixture(scope="module")
def bed() -> Iterator[dict[str, str]]:
    with system("kubernetes") as found:
        yield found


class World:
    """A source, and what it has told so far."""

    def __init__(self, bed: dict[str, str]) -> None:
        self.tasks = TaskSet("test")
        self.nodes: dict[str, KubeNode] = {}
        self.pods: dict[str, KubePod] = {}
        self.log = ""
        self.version = ""
        cluster = Cluster("bed", ClusterKind.KUBERNETES, kubeconfig=bed["KUBECONFIG"])
        self.source = KubernetesSource(cluster, self.nobody, self.take, SystemClock(), self.tasks)

    async def nobody(self, name: str) -> Gateway:
        raise AssertionError(name)

    def fresh(self, version: str = "") -> None:
        self.version = version or self.version

    def take(self, event: m.Event) -> None:
        if isinstance(event, m.ClusterLog):
            self.log += event.text
        elif isinstance(event, m.KubeChanged):
            self.nodes |= {node.name: node for node in event.nodes}
            self.pods |= {pod.name: pod for pod in event.pods}

    async def make(self, name: str, gpus: int) -> None:
        await self.drop(name)
        container = {
            "name": "c", "image": "leitstand/base", "imagePullPolicy": "Never", "command": ["sh", "-c", LOOP],
            "resources": {"limits": {"nvidia.com/gpu": str(gpus)}},
        }  # fmt: skip
        # Only one node of the test bed runs what it is given.
        spec = {"containers": [container], "nodeSelector": {"kubernetes.io/hostname": "gpu01"}}
        body = {"metadata": {"name": name}, "spec": {**spec, "terminationGracePeriodSeconds": 0}}
        server = await self.source.server()
        await server.send("POST", "/api/v1/namespaces/default/pods", json.dumps(body).encode())

    async def drop(self, name: str) -> None:
        server = await self.source.server()
        try:
            await server.send("DELETE", f"/api/v1/namespaces/default/pods/{name}?gracePeriodSeconds=0")
        except ConsoleError:
            return


class Screen:
    def __init__(self) -> None:
        self.data = b""
        self.end: tuple[Problem | None, int | None] | None = None

    def data_received(self, data: bytes) -> None:
        self.data += data

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        self.end = (reason, exit_status)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.05)


async def test_a_pod_from_its_start_to_a_shell_in_it(bed: dict[str, str]) -> None:
    world = World(bed)
    task = world.tasks.start(world.source.run(world))
    try:
        await until(lambda: world.nodes.get("gpu01"))
        assert world.version.startswith("v1.")
        assert (world.nodes["gpu01"].gpus, world.nodes["gpu01"].ready) == (8, True)
        before = world.nodes["gpu01"].gpus_requested
        await world.make(NAME, 1)
        await until(lambda: NAME in world.pods and world.pods[NAME].state is NodeState.OK)
        await until(lambda: world.nodes["gpu01"].gpus_requested == before + 1)
        place = PodPlace("bed", "default", NAME, "c")
        world.source.follow(1, place, previous=False)
        await until(lambda: "step 3\n" in world.log)
        screen = Screen()
        shell = await world.source.shell(place, screen, 91, 23)
        shell.write(b"hostname; stty size; exit 7\n")
        await until(lambda: screen.end is not None)
        assert screen.end == (None, 7)
        assert f"{NAME}\r\n23 91\r\n".encode() in screen.data
        assert f"name: {NAME}" in await world.source.details("default", NAME, "")
    finally:
        await world.drop(NAME)
        task.cancel()
        await world.tasks.close()


async def test_a_pod_that_fits_nowhere_says_so(bed: dict[str, str]) -> None:
    world = World(bed)
    task = world.tasks.start(world.source.run(world))
    try:
        await world.make(f"{NAME}-big", 99)
        await until(lambda: world.pods.get(f"{NAME}-big") and world.pods[f"{NAME}-big"].message)
        pod = world.pods[f"{NAME}-big"]
        assert (pod.reason, pod.state) == ("Unschedulable", NodeState.WARNING)
        assert "Insufficient nvidia.com/gpu" in pod.message or "didn't match" in pod.message
    finally:
        await world.drop(f"{NAME}-big")
        task.cancel()
        await world.tasks.close()


async def test_a_cordon_is_seen_in_the_watch(bed: dict[str, str]) -> None:
    world = World(bed)
    task = world.tasks.start(world.source.run(world))
    try:
        await until(lambda: "gpu01" in world.nodes)
        await world.source.act(KubeAction.CORDON, "gpu01")
        await until(lambda: world.nodes["gpu01"].state is NodeState.DRAINED)
        assert any("unschedulable" in taint for taint in world.nodes["gpu01"].taints) or world.nodes["gpu01"].cordoned
    finally:
        await world.source.act(KubeAction.UNCORDON, "gpu01")
        await until(lambda: world.nodes["gpu01"].state is NodeState.OK)
        task.cancel()
        await world.tasks.close()


DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": f"{NAME}-web"},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": {"app": NAME}},
        "template": {
            "metadata": {"labels": {"app": NAME}},
            "spec": {
                "terminationGracePeriodSeconds": 0,
                "nodeSelector": {"kubernetes.io/hostname": "gpu01"},
                "containers": [
                    {"name": "c", "image": "leitstand/base", "imagePullPolicy": "Never", "command": ["sh", "-c", LOOP]}
                ],
            },
        },
    },
}
BUDGET = {
    "apiVersion": "policy/v1beta1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": f"{NAME}-web"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": NAME}}},
}


async def test_a_drain_heeds_a_disruption_budget_and_ends_with_uncordon(bed: dict[str, str]) -> None:
    world = World(bed)
    task = world.tasks.start(world.source.run(world))
    server = await world.source.server()
    ends: list[tuple[str, Problem | None]] = []
    deployments, budgets = "/apis/apps/v1/namespaces/default/deployments", "/apis/policy/v1beta1/namespaces/default"

    def serves() -> list[KubePod]:
        return [pod for pod in world.pods.values() if pod.name.startswith(f"{NAME}-web") and pod.node]

    try:
        await server.send("POST", deployments, json.dumps(DEPLOYMENT).encode())
        await server.send("POST", f"{budgets}/poddisruptionbudgets", json.dumps(BUDGET).encode())
        await until(lambda: serves() and serves()[0].state is NodeState.OK)
        name = serves()[0].name
        world.source.drain(7, "gpu01", lambda said, problem: ends.append((said, problem)), force=True)
        await until(lambda: f"default/{name} waits: " in world.log)
        await until(lambda: world.nodes["gpu01"].state is NodeState.DRAINED)
        await world.source.act(KubeAction.UNCORDON, "gpu01")
        await until(lambda: "no longer drained" in world.log)
        await until(lambda: world.nodes["gpu01"].state is NodeState.OK)
        assert serves()[0].name == name, "the budget has kept it"
        await server.send("DELETE", f"{budgets}/poddisruptionbudgets/{NAME}-web")
        world.log = ""
        world.source.drain(8, "gpu01", lambda said, problem: ends.append((said, problem)), force=True)
        await until(lambda: "node/gpu01 drained" in world.log)
        assert f"default/{name} gone" in world.log
        await until(lambda: len(ends) == 2)
        assert [said.splitlines()[-1] for said, _problem in ends] == [
            "node/gpu01 is no longer drained",
            "node/gpu01 drained",
        ]
    finally:
        for path in (f"{deployments}/{NAME}-web", f"{budgets}/poddisruptionbudgets/{NAME}-web"):
            with contextlib.suppress(ConsoleError):
                await server.send("DELETE", f"{path}?propagationPolicy=Background")
        await world.source.act(KubeAction.UNCORDON, "gpu01")
        task.cancel()
        await world.tasks.close()
