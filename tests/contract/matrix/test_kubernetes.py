"""Faults at the steps of a deploy into a real Kubernetes: named, undone or gone on with, and nothing left in it."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import DeployRequest
from tests.contract.clusters import modelimage
from tests.contract.clusters.bed import needs_bed, system
from tests.contract.matrix.cases import (
    LEFT,
    SERVES,
    Fault,
    Named,
    Outcomes,
    Queued,
    Way,
    hold,
    hold_at_every_step,
    hold_back_every_step,
    kill_the_core,
)
from tests.contract.matrix.machine import STAND_IN, Machine, machine
from tests.deploys import CACHE
from tests.sshd import free_port, requires_sshd

pytestmark = [*needs_bed, requires_sshd, pytest.mark.deploys]

NAME, NAMESPACE = "matrix", "lst-matrix"
AWAY = Named("deploy.command_failed", "API of the cluster is not reached")
OUTCOMES: dict[str, Outcomes] = {
    "lost": {"*": Named("ssh.*")},
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted", "Resume goes on there")},
    "away": {"wait": Queued("refused"), "ask": Named("deploy.*"), "*": AWAY},
    "deleted": {"*": SERVES},
    "quota": {"wait": SERVES, "ask": SERVES, "*": Queued("exceeded quota")},
}
REGISTRY: Outcomes = {"wait": Named("deploy.command_failed", "image cannot be had", again=True)}
BACK: dict[str, Outcomes] = {
    "lost": {"*": LEFT},
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted")},
    "away": {"apply": LEFT, "start": LEFT, "*": SERVES},
}


class Ground(Machine):
    """A machine with kubectl, and the cluster behind it."""

    def __init__(self, node: Machine, bed: dict[str, str]) -> None:
        super().__init__(node.sshd)
        self._bed = bed
        self._has_made = False
        self.kubeconfig = node.sshd.folder / "kubeconfig"
        self.heal()

    def kubectl(self, *words: str) -> str:
        """Do something as the cluster's administrator; what it says of its failure is returned too."""
        command = ["kubectl", f"--kubeconfig={self._bed['KUBECONFIG']}", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout + done.stderr

    def leave(self) -> None:
        """Let the API be out of reach."""
        known = Path(self._bed["KUBECONFIG"]).read_text()
        self.kubeconfig.write_text(known.replace(self._bed["KUBERNETES_API"], "https://127.0.0.1:1"))

    def delete_pods(self) -> None:
        """Take every pod of the service away, as who empties a node does."""
        self.kubectl("delete", "pods", "-n", NAMESPACE, "-l", f"leitstand.service={NAME}", "--wait=false")

    def limit(self) -> None:
        """Allow the namespace no pods."""
        # Before the deploy has made it, the namespace is somebody else's: undo leaves it.
        self._has_made = "created" in self.kubectl("create", "namespace", NAMESPACE)
        self.kubectl("create", "quota", "none", "--hard=pods=0", "-n", NAMESPACE)

    def heal(self) -> None:
        """Take back what befell it."""
        super().heal()
        self.kubeconfig.write_text(Path(self._bed["KUBECONFIG"]).read_text())
        self.kubectl("delete", "quota", "none", "-n", NAMESPACE, "--ignore-not-found")
        if self._has_made and not self.kubectl("get", "deployments", "-n", NAMESPACE, "-o", "name").startswith("dep"):
            self.kubectl("delete", "namespace", NAMESPACE)
            self._has_made = False

    def inventory(self) -> set[str]:
        """Return files, processes, and what is in the cluster."""
        kinds = "deployments,replicasets,pods,services,persistentvolumeclaims,secrets"
        told = json.loads(self.kubectl("get", kinds, "-A", "-l", f"leitstand.service={NAME}", "-o", "json"))
        found = {f"{each['kind']}/{each['metadata']['name']}" for each in told["items"]}
        found |= set(self.kubectl("get", "namespace", NAMESPACE, "--ignore-not-found", "-o", "name").split())
        # kubectl keeps a cache of what the API offers.
        return {each for each in super().inventory() if not each.startswith(".kube")} | found

    def copies(self) -> int:
        """Return how many pods of the service there are."""
        found = self.kubectl("get", "pods", "-n", NAMESPACE, "-l", f"leitstand.service={NAME}", "-o", "name")
        return len(found.split())


@pytest.fixture(scope="module")
def bed() -> Iterator[dict[str, str]]:
    with system("kubernetes") as found:
        if not list((CACHE / "wheels").glob("xllamacpp-*.whl")):
            pytest.skip("the wheels of the model are not in the cache: test_deploy_slurm fetches them")
        modelimage.provide(Path(found["KUBECONFIG"]).parents[1] / "cache", CACHE / "wheels")
        yield found


@pytest.fixture
async def at(tmp_path: Path, bed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ground]:
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.3)
    with machine(tmp_path) as node:
        yield Ground(node, bed)
    await asyncio.get_running_loop().shutdown_default_executor()


def request(at: Ground, how: str = "well", image: str = modelimage.NAME) -> DeployRequest:
    """Return a request for the stand-in in the image that the cluster has."""
    program = base64.b64encode(STAND_IN.read_bytes()).decode()
    words = f"/usr/bin/python3 -c 'import base64;exec(base64.b64decode(\"{program}\"))' {how} {{address}} {{port}}"
    return DeployRequest(
        (NodeId("admin"),),
        "smollm2-135m",
        engine="command",
        target="kubernetes",
        service_name=NAME,
        port=free_port(),
        directory="~/models",
        image=image,
        arguments=(("command", words), ("start_seconds", "60")),
        options=(("namespace", NAMESPACE), ("kubeconfig", str(at.kubeconfig))),
    )


def faults(at: Ground) -> dict[str, Fault]:
    """Return what can befall, by name."""
    found = (
        Fault("lost", at.lose, OUTCOMES["lost"], in_the_middle=True),
        Fault("blink", at.blink, OUTCOMES["blink"], in_the_middle=True),
        Fault("killed", kill_the_core, OUTCOMES["killed"], in_the_middle=True),
        Fault("away", at.leave, OUTCOMES["away"]),
        Fault("deleted", at.delete_pods, OUTCOMES["deleted"]),
        Fault("quota", at.limit, OUTCOMES["quota"]),
    )
    return {each.id: each for each in found}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", OUTCOMES)
async def test_a_fault_at_every_step(at: Ground, tmp_path: Path, name: str) -> None:
    assert await hold_at_every_step(at, request(at), faults(at)[name]) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("how", "image", "says"),
    [
        ("dies", modelimage.NAME, "made of cheese"),
        ("well", "registry.invalid/none:1", "image cannot be had"),
    ],
)
async def test_a_pod_that_never_serves(at: Ground, how: str, image: str, says: str, way: Way) -> None:
    fault = Fault(how, lambda: None, {"*": Named("deploy.command_failed", says, again=True)})
    assert await hold(at, request(at, how, image), fault, "wait", way) == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BACK)
async def test_a_fault_while_a_step_is_taken_back(at: Ground, tmp_path: Path, name: str) -> None:
    assert await hold_back_every_step(at, request(at), faults(at)[name], BACK[name]) == []


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("name", "step"), [("blink", "wait"), ("deleted", "wait")])
async def test_smollm2_comes_to_answer(at: Ground, name: str, step: str) -> None:
    wanted = replace(request(at), arguments=(("command", modelimage.COMMAND), ("start_seconds", "120")))
    assert await hold(at, wanted, faults(at)[name], step, Way.UNDO, "Paris") == []
