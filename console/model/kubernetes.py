"""What Kubernetes says of its nodes and pods, and the commands that change them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.node import NodeState
from console.model.text import N_

POD = "pod:"
"""How the node id of a terminal begins that is a shell in a pod."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)


class KubeNode(Struct, frozen=True):
    """A node as the API server has it. None is: it did not say."""

    name: str
    ready: bool | None = None
    cordoned: bool = False
    problems: tuple[str, ...] = ()
    """Conditions that are not as they should be, each with its reason: ``DiskPressure (KubeletHasDiskPressure)``."""
    taints: tuple[str, ...] = ()
    """As kubectl writes them: ``nvidia.com/gpu=present:NoSchedule``."""
    roles: tuple[str, ...] = ()
    version: str = ""
    system: str = ""
    address: str = ""
    gpu_model: str = ""
    gpus: int | None = None
    """Capacity, of every kind of GPU resource together."""
    gpus_allocatable: int | None = None
    gpus_requested: int = 0
    """By the pods that are on it and have not ended."""
    created_at: float | None = None

    @property
    def state(self) -> NodeState:
        """Return how the node is; cordoned is drained on purpose."""
        if self.ready is None:
            return NodeState.UNREACHABLE
        if not self.ready:
            return NodeState.FAILED
        if self.cordoned:
            return NodeState.DRAINED
        return NodeState.WARNING if self.problems else NodeState.OK


class KubePod(Struct, frozen=True):
    """A pod."""

    uid: str
    namespace: str
    name: str
    phase: str = ""
    reason: str = ""
    """What kubectl shows as its status: ``Running``, ``CrashLoopBackOff``, ``ImagePullBackOff``, ``Terminating``."""
    message: str = ""
    """Why, in the words of the cluster: why it cannot be scheduled or an image cannot be pulled."""
    node: str = ""
    gpus: int = 0
    """What its containers ask for together."""
    containers: tuple[str, ...] = ()
    ready: int = 0
    restarts: int = 0
    owner: str = ""
    """``ReplicaSet/vllm-7d9``; a DaemonSet's pods stay when a node is drained."""
    created_at: float | None = None

    @property
    def holds(self) -> bool:
        """Return whether it takes what it asks for: it has a node and has not ended."""
        return bool(self.node) and self.phase not in {"Succeeded", "Failed"}

    @property
    def state(self) -> NodeState:
        """Return how the pod is."""
        if self.reason in {"Succeeded", "Completed"}:
            return NodeState.IDLE
        if self.phase == "Failed" or any(word in self.reason for word in ("BackOff", "Err", "OOMKilled", "Evicted")):
            return NodeState.FAILED
        if self.reason in {"Terminating", "ContainerCreating", "PodInitializing"} or self.reason.startswith("Init:"):
            return NodeState.CONNECTING
        if self.phase == "Pending":
            return NodeState.WARNING if self.message else NodeState.CONNECTING
        if self.phase == "Unknown":
            return NodeState.UNREACHABLE
        return NodeState.OK if self.ready >= len(self.containers) else NodeState.WARNING


class KubeAction(StrEnum):
    """What a person may do to a node."""

    CORDON = "cordon"
    UNCORDON = "uncordon"


class Fate(StrEnum):
    """What becomes of a pod when its node is drained."""

    STAYS = "stays"
    EVICTED = "is evicted"
    LOST = "is lost: nothing starts it again"


def fate(pod: KubePod) -> Fate:
    """Return what becomes of a pod: those of a DaemonSet and those of the node itself stay."""
    kind = pod.owner.partition("/")[0]
    return {"DaemonSet": Fate.STAYS, "Node": Fate.STAYS, "": Fate.LOST}.get(kind, Fate.EVICTED)


def drained(node: str, pods: Iterable[KubePod]) -> list[KubePod]:
    """Return the pods that a drain of a node concerns, by name."""
    return sorted((pod for pod in pods if pod.node == node and pod.holds), key=lambda pod: (pod.namespace, pod.name))


def drain_plan(node: str, pods: Iterable[KubePod], context: str = "") -> str:
    """Return the command that drains a node, and what that does to each pod there."""
    here = drained(node, pods)
    flags = ["--ignore-daemonsets", "--delete-emptydir-data"]
    flags += ["--force"] if any(fate(pod) is Fate.LOST for pod in here) else []
    lines = [f"{drain_command(node, context)} {shlex.join(flags)}", ""]
    for pod in here:
        gpus = f"  {pod.gpus} GPU" if pod.gpus else ""
        lines.append(f"{pod.namespace}/{pod.name}  {pod.owner or '-'}  {fate(pod)}{gpus}")
    return "\n".join(lines)


def kube_command(action: KubeAction, node: str, context: str = "") -> str:
    """Return the command of kubectl that does the same; raises where the name is none."""
    return _kubectl(action.value, node, context)


def drain_command(node: str, context: str = "") -> str:
    """Return the command that drains a node, without its flags; raises where the name is none."""
    return _kubectl("drain", node, context)


def _kubectl(word: str, node: str, context: str) -> str:
    if _NAME.fullmatch(node) is None:
        raise ConsoleError("cluster.odd_name", N_("{target} is no name of a node."), target=node)
    return shlex.join(["kubectl", *(["--context", context] if context else []), word, node])


class PodPlace(Struct, frozen=True):
    """A container of a pod of a cluster; as a node id it names the terminal that is a shell in it."""

    cluster: str
    namespace: str
    pod: str
    container: str = ""

    @property
    def node_id(self) -> NodeId:
        """Return the id of the terminal's node."""
        return NodeId(f"{POD}{self.cluster}/{self.namespace}/{self.pod}/{self.container}")

    @property
    def label(self) -> str:
        """Return what a person calls it."""
        return f"{self.pod}/{self.container}" if self.container else self.pod


def pod_place(node_id: str) -> PodPlace | None:
    """Return the pod that a node id stands for, None where it stands for none."""
    parts = node_id.removeprefix(POD).split("/")
    if not node_id.startswith(POD) or len(parts) != 4 or not all(parts[:3]):
        return None
    return PodPlace(*parts)
