"""What the checks of clusters make of their answers: GPUs by node, the way back, the accounts of containers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.preflight import Finding, Scope, Situation, checks
from console.deploy.sizing import asked_of
from console.deploy.survey import Survey
from console.engines import engines
from console.model.field import Pairs
from console.model.launch import Needs, NodeFacts
from console.model.service import DeployRequest, Verdict
from tests.contract.preflight.situations import HOST_WITH_GPUS, NOW, REQUEST, situation
from tests.unit.knowledge.books import books

VLLM = replace(REQUEST, engine="vllm", target="kubernetes", gpus=2)
PLAIN = "kubernetes.io/os=linux "


def node(
    name: str, offers: str = "cpu=64 nvidia.com/gpu=8", taints: str = "", labels: str = PLAIN, state: str = "|True"
) -> str:
    return f"node|{name}|{state}|{offers} |{taints}|{labels}\n"


def judged(output: str, options: Pairs = (), gpus: int = 2) -> Finding:
    check = next(one for one in checks(Scope.DEPLOY) if one.id == "cluster_gpus")
    given = Situation(HOST_WITH_GPUS, books(), NOW, replace(VLLM, options=options), Needs(gpus=gpus))
    return check.judge(output, 0 if "error" not in output else 1, given)


def labelled(name: str, mib: int, product: str = "NVIDIA-H100-80GB-HBM3", more: str = "", count: int = 8) -> str:
    labels = f"nvidia.com/gpu.memory={mib} nvidia.com/gpu.product={product} {more}"
    return node(name, f"nvidia.com/gpu={count}", labels=labels)


EIGHT_BILLIONS = replace(VLLM, model="llama-3.1-8b", gpus=1, arguments=(("max_model_len", "131072"),))


def fitted(output: str, request: DeployRequest = EIGHT_BILLIONS) -> Finding:
    asked = asked_of(request, books(), engines()[request.engine], None, NodeFacts())
    check = next(one for one in checks(Scope.DEPLOY) if one.id == "cluster_fit")
    return check.judge(output, 0, Situation(NodeFacts(), books(), NOW, request, Needs(gpus=1), None, asked))


@pytest.mark.parametrize(
    ("output", "verdict", "words"),
    [
        (labelled("big", 81559), Verdict.PASS, "big: GPU 0"),
        (labelled("small", 23034, "NVIDIA-L4"), Verdict.FAIL, "Keys and values"),
        (labelled("big", 81559) + labelled("small", 23034, "NVIDIA-L4"), Verdict.WARN, "small"),
        # A node that takes no pods is none.
        (labelled("small", 23034, "NVIDIA-L4") + labelled("big", 81559).replace("|True", "cordoned|True"),
         Verdict.FAIL, "Keys and values"),
        (labelled("shared", 81559, more="nvidia.com/gpu.sharing-strategy=time-slicing "), Verdict.WARN, "several"),
        (labelled("own", 81559, more="nvidia.com/gpu.sharing-strategy=none "), Verdict.PASS, "own"),
        (node("silent"), Verdict.UNKNOWN, "nvidia.com/gpu.memory"),
        ("error: nodes is forbidden\n", Verdict.UNKNOWN, "nvidia.com/gpu.memory"),
    ],
)  # fmt: skip
def test_room_for_the_model_on_the_gpus_of_a_cluster(output: str, verdict: Verdict, words: str) -> None:
    found = fitted(output)
    assert found.verdict is verdict and words in f"{found.evidence} {found.hint or ''}", found


def test_a_slice_that_a_cluster_gives_is_as_large_as_its_label_says() -> None:
    labels = "nvidia.com/gpu.memory=81559 nvidia.com/mig-1g.10gb.memory=9728 nvidia.com/mig-3g.40gb.memory=40192 "
    there = node("cut", "nvidia.com/mig-1g.10gb=7 nvidia.com/mig-3g.40gb=1", labels=labels)
    short = replace(EIGHT_BILLIONS, arguments=(("max_model_len", "8192"),))
    small, large = (
        fitted(there, replace(short, options=(("gpu_resource", f"nvidia.com/mig-{profile}"),)))
        for profile in ("1g.10gb", "3g.40gb")
    )
    assert small.verdict is Verdict.FAIL and large.verdict is Verdict.PASS


FREE = node("gpu01") + "pods|all\n"
TAKEN = "pod|gpu01|nvidia.com/gpu=7\n"
CONTROL = node("cp", "cpu=8", "node-role.kubernetes.io/control-plane:NoSchedule ")


@pytest.mark.parametrize(
    ("output", "options", "verdict", "words"),
    [
        (CONTROL + FREE, (), Verdict.PASS, "gpu01 8/8"),
        (FREE + TAKEN, (), Verdict.WARN, "room for 0 of 1 replicas"),
        (FREE + "pod|gpu01|nvidia.com/mig-1g.10gb=7\n", (), Verdict.PASS, "gpu01 8/8"),
        (FREE, (("replicas", "5"),), Verdict.WARN, "room for 4 of 5"),
        # Two on each of two nodes are no four on one.
        (node("a", "nvidia.com/gpu=1") + node("b", "nvidia.com/gpu=1"), (), Verdict.FAIL, "largest has 1"),
        (CONTROL + "pods|all\n", (), Verdict.FAIL, "device plugin does not run"),
        (node("m", "nvidia.com/mig-1g.10gb=7 nvidia.com/gpu=0"), (), Verdict.FAIL, "nvidia.com/mig-1g.10gb 7"),
        (node("m", "nvidia.com/mig-1g.10gb=7") + "pods|all\n", (("gpu_resource", "nvidia.com/mig-1g.10gb"),),
         Verdict.PASS, "m 7/7"),
        (node("t", taints="dedicated=ai:NoSchedule ") + "pods|all\n", (), Verdict.FAIL, "dedicated=ai:NoSchedule"),
        (node("t", taints="dedicated=ai:NoSchedule ") + "pods|all\n", (("tolerations", "dedicated=ai:NoSchedule"),),
         Verdict.PASS, "t 8/8"),
        (node("t", taints="dedicated=ai:NoSchedule ") + "pods|all\n", (("tolerations", "dedicated:NoSchedule"),),
         Verdict.PASS, "t 8/8"),
        # The manifest tolerates the usual taint of GPU nodes by itself, and a wish keeps nobody away.
        (node("t", taints="nvidia.com/gpu=on:NoSchedule x:PreferNoSchedule ") + "pods|all\n", (), Verdict.PASS, "t"),
        (node("t", taints="nvidia.com/gpu=present:NoExecute ") + "pods|all\n", (), Verdict.FAIL, "NoExecute"),
        (FREE, (("node_selector", "gpu=h100"),), Verdict.FAIL, "gpu=h100"),
        (node("l", labels="gpu=h100 a= ") + "pods|all\n", (("node_selector", "gpu=h100,a="),), Verdict.PASS, "l 8/8"),
        (node("c", state="cordoned|True") + "pods|all\n", (), Verdict.FAIL, "cordoned or not ready"),
        (node("d", state="|Unknown") + "pods|all\n", (), Verdict.FAIL, "cordoned or not ready"),
        (node("gpu01"), (), Verdict.WARN, "does not see the pods of others"),
        ("error: nodes is forbidden\n", (), Verdict.UNKNOWN, "may not list the nodes"),
    ],
)  # fmt: skip
def test_gpus_of_a_cluster(output: str, options: Pairs, verdict: Verdict, words: str) -> None:
    found = judged(output, options)
    assert found.verdict is verdict and words in f"{found.evidence} {found.hint}", found


def asked(request: DeployRequest, gpus: int = 0) -> set[str]:
    return {check.id for check in Survey(request.node_ids[0], books(), request, Needs(gpus=gpus)).checks}


def test_it_is_asked_where_it_means_something() -> None:
    assert "cluster_gpus" in asked(VLLM, 2)
    assert "cluster_gpus" not in asked(VLLM) | asked(replace(VLLM, target="slurm"), 2) | asked(
        replace(VLLM, target="docker"), 2
    )
    for target in ("docker", "slurm", "kubernetes"):
        assert "way_back" not in asked(replace(VLLM, target=target))
        assert "way_back" in asked(replace(VLLM, target=target, beside=("/srv/chat",)))


@pytest.mark.parametrize(
    ("there", "verdict", "words"),
    [
        ((".leitstand", "run"), Verdict.PASS, "chat "),
        ((".leitstand",), Verdict.WARN, "empty: chat"),
        (("run",), Verdict.WARN, "gone: "),
        ((), Verdict.WARN, "cannot start again"),
    ],
)
def test_the_way_back(tmp_path: Path, there: tuple[str, ...], verdict: Verdict, words: str) -> None:
    folder = tmp_path / "it's" / "chat"
    folder.mkdir(parents=True)
    for name in there:
        (folder / name).touch()
    # The new one may go elsewhere: what counts is where the one that runs lies.
    beside = (str(folder), str(folder.with_name("chat-7")))
    request = replace(REQUEST, directory=str(tmp_path / "new"), service_name="chat-2", beside=beside)
    given = situation(NodeFacts(home="/home/ops"), request)
    check = next(one for one in checks(Scope.DEPLOY) if one.id == "way_back")
    done = subprocess.run(["sh", "-s"], input=check.command(given), capture_output=True, text=True, check=False)
    found = check.judge(done.stdout, done.returncode, given)
    assert found.verdict is verdict and words in f"{found.evidence} {found.hint}", (found, done)
    # Where nobody serves meanwhile, there has to be one.
    bold = replace(given, request=replace(request, stops_first=True))
    assert (check.judge(done.stdout, done.returncode, bold).verdict is Verdict.FAIL) is (verdict is Verdict.WARN)


@pytest.mark.parametrize(
    ("told", "runtime", "verdict"),
    [
        ("systemd", "systemd", Verdict.PASS),
        ("systemd", "cgroupfs", Verdict.FAIL),
        ("cgroupfs", "systemd", Verdict.FAIL),
        ("default", "systemd", Verdict.WARN),
        ("default", "cgroupfs", Verdict.PASS),
        ("", "systemd", Verdict.UNKNOWN),
        ("systemd", "", Verdict.UNKNOWN),
    ],
)
def test_the_kubelet_and_its_runtime_keep_the_same_accounts(told: str, runtime: str, verdict: Verdict) -> None:
    check = next(one for one in checks(Scope.NODE) if one.id == "kubelet_cgroups")
    given = Situation(HOST_WITH_GPUS, books(), NOW)
    output = f"kubelet: 812\ntold: {told}\nsocket: unix:///run/containerd/containerd.sock\nruntime: {runtime}\n"
    found = check.judge(output, 0, given)
    assert found.verdict is verdict and ("systemctl restart" in found.fix) is (verdict in {Verdict.FAIL, Verdict.WARN})
    assert check.judge("kubelet: none\n", 0, given).verdict is Verdict.PASS
