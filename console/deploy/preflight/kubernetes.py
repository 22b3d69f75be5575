"""A node of Kubernetes offers its GPUs there, and takes new work."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.service import Verdict
from console.model.text import N_, Text

SOURCE = "https://github.com/NVIDIA/k8s-device-plugin"
PLUGIN = "https://raw.githubusercontent.com/NVIDIA/k8s-device-plugin/main/deployments/static/nvidia-device-plugin.yml"


class _Node(Struct, frozen=True):
    gpus: int
    shared: int
    taints: str
    is_cordoned: bool


class _Spec(msgspec.Struct):
    unschedulable: bool = False
    taints: tuple[dict[str, object], ...] = ()


class _Status(msgspec.Struct):
    allocatable: dict[str, str] = {}


class _Reply(msgspec.Struct):
    spec: _Spec
    status: _Status


KUBELETS = "kubelet|k3s|k3s-server|k3s-agent|rke2"


def command(_situation: Situation) -> str:
    """Look for the kubelet among the processes; ask the cluster where this user may, so that no cache is kept."""
    return (
        f"echo \"kubelet: $(cat /proc/[0-9]*/comm 2>/dev/null | grep -m 1 -E '^({KUBELETS})$')\"\n"
        "if command -v kubectl >/dev/null 2>&1; then\n"
        '  echo "node: $(kubectl --request-timeout=5s get --raw "/api/v1/nodes/$(uname -n)" 2>&1 | tr "\\n" " ")"\n'
        "fi"
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where a node has GPUs that Kubernetes does not see."""
    said = answers(output)
    if "kubelet" not in said:
        return unclear(output)
    node = _node(said.get("node", ""))
    if not said["kubelet"] and node is None:
        return Finding(Verdict.PASS, "no kubelet", source=SOURCE)
    if node is None:
        hint = Text(N_("A node of Kubernetes, but this user may not ask the cluster: what it offers is unknown."))
        evidence = f"{said['kubelet']}, {said.get('node') or 'no kubectl'}"[:200]
        return Finding(Verdict.UNKNOWN, evidence, hint, fix='kubectl describe node "$(uname -n)"', source=SOURCE)
    evidence = f"nvidia.com/gpu {node.gpus}, shared {node.shared}, taints {node.taints or '-'}"
    if situation.facts.gpus and not node.gpus and not node.shared:
        hint = Text(N_("Kubernetes sees no GPU of this node: the device plugin does not run here."))
        return Finding(Verdict.FAIL, evidence, hint, fix=f"kubectl apply -f {PLUGIN}", source=SOURCE)
    if node.is_cordoned:
        hint = Text(N_("The node takes no new pods: it is cordoned."))
        return Finding(Verdict.WARN, f"{evidence}, cordoned", hint, fix='kubectl uncordon "$(uname -n)"', source=SOURCE)
    return Finding(Verdict.PASS, evidence, source=SOURCE)


def _node(text: str) -> _Node | None:
    try:
        reply = msgspec.json.decode(text, type=_Reply)
    except msgspec.DecodeError:
        return None
    offered = reply.status.allocatable
    keys = ", ".join(str(taint.get("key", "?")) for taint in reply.spec.taints)
    return _Node(
        gpus=_count(offered.get("nvidia.com/gpu", "")),
        shared=_count(offered.get("nvidia.com/gpu.shared", "")),
        taints=keys,
        is_cordoned=reply.spec.unschedulable,
    )


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


CHECK = Check("kubernetes", Text(N_("Kubernetes")), 540, command, judge, Scope.NODE)
