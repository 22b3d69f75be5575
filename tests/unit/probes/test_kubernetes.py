from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.kubernetes import KubePod
from console.model.node import NodeState
from console.probes import kubernetes as api

NODE = """{"metadata": {"name": "gpu01", "resourceVersion": "7", "creationTimestamp": "2026-01-02T03:04:05Z",
 "labels": {"node-role.kubernetes.io/worker": "", "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3"}},
 "spec": {"unschedulable": true, "taints": [{"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"},
   {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule", "timeAdded": "2026-01-02T03:04:05Z"}]},
 "status": {"capacity": {"cpu": "192", "nvidia.com/gpu": "8", "nvidia.com/mig-1g.10gb": "7"},
  "allocatable": {"nvidia.com/gpu": "7", "nvidia.com/mig-1g.10gb": "0"},
  "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"},
   {"type": "DiskPressure", "status": "True", "reason": "KubeletHasDiskPressure"},
   {"type": "PIDPressure", "status": "False"}],
  "addresses": [{"type": "Hostname", "address": "gpu01"}, {"type": "InternalIP", "address": "192.0.2.7"}],
  "nodeInfo": {"kubeletVersion": "v1.31.2", "osImage": "Ubuntu 24.04 LTS", "unknown": 3}}}"""


def pod(status: str, spec: str = "{}", meta: str = '{"name": "p", "namespace": "ml", "uid": "u"}') -> KubePod:
    text = f'{{"metadata": {meta}, "spec": {spec}, "status": {status}}}'
    return api.pod(msgspec.json.decode(text, type=api.Pod))


def test_a_node_says_what_it_has_and_what_is_wrong() -> None:
    node = api.node(msgspec.json.decode(NODE, type=api.Node))
    assert (node.name, node.ready, node.cordoned, node.version, node.address) == (
        "gpu01",
        True,
        True,
        "v1.31.2",
        "192.0.2.7",
    )
    assert (node.gpus, node.gpus_allocatable, node.gpu_model) == (15, 7, "NVIDIA-H100-80GB-HBM3")
    assert node.problems == ("DiskPressure (KubeletHasDiskPressure)",)
    assert node.taints == ("nvidia.com/gpu=present:NoSchedule", "node.kubernetes.io/unschedulable:NoSchedule")
    assert node.roles == ("worker",)
    assert node.created_at == 1767323045.0


def test_a_node_whose_kubelet_is_silent_is_unreachable_and_one_without_gpus_says_so() -> None:
    ready = '{"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown"}'
    text = f'{{"metadata": {{"name": "x"}}, "status": {{"conditions": [{ready}]}}}}'
    node = api.node(msgspec.json.decode(text, type=api.Node))
    assert (node.state, node.gpus) == (NodeState.UNREACHABLE, None)
    assert node.problems == ("Ready (NodeStatusUnknown)",)


def container(state: str, *, init: bool = False) -> str:
    return f'"{"initContainerStatuses" if init else "containerStatuses"}": [{{"name": "c", "state": {state}}}]'


UNSCHEDULED = '{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes"}'


@pytest.mark.parametrize(
    ("phase", "more", "reason", "message"),
    [
        ("Running", container('{"running": {}}'), "Running", ""),
        ("Running", container('{"waiting": {"reason": "CrashLoopBackOff", "message": "b"}}'), "CrashLoopBackOff", "b"),
        ("Pending", container('{"waiting": {"reason": "ImagePullBackOff", "message": "d"}}'), "ImagePullBackOff", "d"),
        ("Pending", f'"conditions": [{UNSCHEDULED}]', "Unschedulable", "0/3 nodes"),
        ("Failed", container('{"terminated": {"exitCode": 137, "reason": "OOMKilled"}}'), "OOMKilled", ""),
        ("Failed", container('{"terminated": {"exitCode": 3}}'), "ExitCode:3", ""),
        ("Failed", '"reason": "Evicted", "message": "low on disk"', "Evicted", "low on disk"),
        ("Pending", container('{"running": {}}', init=True), "Init:0/1", ""),
        ("Pending", container('{"waiting": {"reason": "ErrImagePull"}}', init=True), "Init:ErrImagePull", ""),
    ],
)
def test_a_pod_says_the_same_as_kubectl_and_why(phase: str, more: str, reason: str, message: str) -> None:
    status = f'{{"phase": "{phase}", {more}}}'
    found = pod(status, '{"containers": [{"name": "c"}], "initContainers": [{"name": "i"}]}')
    assert (found.reason, found.message) == (reason, message)


def test_a_pod_that_is_deleted_is_terminating() -> None:
    found = pod('{"phase": "Running"}', meta='{"name": "p", "deletionTimestamp": "2026-01-01T00:00:00Z"}')
    assert found.reason == "Terminating"
    assert found.state is NodeState.CONNECTING


def test_gpus_are_what_the_containers_ask_for_together() -> None:
    spec = """{"nodeName": "gpu01", "initContainers": [{"name": "i", "resources": {"limits": {"nvidia.com/gpu": "1"}}}],
      "containers": [{"name": "a", "resources": {"limits": {"nvidia.com/gpu": 2}, "requests": {"cpu": "4"}}},
        {"name": "b", "resources": {"requests": {"amd.com/gpu": "1"}}}, {"name": "c"}]}"""
    found = pod('{"phase": "Running"}', spec)
    assert (found.gpus, found.holds, found.containers) == (3, True, ("a", "b", "c"))
    assert not pod('{"phase": "Succeeded"}', spec).holds


KEYS = ["metadata", "spec", "status", "phase", "containers", "name", "containerStatuses", "state", "waiting"]
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5)


@given(
    st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    )
)
def test_no_object_breaks_the_reader(value: object) -> None:
    try:
        found = msgspec.json.decode(msgspec.json.encode(value), type=api.Pod)
    except msgspec.DecodeError:
        return
    assert api.pod(found).gpus >= 0


@pytest.mark.parametrize(
    ("text", "number"), [("8", 8), (8, 8), ("2k", 2000), ("1.5", 0), ("", 0), ("-1", 0), (None, 0)]
)
def test_quantities(text: object, number: int) -> None:
    assert api.count(text) == number
