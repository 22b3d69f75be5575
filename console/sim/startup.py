"""What listens on a node from the beginning: the servers of its workloads and the exporters."""

from __future__ import annotations

from console.sim.exporter import dcgm_page
from console.sim.http import Answer, Request, Service
from console.sim.modelserver import TEXT, ModelServer
from console.sim.node import Node

DCGM_PORT = 9400


def start_services(node: Node) -> None:
    """Open the ports that the story of this node has open."""
    for workload in node.workloads:
        if workload.port:
            server = ModelServer(node.story, node.spec.name, workload.spec.model)
            node.services[workload.port] = Service(workload.name, server.answer)
    if node.devices.readings():
        node.services[DCGM_PORT] = Service("dcgm-exporter", _Exporter(node).answer)


class _Exporter:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def answer(self, request: Request) -> Answer:
        if request.path.split("?")[0] != "/metrics":
            return Answer(404, b"404 page not found\n", "text/plain")
        return Answer(200, dcgm_page(self._node.devices.readings(), self._node.spec.fqdn).encode(), TEXT)
