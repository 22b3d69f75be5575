"""A model in pods of a real Kubernetes, from the namespace to the last Secret."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from console.deploy.shell import as_input
from console.model.errors import ConsoleError
from console.model.field import Pairs
from console.model.ids import NodeId
from console.model.job import Launch
from console.model.launch import Service
from console.model.service import DeployRequest, DeployState, StepKind, StepState
from console.model.weights import Packaging
from console.targets.kubernetes import TARGET, mark
from console.wire.messages import DeployAction
from tests.contract.clusters import modelimage
from tests.contract.clusters.bed import TESTBED, needs_bed, run, system
from tests.contract.clusters.room import Room, eventually
from tests.contract.targets.asking import asking
from tests.deploys import CACHE
from tests.sshd import HOST, Sshd, free_port, requires_sshd

pytestmark = [*needs_bed, requires_sshd, pytest.mark.deploys]
QUESTION = "What is the capital of Italy?"


@pytest.fixture(scope="module")
def bed() -> Iterator[dict[str, str]]:
    with system("kubernetes") as found:
        yield found


@pytest.fixture(scope="module")
def image(bed: dict[str, str]) -> str:
    if not list((CACHE / "wheels").glob("xllamacpp-*.whl")):
        pytest.skip("the wheels of the model are not in the cache: test_deploy_slurm fetches them")
    return modelimage.provide(Path(bed["KUBECONFIG"]).parents[1] / "cache", CACHE / "wheels")


def output(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout


class Cluster:
    """The cluster, as its administrator sees it; the admin node is an sshd with kubectl."""

    def __init__(self, bed: dict[str, str], room: Room, home: Path) -> None:
        self.bed, self.room, self.home = bed, room, home

    def kubectl(self, *words: str, stdin: str = "") -> str:
        command = ["kubectl", f"--kubeconfig={self.bed['KUBECONFIG']}", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, input=stdin, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def request(self, name: str, *, options: Pairs = (), words: str = "", **chosen: Any) -> DeployRequest:
        namespace = f"lst-{name}"
        wanted = DeployRequest(
            (NodeId("admin"),),
            "smollm2-135m",
            engine="command",
            target="kubernetes",
            service_name=name,
            port=free_port(),
            directory=str(self.home / "leitstand"),
            image=modelimage.NAME,
            arguments=(("command", words or modelimage.COMMAND), ("start_seconds", "120")),
            options=(("namespace", namespace), ("kubeconfig", self.bed["KUBECONFIG"]), *options),
        )
        return replace(wanted, **chosen)

    def left(self, name: str) -> list[str]:
        """Return what is still there of a service: things, namespace, files, processes."""
        kinds = "deployments,replicasets,pods,services,persistentvolumeclaims,secrets"
        told = json.loads(self.kubectl("get", kinds, "-A", "-l", f"leitstand.service={name}", "-o", "json"))
        found = [f"{each['kind']}/{each['metadata']['name']}" for each in told["items"]]
        found += self.kubectl("get", "namespace", f"lst-{name}", "--ignore-not-found", "-o", "name").split()
        found += [str(path) for path in (self.home / "leitstand").rglob("*")] if self.home.exists() else []
        ran = subprocess.run(["pgrep", "-af", f"port-forward.*{name}"], capture_output=True, text=True, check=False)
        return found + ran.stdout.splitlines()


@pytest.fixture(params=["ssh"])
async def cluster(tmp_path: Path, bed: dict[str, str], request: pytest.FixtureRequest) -> AsyncIterator[Cluster]:
    home = tmp_path / "home"
    home.mkdir()
    with Sshd(tmp_path / "sshd") as sshd:
        sshd.trust()
        config = tmp_path / "ssh_config"
        config.write_text(
            f"Host admin\n  HostName {HOST}\n  Port {sshd.port}\n  User {sshd.user}\n"
            f"  IdentityFile {sshd.client_key}\n  UserKnownHostsFile {sshd.known_hosts}\n"
        )
        room = Room(tmp_path, config, is_here=request.param == "own")
        yield Cluster(bed, room, home)
        await room.close()
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.mark.usefixtures("image")
@pytest.mark.timeout(400)
@pytest.mark.parametrize("cluster", ["ssh", "own"], indirect=True)
async def test_a_model_in_a_pod_answers_and_leaves_nothing(cluster: Cluster) -> None:
    room, wanted = cluster.room, cluster.request("life", gpus=2)
    deploy = await room.begin(wanted)
    view = await room.settled(deploy, within=240)
    assert view.state is DeployState.SERVING, view.problem
    assert "Paris" in view.answer
    pod = json.loads(cluster.kubectl("get", "pods", "-n", "lst-life", "-o", "json"))["items"][0]
    assert pod["spec"]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == "2"
    assert "Rome" in await room.deploys.ask(deploy, QUESTION)
    assert 50_000_000 < await room.taken(view) < 2_000_000_000
    assert not [each for each in cluster.left("life") if "port-forward" in each], "the door stayed open"

    control = cluster.home / "leitstand/life/control"
    assert "scaled" in await asyncio.to_thread(output, "sh", "-c", view.plan.scale, "sh", "2")

    async def two_are_ready() -> bool:
        return (await asyncio.to_thread(output, "sh", str(control), "status")).startswith("2 of 2")

    await eventually(two_are_ready, 90)
    assert (await room.act(deploy, DeployAction.STOP)).state is DeployState.STOPPED
    assert cluster.kubectl("get", "pods", "-n", "lst-life", "-o", "name") == ""
    started = await room.act(deploy, DeployAction.START)
    assert started.state is DeployState.SERVING, started.problem
    assert "Rome" in await room.deploys.ask(deploy, QUESTION)
    undone = await room.act(deploy, DeployAction.UNDO)
    assert undone.state is DeployState.UNDONE, undone.problem
    assert cluster.left("life") == []


@pytest.mark.usefixtures("image")
@pytest.mark.timeout(500)
async def test_a_new_version_takes_over_while_everybody_is_answered(cluster: Cluster) -> None:
    room, first = cluster.room, cluster.request("turn")
    kubectl = ("kubectl", f"--kubeconfig={cluster.bed['KUBECONFIG']}", "-n", "lst-turn")
    address = "jsonpath={.subsets[0].addresses[0].ip}:{.subsets[0].ports[0].port}"
    follow = (*kubectl, "get", "endpoints", "turn", "-o", address)
    old = await room.begin(first)
    assert (view := await room.settled(old, within=240)).state is DeployState.SERVING, view.problem
    second = replace(first, replaces=True, arguments=(("command", modelimage.COMMAND), ("start_seconds", "119")))
    with asking((str(TESTBED / "kubernetes"), "exec"), follow=follow) as figures:
        new = await room.begin(second)
        view = await room.settled(new, within=240)
        assert view.state is DeployState.SERVING, (view.problem, [each.output for each in view.steps])
        assert room.view(old).state is DeployState.REPLACED
        assert cluster.kubectl("get", "pods", "-n", "lst-turn", "-l", "leitstand.service=turn", "-o", "name") == ""
        words = "/bin/sh -c 'echo {address}:{port}; exit 3'"
        broken = replace(second, arguments=(("command", words), ("start_seconds", "60")))
        third = await room.begin(broken)
        failed = await room.settled(third, within=240)
        assert failed.state is DeployState.UNDONE and failed.problem is not None
        assert failed.problem.code == "deploy.returned" and room.view(new).state is DeployState.SERVING
        back = await room.act(new, DeployAction.ROLLBACK)
        assert back.state is DeployState.UNDONE, back.problem
        assert room.view(old).state is DeployState.SERVING
    assert figures.asked > 50 and figures.failed == 0, figures
    assert "Rome" in await room.deploys.ask(old, QUESTION)
    assert (await room.act(old, DeployAction.UNDO)).state is DeployState.UNDONE
    assert cluster.left("turn") == []


@pytest.mark.usefixtures("image")
@pytest.mark.timeout(600)
async def test_where_there_is_room_for_one_the_old_one_stops_first_and_comes_back(cluster: Cluster) -> None:
    room, first = cluster.room, cluster.request("turns", gpus=8)
    everybody = ("-n", "lst-turns", "-o", "jsonpath={range .items[*]}{.metadata.name}={.spec.replicas} {end}")
    leads = ("get", "service", "turns", "-n", "lst-turns", "-o", "jsonpath={.spec.selector.leitstand\\.service}")
    old = await room.begin(first)
    assert (view := await room.settled(old, within=240)).state is DeployState.SERVING, view.problem

    # Beside it there is no GPU left: it can only come in its place.
    second = replace(
        first, replaces=True, stops_first=True, arguments=(("command", modelimage.COMMAND), ("start_seconds", "119"))
    )
    new = await room.begin(second)
    view = await room.settled(new, within=240)
    assert view.state is DeployState.SERVING, (view.problem, [each.output for each in view.steps])
    assert room.view(old).state is DeployState.REPLACED
    assert cluster.kubectl("get", "deployments", *everybody).split() == ["turns=0", "turns-2=1"]
    assert cluster.kubectl(*leads) == "turns-2"
    assert "Rome" in await room.deploys.ask(new, QUESTION)

    words = "/bin/sh -c 'echo out of luck at {address}:{port}; exit 3'"
    broken = await room.begin(replace(second, arguments=(("command", words), ("start_seconds", "60"))))
    failed = await room.settled(broken, within=300)
    assert failed.state is DeployState.UNDONE and failed.problem is not None
    assert failed.problem.code == "deploy.returned" and "out of luck" in failed.problem.text()
    assert room.view(new).state is DeployState.SERVING
    assert cluster.kubectl("get", "deployments", *everybody).split() == ["turns=0", "turns-2=1"]
    assert "Rome" in await room.deploys.ask(new, QUESTION)

    back = await room.act(new, DeployAction.ROLLBACK)
    assert back.state is DeployState.UNDONE, back.problem
    assert room.view(old).state is DeployState.SERVING
    assert cluster.kubectl("get", "deployments", *everybody).split() == ["turns=1"]
    assert cluster.kubectl(*leads) == "turns"
    assert "Rome" in await room.deploys.ask(old, QUESTION)
    assert (await room.act(old, DeployAction.UNDO)).state is DeployState.UNDONE
    assert cluster.left("turns") == []


@pytest.mark.usefixtures("image")
@pytest.mark.parametrize(
    ("name", "options", "chosen", "said", "advice", "state"),
    [
        ("pull", (), {"image": "registry.invalid/none:1"}, "image cannot be had", "registry", DeployState.FAILED),
        (
            "never",
            (("pull_policy", "Never"),),
            {"image": "none:1"},
            "ErrImageNeverPull",
            "registry",
            DeployState.FAILED,
        ),
        ("many", (), {"gpus": 64}, "Insufficient nvidia.com/gpu", "GPUs free", DeployState.QUEUED),
        ("where", (("node_selector", "a=b"),), {}, "didn't match", "labels", DeployState.QUEUED),
        ("volume", (("storage", "1Gi"),), {}, "PersistentVolumeClaims", "storage class", DeployState.QUEUED),
    ],
)
async def test_what_the_cluster_cannot_do_is_named_and_undone(
    cluster: Cluster, name: str, options: Pairs, chosen: dict[str, Any], said: str, advice: str, state: DeployState
) -> None:
    deploy = await cluster.room.begin(cluster.request(name, options=options, **chosen))

    async def is_told() -> bool:
        problem = cluster.room.view(deploy).problem
        return problem is not None and said in problem.text() and cluster.room.view(deploy).state is state

    await eventually(is_told, 90)
    problem = cluster.room.view(deploy).problem
    assert problem is not None and advice in problem.advice()
    if state is DeployState.QUEUED:
        await cluster.room.act(deploy, DeployAction.CANCEL)
    undone = await cluster.room.act(deploy, DeployAction.UNDO)
    assert undone.state is DeployState.UNDONE, undone.problem
    assert cluster.left(name) == []


@pytest.mark.usefixtures("image")
async def test_a_pod_that_crashes_again_and_again_says_its_last_words(cluster: Cluster) -> None:
    words = "/bin/sh -c 'echo out of luck at {address}:{port}; exit 3'"
    deploy = await cluster.room.begin(cluster.request("crash", words=words))
    view = await cluster.room.settled(deploy, within=150)
    assert view.state is DeployState.FAILED and view.problem is not None
    assert "ends again and again: Error, exit status 3" in view.problem.text()
    waited = next(step for step in view.steps if step.step.kind is StepKind.WAIT)
    assert "out of luck at 0.0.0.0" in waited.output
    assert (await cluster.room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
    assert cluster.left("crash") == []


@pytest.mark.usefixtures("image")
async def test_a_quota_is_waited_for_and_a_namespace_of_others_stays(cluster: Cluster) -> None:
    cluster.kubectl("create", "namespace", "lst-full")
    try:
        cluster.kubectl("create", "quota", "none", "--hard=pods=0", "-n", "lst-full")
        deploy = await cluster.room.begin(cluster.request("full"))
        view = await cluster.room.until(deploy, DeployState.QUEUED, DeployState.FAILED)

        async def names_the_quota() -> bool:
            problem = cluster.room.view(deploy).problem
            return problem is not None and "exceeded quota: none" in problem.text()

        await eventually(names_the_quota, 60)
        assert view.state is DeployState.QUEUED
        cluster.kubectl("delete", "quota", "none", "-n", "lst-full")
        # The controller tries again by itself, after a while that grows; a changed count wakes it.
        cluster.kubectl("scale", "deployment/full", "--replicas=2", "-n", "lst-full")
        cluster.kubectl("scale", "deployment/full", "--replicas=1", "-n", "lst-full")
        view = await cluster.room.settled(deploy)
        assert view.state is DeployState.SERVING, view.problem
        assert (await cluster.room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
        assert cluster.left("full") == ["namespace/lst-full"]
    finally:
        cluster.kubectl("delete", "namespace", "lst-full")


async def test_an_api_that_is_away_fails_the_preflight_and_undo_waits_for_it(cluster: Cluster, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text(
        Path(cluster.bed["KUBECONFIG"]).read_text().replace(cluster.bed["KUBERNETES_API"], "https://127.0.0.1:1")
    )
    wanted = cluster.request("away")
    away = replace(wanted, options=(("namespace", "lst-away"), ("kubeconfig", str(broken))))
    with pytest.raises(ConsoleError, match="The cluster answers") as failed:
        await cluster.room.begin(away)
    assert "API of the cluster is not reached" in failed.value.problem.advice()
    gone = replace(wanted, options=(("namespace", "lst-away"), ("context", "nope")))
    with pytest.raises(ConsoleError, match="nope") as failed:
        await cluster.room.begin(gone)
    assert "kubeconfig" in failed.value.problem.advice()


async def test_what_others_made_under_the_name_is_left_alone(cluster: Cluster) -> None:
    cluster.kubectl("create", "namespace", "lst-other")
    try:
        cluster.kubectl("create", "deployment", "other", "--image=none", "--replicas=0", "-n", "lst-other")
        deploy = await cluster.room.begin(cluster.request("other"))
        view = await cluster.room.settled(deploy)
        assert view.state is DeployState.FAILED and view.problem is not None
        assert "something is there already: deployment other" in view.problem.text()
        assert "kubectl delete" in view.problem.advice()
        assert view.steps[0].step.id == "judge" and view.steps[0].state is StepState.FAILED, "before anything is made"
        assert (await cluster.room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
        assert "deployment.apps/other" in cluster.kubectl("get", "deployment", "-n", "lst-other", "-o", "name")
    finally:
        cluster.kubectl("delete", "namespace", "lst-other")


async def test_what_is_left_in_another_shape_is_told_before_anything_is_made(cluster: Cluster) -> None:
    cluster.kubectl("create", "namespace", "lst-shape")
    try:
        wanted = cluster.request("shape", options=(("storage", "2Gi"),))
        service = Service("shape", "", f"{wanted.directory}/shape", str(cluster.home), 8000)
        volume = {
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {"name": "shape", "labels": {"leitstand.service": "shape", "leitstand.mark": mark(service)}},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}},
                     "storageClassName": "another"},
        }  # fmt: skip
        cluster.kubectl("create", "-n", "lst-shape", "-f", "-", stdin=json.dumps(volume))
        deploy = await cluster.room.begin(wanted)
        view = await cluster.room.settled(deploy)
        assert view.state is DeployState.FAILED and view.problem is not None
        assert view.steps[0].state is StepState.FAILED and "another shape" in view.problem.advice(), view.problem.text()
        cluster.kubectl("delete", "pvc", "shape", "-n", "lst-shape")
        assert (await cluster.room.act(deploy, DeployAction.UNDO)).state is DeployState.UNDONE
    finally:
        cluster.kubectl("delete", "namespace", "lst-shape")


async def test_the_key_of_a_registry_is_in_the_cluster_and_goes_again(cluster: Cluster) -> None:
    # No image of NVIDIA is fetched here: what is asked of the real API is what becomes of the key.
    name, home = "nimkey", cluster.home / "nimkey"
    options = (("namespace", f"lst-{name}"), ("kubeconfig", cluster.bed["KUBECONFIG"]))
    service = Service(name, "NIM", str(home), str(cluster.home), 8000, options=options)
    nim = replace(GPU, environment=(), image="nvcr.io/nim/meta/llama:1", registry="nvcr.io")
    steps = {step.id: step for step in TARGET.steps(service, nim)}
    home.mkdir()
    (home / "control").write_text(steps["control"].content)
    (home / "manifest.yaml").write_text(steps["manifest"].content)
    (home / "ngc-key").write_text("nvapi-of-nobody")
    ours = ("-n", f"lst-{name}", "-l", f"leitstand.service={name}")
    try:
        for step_id in ("namespace", "registry-key", "registry-key"):
            output("/bin/sh", "-c", steps[step_id].command)
        made = cluster.kubectl("get", "secrets", *ours, "-o", "json")
        assert {each["metadata"]["name"] for each in json.loads(made)["items"]} == {f"{name}-key", f"{name}-pull"}
        assert "last-applied" not in made
        assert (
            base64.b64decode(
                cluster.kubectl("get", "secret", f"{name}-key", *ours[:2], "-o", "jsonpath={.data.ngc-key}")
            )
            == b"nvapi-of-nobody"
        )
        dry = cluster.kubectl("apply", "--dry-run=server", "-f", str(home / "manifest.yaml"))
        assert f"deployment.apps/{name} created" in dry
        output("/bin/sh", "-c", steps["registry-key"].undo)
        assert json.loads(cluster.kubectl("get", "secrets", *ours, "-o", "json"))["items"] == []
    finally:
        output("/bin/sh", "-c", steps["namespace"].undo)
    assert f"lst-{name}" not in cluster.kubectl("get", "namespaces", "-o", "name")


GPU = Launch(
    ("--model", "meta-llama/Llama-3.1-8B", "--port", "8000"),
    packaging=Packaging.IMAGE,
    image="docker.io/vllm/vllm-openai:v0.11.0",
    environment=(("HF_TOKEN_PATH", "/srv/vllm/hub-token"),),
    gpus=8,
    port=8000,
    health_path="/health",
    start_seconds=1200,
)
EVERYTHING = (
    ("namespace", "not-there-yet"),
    ("storage", "200Gi"),
    ("node_selector", "nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3"),
    ("tolerations", "dedicated=ai:NoSchedule,slow:NoExecute"),
    ("cpu", "8"),
    ("memory", "64Gi"),
    ("replicas", "2"),
    ("pull_secret", "registry"),
)


def test_a_gpu_image_is_rendered_and_judged_by_the_real_api(bed: dict[str, str], tmp_path: Path) -> None:
    # There is no GPU and no image here: what is written is judged by the API server, and that is all.
    def check(service: Service) -> subprocess.CompletedProcess[str]:
        command = as_input(TARGET.check(service, GPU))
        return subprocess.run(["/bin/sh", "-s"], input=command, capture_output=True, text=True, check=False)

    options = (*EVERYTHING, ("kubeconfig", bed["KUBECONFIG"]))
    done = check(Service("vllm", "Llama", "/srv/vllm", "/srv", 8000, options=options))
    assert done.returncode == 0, done.stderr
    assert "no namespace not-there-yet yet" in done.stderr
    assert done.stdout.count("(server dry run)") == 3
    broken = tmp_path / "broken"
    broken.write_text(Path(bed["KUBECONFIG"]).read_text().replace(bed["KUBERNETES_API"], "https://127.0.0.1:1"))
    done = check(
        Service("vllm", "Llama", "/srv/vllm", "/srv", 8000, options=(*EVERYTHING, ("kubeconfig", str(broken))))
    )
    assert "the API is not reached" in done.stderr
    assert run("kubernetes", "status").returncode == 0
