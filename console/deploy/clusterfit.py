"""The fit of a request in a cluster: on each kind of GPU that a pod may be given."""

from __future__ import annotations

from msgspec.structs import replace

from console.deploy import fitverdict
from console.deploy.clusternodes import ClusterNode, able, gpus_of, nodes_of, reached, shares, wanted_of
from console.deploy.fit import Capacity
from console.deploy.preflight import Finding
from console.deploy.sizing import Asked, size
from console.knowledge.shelf import Knowledge
from console.model.fit import Estimate
from console.model.service import DeployRequest, Verdict
from console.model.text import N_, Text

MOST_SHOWN = 4
SILENT = Text(N_("The nodes do not say how much memory their GPUs have: the label nvidia.com/gpu.memory is missing."))
SHARED = Text(N_("A GPU is given to several at a time here: what others take of it is not known."))


def estimates(
    output: str, asked: Asked, request: DeployRequest, knowledge: Knowledge
) -> list[tuple[tuple[ClusterNode, ...], Estimate]]:
    """Return the nodes to which a pod may come, together where their GPUs are alike, each with its estimate."""
    wanted = wanted_of(request, max(1, asked.request.gpus))
    alike: dict[tuple[object, ...], list[ClusterNode]] = {}
    for node in reached(able(nodes_of(output), wanted), wanted):
        gpus = gpus_of(node, wanted, knowledge)
        if gpus:
            alike.setdefault((len(gpus), gpus[0].name, gpus[0].memory_total_bytes, shares(node)), []).append(node)
    found = []
    for nodes in alike.values():
        capacity = Capacity(gpus_of(nodes[0], wanted, knowledge), None, None, None, None, None)
        estimate = size(asked, capacity, knowledge)
        if shares(nodes[0]):
            estimate = replace(estimate, doubts=(*estimate.doubts, SHARED))
        found.append((tuple(nodes), estimate))
    return found


def best(output: str, asked: Asked, request: DeployRequest, knowledge: Knowledge) -> Estimate | None:
    """Return the estimate where it fits best; None where no node tells what it has."""
    return _best(estimates(output, asked, request, knowledge))


def _best(found: list[tuple[tuple[ClusterNode, ...], Estimate]]) -> Estimate | None:
    kinds = (estimate for _, estimate in found)
    return max(kinds, key=lambda each: (each.fits, each.room_bytes - each.need_bytes), default=None)


def finding(output: str, asked: Asked, request: DeployRequest, knowledge: Knowledge) -> Finding:
    """Return what the estimates mean before a deploy."""
    found = estimates(output, asked, request, knowledge)
    most = _best(found)
    if most is None:
        return Finding(Verdict.UNKNOWN, "", SILENT, fix="kubectl get nodes -L nvidia.com/gpu.memory")
    told = fitverdict.of(most, asked, knowledge)
    names = ", ".join(node.name for nodes, each in found if each.fits is most.fits for node in nodes[:MOST_SHOWN])
    told = replace(told, evidence=f"{names}: {told.evidence}")
    small = [node.name for nodes, each in found if not each.fits for node in nodes]
    if told.verdict is Verdict.PASS and small:
        hint = Text(
            N_("A pod may come to a node on which it does not fit: {nodes}. Name labels of the others as selector."),
            {"nodes": ", ".join(small[:MOST_SHOWN])},
        )
        return replace(told, verdict=Verdict.WARN, hint=hint, fix="kubectl get nodes -L nvidia.com/gpu.product")
    return told
