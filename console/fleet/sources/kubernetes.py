"""Kubernetes as a source of nodes: those of a kubeconfig's cluster, by their names and internal addresses.

``place`` is a context of the kubeconfig, or ``current``; the option ``kubeconfig`` names another file than the usual.
"""

from __future__ import annotations

import asyncio

import msgspec

from console.fleet.clusters.http import Server
from console.fleet.clusters.kubeconfig import read_kubeconfig
from console.fleet.sources import InventorySource, Loaded, Reach, Sayings, SourceKind, SourceSpec
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.kubernetes import KubeNode
from console.model.node import Node, Source
from console.model.text import N_
from console.probes import kubernetes as api

EVERY_SECONDS = 300.0
ASK_SECONDS = 30.0
CURRENT = "current"


class KubernetesNodes:
    """The nodes of one cluster."""

    kind = Source.KUBERNETES

    def __init__(self, spec: SourceSpec) -> None:
        self.place, self.id = spec.place, spec.id
        self.interval_seconds = EVERY_SECONDS if spec.interval_seconds is None else spec.interval_seconds
        self._context = "" if spec.place == CURRENT else spec.place
        self._file = spec.options.get("kubeconfig", "")

    async def load(self) -> Loaded:
        """Ask; what goes wrong is a problem of the source."""
        try:
            config = await asyncio.to_thread(read_kubeconfig, self._file, self._context)
            known = await config.credentials()
            tls = await asyncio.to_thread(config.tls, known)
            server = Server(config.server, tls, known.headers, config.server_name)
            data = await server.get("/api/v1/nodes", timeout=ASK_SECONDS)
            found = msgspec.json.decode(data, type=api.NodeList)
        except ConsoleError as error:
            return Loaded(problems=(error.problem,), failed=True)
        except msgspec.DecodeError as error:
            problem = Problem(
                "inventory.kubernetes_garbled",
                N_("{place}: the API server says what cannot be read: {reason}."),
                "",
                {"place": self.place, "reason": str(error)},
            )
            return Loaded(problems=(problem,), failed=True)
        nodes = [api.node(node) for node in found.items or ()]
        return Loaded(tuple(map(self._node, nodes)), also={_id(node): _sayings(node) for node in nodes})

    def _node(self, node: KubeNode) -> Node:
        path = ("Kubernetes", self._context) if self._context else ("Kubernetes",)
        host = node.address or node.name
        return Node(_id(node), node.name, path, host, Source.KUBERNETES, groups=node.roles, address_shown=node.address)


def _id(node: KubeNode) -> NodeId:
    return NodeId(f"{Source.KUBERNETES}:{node.name}")


def _sayings(node: KubeNode) -> Sayings:
    ready = {True: "Ready", False: "NotReady", None: "Unknown"}[node.ready]
    said = [("Kubernetes", f"{ready},SchedulingDisabled" if node.cordoned else ready)]
    said += [("GPU", f"{node.gpus} {node.gpu_model}".strip())] if node.gpus else []
    return tuple(said)


def _make(spec: SourceSpec, _reach: Reach) -> InventorySource:
    return KubernetesNodes(spec)


SOURCE_KIND = SourceKind(Source.KUBERNETES, N_("Kubernetes"), _make)
