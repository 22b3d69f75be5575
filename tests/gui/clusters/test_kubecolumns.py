from __future__ import annotations

from console.model.kubernetes import KubeNode, KubePod
from console.ui.clusters.kubecolumns import node_columns, node_state, pod_columns

NOW = 1_000_000.0


def test_a_node_reads_as_kubectl_writes_it_and_its_bar_is_what_is_asked_for() -> None:
    node = KubeNode(
        "gpu01", ready=True, cordoned=True, gpus=8, gpus_allocatable=7, gpus_requested=4, created_at=NOW - 300
    )
    assert node_state(node) == "Ready,SchedulingDisabled"
    assert node_state(KubeNode("x", ready=False)) == "NotReady"
    columns = {column.id: column for column in node_columns(lambda: NOW)}
    assert columns["gpus"].text(node) == "4/7"
    assert columns["capacity"].text(node) == "8"
    assert columns["age"].text(node) == "5 min"
    share = columns["gpus"].share
    assert share is not None
    found = share(node)
    assert found is not None
    assert (found.taken, found.whole) == (4, 7)
    assert share(KubeNode("cpu", ready=True)) is None


def test_a_pod_says_why_it_waits() -> None:
    pod = KubePod(
        "u", "ml", "vllm", phase="Pending", reason="Unschedulable", message="3 Insufficient", gpus=8, containers=("c",)
    )
    texts = {column.id: column.text(pod) for column in pod_columns(lambda: NOW)}
    assert (texts["state"], texts["why"], texts["gpus"], texts["ready"]) == (
        "Unschedulable",
        "3 Insufficient",
        "8",
        "0/1",
    )
