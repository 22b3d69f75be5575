"""The cluster has the GPUs that a service wants: what its nodes offer, what is taken, and what keeps pods away."""

from __future__ import annotations

from collections import Counter

from console.deploy import diagnosis
from console.deploy.clusternodes import ClusterNode, Wanted, able, keeps_away, nodes_of, reached, wanted_of
from console.deploy.preflight import Check, Finding, Scope, Situation, with_gpus
from console.model.service import Verdict
from console.model.text import N_, Text
from console.targets import cluster

SOURCE = "https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/"
MOST_SHOWN = 4


def command(situation: Situation) -> str:
    """Ask the cluster for its nodes and pods."""
    request = situation.request
    found = cluster(request.target) if request is not None else None
    return found.gpus(request.options) or ":" if found is not None and request is not None else ":"


def judge(output: str, rc: int | None, situation: Situation) -> Finding:
    """Fail where no node could ever take a pod, warn where pods have to wait for others."""
    request, lines = situation.request, [line.split("|") for line in output.splitlines()]
    nodes = nodes_of(output)
    if request is None or rc != 0 or not nodes:
        hint = Text(N_("This user may not list the nodes: whether a pod finds its GPUs is seen when it waits."))
        return Finding(Verdict.UNKNOWN, diagnosis.reason(output, rc)[:300], hint, fix="kubectl get nodes")
    wanted = wanted_of(request, situation.needs.gpus if situation.needs is not None else request.gpus)
    having = able(nodes, wanted)
    if not having:
        return _none_offers(nodes, wanted)
    limit = f"{wanted.replicas} x {wanted.each} {wanted.resource}"
    chosen = [node for node in having if wanted.selector <= node.labels]
    if not chosen:
        hint = Text(N_("No node with these GPUs has the labels of the node selector."))
        return _failed(", ".join(sorted(wanted.selector)), hint, limit, "kubectl get nodes --show-labels")
    open_to_it = reached(chosen, wanted)
    if not open_to_it:
        return _all_closed(chosen, wanted, limit)
    return _room(open_to_it, wanted, lines, limit)


def _failed(evidence: str, hint: Text, limit: str, fix: str = "") -> Finding:
    return Finding(Verdict.FAIL, evidence[:300], hint, limit=limit, fix=fix, source=SOURCE)


def _none_offers(nodes: tuple[ClusterNode, ...], wanted: Wanted) -> Finding:
    limit = f">= {wanted.each} {wanted.resource}"
    offered = Counter[str]()
    for node in nodes:
        for resource, many in node.offers.items():
            if "/" in resource and not resource.startswith("hugepages") and many:
                offered[resource] = max(offered[resource], many)
    shown = ", ".join(f"{resource} {many}" for resource, many in sorted(offered.items())) or "-"
    largest = offered.get(wanted.resource, 0)
    if largest:
        hint = Text(
            N_("No node has that many: the largest has {most}. Take fewer for a replica."), {"most": str(largest)}
        )
    elif offered:
        hint = Text(
            N_("No node offers {resource}. Choose as GPU resource what there is."), {"resource": wanted.resource}
        )
    else:
        hint = Text(N_("No node offers a GPU: the device plugin does not run, or there is no GPU."))
    return _failed(f"{len(nodes)} nodes; {shown}", hint, limit, "kubectl describe nodes")


def _all_closed(chosen: list[ClusterNode], wanted: Wanted, limit: str) -> Finding:
    taints = sorted({taint for node in chosen if node.is_open for taint in keeps_away(node, wanted)})
    if not taints:
        hint = Text(N_("The nodes that have these GPUs are cordoned or not ready."))
        return _failed(", ".join(node.name for node in chosen[:MOST_SHOWN]), hint, limit, "kubectl get nodes")
    hint = Text(N_("Taints keep pods away from these GPUs. If they are meant for you, tolerate them: {taints}"))
    hint = Text(hint.template, {"taints": ",".join(taints)})
    return _failed(", ".join(taints), hint, limit)


def _room(reached: list[ClusterNode], wanted: Wanted, lines: list[list[str]], limit: str) -> Finding:
    held = Counter[str]()
    for line in lines:
        if line[0] == "pod" and len(line) == 3:
            resource, _, many = line[2].partition("=")
            held[line[1]] += int(many) if resource == wanted.resource and many.isdigit() else 0
    free = {node.name: node.offers[wanted.resource] - held[node.name] for node in reached}
    places = sum(max(0, many) // wanted.each for many in free.values())
    most = sorted(free.items(), key=lambda item: -item[1])[:MOST_SHOWN]
    sees_all = ["pods", "all"] in lines
    evidence = ", ".join(f"{name} {many}/{_of(reached, name, wanted)}" for name, many in most)
    if not sees_all:
        hint = Text(N_("This user does not see the pods of others: how many of these are taken is unknown."))
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=SOURCE)
    if places < wanted.replicas:
        hint = Text(
            N_("There is room for {places} of {replicas} replicas now; the others wait until GPUs are given back."),
            {"places": str(places), "replicas": str(wanted.replicas)},
        )
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=SOURCE)
    return Finding(Verdict.PASS, evidence, limit=limit, source=SOURCE)


def _of(nodes: list[ClusterNode], name: str, wanted: Wanted) -> int:
    return next(node.offers[wanted.resource] for node in nodes if node.name == name)


CHECK = Check(
    "cluster_gpus", Text(N_("GPUs of the cluster")), 170, command, judge, Scope.DEPLOY, seconds=45.0, matters=with_gpus
)
