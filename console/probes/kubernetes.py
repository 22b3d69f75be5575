"""Objects of the Kubernetes API: what their JSON means. Fields that are not needed are not even read.

Sources: the API reference of core/v1; what ``kubectl get`` prints as STATUS is in its printers.go.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from console.model.kubernetes import KubeNode, KubePod

GPU_RESOURCES = ("nvidia.com/gpu", "nvidia.com/mig-", "amd.com/gpu", "gpu.intel.com/")
"""How the names of resources begin that stand for GPUs, or for parts of them."""

_MODEL_LABELS = ("nvidia.com/gpu.product", "amd.com/gpu.product-name", "gpu.intel.com/product")
_ROLE = "node-role.kubernetes.io/"


class _Camel(msgspec.Struct, rename="camel"):
    """Field names as the API writes them."""


class Owner(_Camel):
    """Who made an object."""

    kind: str = ""
    name: str = ""


class Meta(_Camel):
    """Metadata."""

    name: str = ""
    namespace: str = ""
    uid: str = ""
    resource_version: str = ""
    creation_timestamp: str | None = None
    deletion_timestamp: str | None = None
    labels: dict[str, str] | None = None
    owner_references: list[Owner] | None = None


class Resources(_Camel):
    """What a container asks for."""

    requests: dict[str, Any] | None = None
    limits: dict[str, Any] | None = None


class Container(_Camel):
    """A container as it is wanted."""

    name: str = ""
    resources: Resources = msgspec.field(default_factory=Resources)


class Waiting(_Camel):
    """Why a container waits, or how it ended."""

    reason: str = ""
    message: str = ""
    exit_code: int | None = None
    signal: int | None = None


class ContainerState(_Camel):
    """How a container is; one of them is there."""

    waiting: Waiting | None = None
    running: dict[str, Any] | None = None
    terminated: Waiting | None = None


class ContainerStatus(_Camel):
    """A container as it is."""

    name: str = ""
    ready: bool = False
    restart_count: int = 0
    state: ContainerState = msgspec.field(default_factory=ContainerState)


class Condition(_Camel):
    """A condition of a node or a pod."""

    type: str = ""
    status: str = ""
    reason: str | None = None
    message: str | None = None


class PodSpec(_Camel):
    """What a pod is to be."""

    node_name: str = ""
    containers: list[Container] = []
    init_containers: list[Container] | None = None


class PodStatus(_Camel):
    """What a pod is."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    conditions: list[Condition] | None = None
    container_statuses: list[ContainerStatus] | None = None
    init_container_statuses: list[ContainerStatus] | None = None


class Pod(_Camel):
    """A pod."""

    metadata: Meta = msgspec.field(default_factory=Meta)
    spec: PodSpec = msgspec.field(default_factory=PodSpec)
    status: PodStatus = msgspec.field(default_factory=PodStatus)


class Taint(_Camel):
    """Keeps pods away from a node."""

    key: str = ""
    value: str | None = None
    effect: str = ""


class NodeSpec(_Camel):
    """What a node is to be."""

    unschedulable: bool = False
    taints: list[Taint] | None = None


class Address(_Camel):
    """An address of a node."""

    type: str = ""
    address: str = ""


class NodeInfo(_Camel):
    """What a node runs."""

    kubelet_version: str = ""
    os_image: str = ""


class NodeStatus(_Camel):
    """What a node is."""

    capacity: dict[str, Any] | None = None
    allocatable: dict[str, Any] | None = None
    conditions: list[Condition] | None = None
    addresses: list[Address] | None = None
    node_info: NodeInfo = msgspec.field(default_factory=NodeInfo)


class Node(_Camel):
    """A node."""

    metadata: Meta = msgspec.field(default_factory=Meta)
    spec: NodeSpec = msgspec.field(default_factory=NodeSpec)
    status: NodeStatus = msgspec.field(default_factory=NodeStatus)


class ListMeta(_Camel):
    """Where a list stands in time, and where its next piece begins."""

    resource_version: str = ""
    continue_: str = msgspec.field(default="", name="continue")


class PodList(_Camel):
    """A piece of the list of pods."""

    metadata: ListMeta
    items: list[Pod] | None = None


class NodeList(_Camel):
    """A piece of the list of nodes."""

    metadata: ListMeta
    items: list[Node] | None = None


class Event(_Camel):
    """A line of a watch; ``object`` is read by who knows what it watches."""

    type: str
    object: msgspec.Raw


class Status(_Camel):
    """Why the API server does not do something."""

    message: str = ""
    reason: str = ""
    code: int | None = None
    status: str = ""
    details: dict[str, Any] | None = None


def count(value: object) -> int:
    """Return a quantity as a whole number: GPUs are asked for whole, ``"8"`` or ``"1k"``."""
    text = str(value).strip()
    scale = {"k": 1000, "M": 1000_000}.get(text[-1:], 1)
    digits = text[:-1] if scale > 1 else text
    return int(digits) * scale if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def gpus(amounts: dict[str, Any] | None) -> int:
    """Return how many GPUs are among these amounts, of every kind together."""
    return sum(count(value) for name, value in (amounts or {}).items() if name.startswith(GPU_RESOURCES))


def node(found: Node) -> KubeNode:
    """Return what a node says."""
    meta, status = found.metadata, found.status
    conditions = {one.type: one for one in status.conditions or ()}
    ready = conditions.pop("Ready", None)
    problems = [one for one in conditions.values() if one.status == "True"]
    if ready is not None and ready.status != "True":
        problems.insert(0, ready)
    labels = meta.labels or {}
    addresses = {one.type: one.address for one in status.addresses or ()}
    has_gpus = any(name.startswith(GPU_RESOURCES) for name in status.capacity or ())
    return KubeNode(
        meta.name,
        ready={"True": True, "False": False}.get(ready.status) if ready is not None else None,
        cordoned=found.spec.unschedulable,
        problems=tuple(f"{one.type} ({one.reason})" if one.reason else one.type for one in problems),
        taints=tuple(map(_taint, found.spec.taints or ())),
        roles=tuple(sorted(name.removeprefix(_ROLE) for name in labels if name.startswith(_ROLE))),
        version=status.node_info.kubelet_version,
        system=status.node_info.os_image,
        address=addresses.get("InternalIP") or addresses.get("ExternalIP") or addresses.get("Hostname") or "",
        gpu_model=next((labels[name] for name in _MODEL_LABELS if name in labels), ""),
        gpus=gpus(status.capacity) if has_gpus else None,
        gpus_allocatable=gpus(status.allocatable) if has_gpus else None,
        created_at=moment(meta.creation_timestamp),
    )


def pod(found: Pod) -> KubePod:
    """Return what a pod says."""
    meta, spec, status = found.metadata, found.spec, found.status
    states = status.container_statuses or ()
    owner = next(iter(meta.owner_references or ()), None)
    reason, message = _why(found)
    # Init containers run before the others: a pod takes the larger of both needs.
    before = [gpus(_asked(one)) for one in spec.init_containers or ()]
    return KubePod(
        meta.uid or f"{meta.namespace}/{meta.name}",
        meta.namespace,
        meta.name,
        phase=status.phase,
        reason=reason,
        message=message,
        node=spec.node_name,
        gpus=max(sum(gpus(_asked(one)) for one in spec.containers), *before, 0),
        containers=tuple(one.name for one in spec.containers),
        ready=sum(one.ready for one in states),
        restarts=sum(one.restart_count for one in states),
        owner=f"{owner.kind}/{owner.name}" if owner else "",
        created_at=moment(meta.creation_timestamp),
    )


def moment(text: str | None) -> float | None:
    """Return a time of the API as seconds since 1970."""
    try:
        return None if text is None else datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        return None


def _asked(container: Container) -> dict[str, Any]:
    # For extended resources a limit alone is a request too.
    return {**(container.resources.limits or {}), **(container.resources.requests or {})}


def _taint(taint: Taint) -> str:
    return f"{taint.key}={taint.value}:{taint.effect}" if taint.value else f"{taint.key}:{taint.effect}"


def _why(found: Pod) -> tuple[str, str]:
    """Return the status that kubectl shows, and why, in the words of the cluster."""
    status = found.status
    scheduled = next((one for one in status.conditions or () if one.type == "PodScheduled"), None)
    if found.metadata.deletion_timestamp is not None:
        return "Terminating", ""
    if status.phase == "Pending" and scheduled is not None and scheduled.status == "False":
        return scheduled.reason or "Pending", scheduled.message or ""
    for number, one in enumerate(status.init_container_statuses or ()):
        ended, waiting = one.state.terminated, one.state.waiting
        if ended is not None and ended.exit_code == 0:
            continue
        if ended is not None:
            return f"Init:{ended.reason or 'Error'}", ended.message
        if waiting is not None and waiting.reason not in {"", "PodInitializing"}:
            return f"Init:{waiting.reason}", waiting.message
        return f"Init:{number}/{len(found.spec.init_containers or ())}", ""
    for one in status.container_statuses or ():
        if one.state.waiting is not None and one.state.waiting.reason:
            return one.state.waiting.reason, one.state.waiting.message
    for one in status.container_statuses or ():
        ended = one.state.terminated
        if ended is not None:
            return ended.reason or f"ExitCode:{ended.exit_code}", ended.message
    return status.reason or status.phase, status.message
