"""The nodes of a cluster as its tools tell of them, and what a service wants of them.

Lines of ``Cluster.gpus``: ``node|NAME|cordoned|True|RESOURCE=MANY ...|TAINT ...|LABEL=VALUE ...``, ``pods|all`` where
this user may see the pods of others, and then ``pod|NODE|RESOURCE=MANY`` for each that a container has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.knowledge.edition import numbers
from console.knowledge.shelf import Knowledge
from console.model.readiness import GpuFacts
from console.model.service import DeployRequest
from console.targets.manifests import fields

KEEPS_AWAY = (":NoSchedule", ":NoExecute")
MIB = 1 << 20


class ClusterNode(Struct, frozen=True):
    """A node of a cluster."""

    name: str
    is_open: bool
    """It is ready and takes pods."""
    offers: Mapping[str, int]
    taints: tuple[str, ...]
    labels: frozenset[str]


class Wanted(Struct, frozen=True):
    """What a service wants of the nodes."""

    resource: str
    each: int
    """How many a replica takes, all on one node."""
    replicas: int
    selector: frozenset[str]
    tolerated: frozenset[str]


def nodes_of(output: str) -> tuple[ClusterNode, ...]:
    """Return the nodes of which the tools tell."""
    lines = [line.split("|") for line in output.splitlines()]
    return tuple(_node(line) for line in lines if line[0] == "node" and len(line) == 7)


def _node(line: list[str]) -> ClusterNode:
    _, name, cordoned, ready, offers, taints, labels = line
    pairs = (pair.partition("=") for pair in offers.split())
    return ClusterNode(
        name,
        not cordoned and ready == "True",
        {resource: int(many) for resource, _, many in pairs if many.isascii() and many.isdigit()},
        tuple(taint for taint in taints.split() if taint.endswith(KEEPS_AWAY)),
        frozenset(labels.split()),
    )


def wanted_of(request: DeployRequest, gpus: int) -> Wanted:
    """Return what a request wants, with so many GPUs for each replica."""
    said = dict(request.options)
    resource = said.get(fields.RESOURCE.name, "") or fields.RESOURCE.default
    replicas = said.get(fields.REPLICAS.name, "") or fields.REPLICAS.default
    return Wanted(
        resource,
        gpus,
        int(replicas) if replicas.isascii() and replicas.isdigit() else 1,
        frozenset(filter(None, said.get(fields.SELECTOR.name, "").split(","))),
        frozenset(filter(None, said.get(fields.TOLERATIONS.name, "").split(","))),
    )


def keeps_away(node: ClusterNode, wanted: Wanted) -> tuple[str, ...]:
    """Return the taints that keep a pod from a node."""

    def is_tolerated(taint: str) -> bool:
        what, _, effect = taint.rpartition(":")
        key = what.partition("=")[0]
        # Every pod that asks for a resource gets a toleration of that name (``manifests/manifest.py``).
        return (key == wanted.resource and effect == "NoSchedule") or not wanted.tolerated.isdisjoint(
            {taint, f"{key}:{effect}"}
        )

    return tuple(taint for taint in node.taints if not is_tolerated(taint))


def able(nodes: tuple[ClusterNode, ...], wanted: Wanted) -> list[ClusterNode]:
    """Return the nodes that have as many GPUs as a replica takes."""
    return [node for node in nodes if node.offers.get(wanted.resource, 0) >= wanted.each]


def reached(nodes: list[ClusterNode], wanted: Wanted) -> list[ClusterNode]:
    """Return those of them to which a pod may come."""
    chosen = [node for node in nodes if wanted.selector <= node.labels]
    return [node for node in chosen if node.is_open and not keeps_away(node, wanted)]


def gpus_of(node: ClusterNode, wanted: Wanted, knowledge: Knowledge) -> tuple[GpuFacts, ...]:
    """Return the GPUs that a node gives out, by the labels of NVIDIA's feature discovery; empty where it has none.

    https://github.com/NVIDIA/k8s-device-plugin/blob/main/docs/gpu-feature-discovery/README.md
    """
    labels = dict(label.partition("=")[::2] for label in node.labels)
    memory = labels.get(f"{wanted.resource}.memory", "") or labels.get("nvidia.com/gpu.memory", "")
    product = labels.get(f"{wanted.resource}.product", "") or labels.get("nvidia.com/gpu.product", "")
    if not memory.isascii() or not memory.isdigit():
        return ()
    name = product.replace("-", " ")
    row = knowledge.gpus.by_name(name)
    capability = numbers(row.capability) if row is not None else ()
    profile = re.search(r"mig-(\S+)$", wanted.resource)
    one = GpuFacts(
        0,
        name or "GPU",
        (capability[0], capability[1]) if len(capability) == 2 else None,
        int(memory) * MIB,
        # A scheduler gives out those alone that nobody has.
        int(memory) * MIB,
        is_partitioned=False,
        profile=profile[1] if profile else "",
    )
    return tuple(replace(one, index=index) for index in range(node.offers.get(wanted.resource, 0)))


def shares(node: ClusterNode) -> bool:
    """Say whether a GPU of a node is given to several at a time."""
    strategies = (label for label in node.labels if label.startswith("nvidia.com/gpu.sharing-strategy="))
    return any(not strategy.endswith("=none") for strategy in strategies)
