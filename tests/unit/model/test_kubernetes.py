from __future__ import annotations

import pytest

from console.model.errors import ConsoleError
from console.model.kubernetes import KubeAction, KubeNode, KubePod, PodPlace, drain_plan, kube_command, pod_place
from console.model.node import NodeState


@pytest.mark.parametrize(
    ("node", "state"),
    [
        (KubeNode("a", ready=True), NodeState.OK),
        (KubeNode("a", ready=True, problems=("DiskPressure",)), NodeState.WARNING),
        (KubeNode("a", ready=True, cordoned=True), NodeState.DRAINED),
        (KubeNode("a", ready=False, cordoned=True), NodeState.FAILED),
        (KubeNode("a"), NodeState.UNREACHABLE),
    ],
)
def test_the_state_of_a_node(node: KubeNode, state: NodeState) -> None:
    assert node.state is state


@pytest.mark.parametrize(
    ("phase", "reason", "message", "state"),
    [
        ("Running", "Running", "", NodeState.OK),
        ("Running", "CrashLoopBackOff", "", NodeState.FAILED),
        ("Pending", "ImagePullBackOff", "no such image", NodeState.FAILED),
        ("Pending", "Unschedulable", "3 Insufficient nvidia.com/gpu", NodeState.WARNING),
        ("Pending", "ContainerCreating", "", NodeState.CONNECTING),
        ("Succeeded", "Completed", "", NodeState.IDLE),
        ("Failed", "Evicted", "", NodeState.FAILED),
    ],
)
def test_the_state_of_a_pod(phase: str, reason: str, message: str, state: NodeState) -> None:
    pod = KubePod("u", "n", "p", phase=phase, reason=reason, message=message, containers=("c",), ready=1)
    assert pod.state is state


def test_a_pod_that_is_not_ready_is_no_good_news() -> None:
    pod = KubePod("u", "n", "p", phase="Running", reason="Running", containers=("a", "b"), ready=1)
    assert pod.state is NodeState.WARNING


def test_a_node_is_cordoned_by_a_command_that_can_be_read() -> None:
    assert kube_command(KubeAction.CORDON, "gpu01", "prod") == "kubectl --context prod cordon gpu01"
    assert kube_command(KubeAction.UNCORDON, "gpu01.example.com") == "kubectl uncordon gpu01.example.com"
    for odd in ("", "-A", "a b", "a;b", "../x"):
        with pytest.raises(ConsoleError):
            kube_command(KubeAction.CORDON, odd)


def test_a_drain_says_beforehand_what_becomes_of_each_pod() -> None:
    pods = (
        KubePod("1", "ml", "vllm", phase="Running", node="gpu01", gpus=4, owner="ReplicaSet/vllm"),
        KubePod("2", "ops", "dcgm", phase="Running", node="gpu01", owner="DaemonSet/dcgm"),
        KubePod("3", "ml", "elsewhere", phase="Running", node="gpu02", owner="ReplicaSet/x"),
        KubePod("4", "ml", "over", phase="Succeeded", node="gpu01", owner="Job/x"),
    )
    plan = drain_plan("gpu01", pods)
    assert plan.splitlines() == [
        "kubectl drain gpu01 --ignore-daemonsets --delete-emptydir-data",
        "",
        "ml/vllm  ReplicaSet/vllm  is evicted  4 GPU",
        "ops/dcgm  DaemonSet/dcgm  stays",
    ]
    lonely = KubePod("5", "ml", "alone", phase="Running", node="gpu01")
    plan = drain_plan("gpu01", (*pods, lonely), "prod")
    assert plan.startswith("kubectl --context prod drain gpu01 --ignore-daemonsets --delete-emptydir-data --force\n")
    assert "ml/alone  -  is lost" in plan


def test_a_shell_in_a_pod_is_named_by_its_place() -> None:
    place = PodPlace("Serving H100", "ml", "vllm-1", "main")
    assert pod_place(place.node_id) == place
    assert place.label == "vllm-1/main"
    assert pod_place("ssh:gpu01") is None
    assert pod_place("pod:a/b") is None
