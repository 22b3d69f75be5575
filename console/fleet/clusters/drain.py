"""Drains a Kubernetes node as kubectl does: no new pods, then those there are asked to go, as their budgets allow.

Sources: kubectl's drain package; the Eviction subresource of pods (policy/v1, before 1.22 policy/v1beta1), which
answers 429 while a disruption budget does not allow it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlencode

import msgspec

from console.fleet.clusters.http import NotNow, NotThere, Server
from console.model.errors import ConsoleError
from console.model.kubernetes import Fate, KubePod, fate
from console.model.text import N_
from console.probes import kubernetes as api

AGAIN_SECONDS = 5.0
"""How often a pod is asked to go that its budget keeps, as kubectl does."""
LOOK_SECONDS = 1.0
MOST_SECONDS = 1800.0
"""Whoever waits for longer waits for a person."""


class Drain:
    """One drain of one node. ``say`` gets its lines as they come."""

    def __init__(self, server: Callable[[], Awaitable[Server]], node: str, say: Callable[[str], None]) -> None:
        self._server, self._node, self._say = server, node, say

    async def run(self, *, force: bool) -> None:
        """Drain; raises ConsoleError where that cannot be done. ``force``: also pods that nothing starts again."""
        server = await self._server()
        pods = await self._pods(server)
        lost = [pod for pod in pods if fate(pod) is Fate.LOST]
        if lost and not force:
            raise ConsoleError(
                "cluster.would_be_lost",
                N_("{node} is not drained: nothing would start {pods} again."),
                N_("Say that they may be lost, or end them first."),
                node=self._node,
                pods=_listed(lost),
            )
        await cordon(server, self._node, on=True)
        self._say(f"node/{self._node} cordoned")
        for pod in pods:
            if fate(pod) is Fate.STAYS:
                self._say(f"{_name(pod)} stays ({pod.owner})")
        going = {pod.uid: pod for pod in pods if fate(pod) is not Fate.STAYS}
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._empty(server, going)
        except TimeoutError as error:
            raise ConsoleError(
                "cluster.not_drained",
                N_("{node} is not empty after {minutes} minutes: {pods} is still there."),
                N_("The node stays cordoned. Look at the disruption budgets, then drain it again."),
                node=self._node,
                minutes=round(MOST_SECONDS / 60),
                pods=_listed(list(going.values())),
            ) from error
        self._say(f"node/{self._node} drained")

    async def _empty(self, server: Server, going: dict[str, KubePod]) -> None:
        """Ask the pods to go until they have gone; ``going`` holds those that have not."""
        version = await eviction_version(server)
        waiting = dict(going)
        told: dict[str, str] = {}
        left = 0.0
        while going:
            if left <= 0:
                left = AGAIN_SECONDS
                for pod in list(waiting.values()):
                    if await self._evict(server, version, pod, told):
                        waiting.pop(pod.uid)
            await asyncio.sleep(LOOK_SECONDS)
            left -= LOOK_SECONDS
            there = {pod.uid for pod in await self._pods(server)}
            for uid in going.keys() - there:
                self._say(f"{_name(going.pop(uid))} gone")
                waiting.pop(uid, None)

    async def _evict(self, server: Server, version: str, pod: KubePod, told: dict[str, str]) -> bool:
        """Ask a pod to go; False while its budget keeps it."""
        path = f"/api/v1/namespaces/{quote(pod.namespace)}/pods/{quote(pod.name)}/eviction"
        named = {"name": pod.name, "namespace": pod.namespace}
        body = json.dumps({"apiVersion": version, "kind": "Eviction", "metadata": named}).encode()
        try:
            await server.send("POST", path, body)
        except NotThere:
            return True
        except NotNow as error:
            reason = str(error.problem.params.get("reason", ""))
            if told.get(pod.uid) != reason:
                told[pod.uid] = reason
                self._say(f"{_name(pod)} waits: {reason}")
            return False
        self._say(f"{_name(pod)} evicted")
        return True

    async def _pods(self, server: Server) -> list[KubePod]:
        """Return the pods on the node that have not ended."""
        query = urlencode({"fieldSelector": f"spec.nodeName={self._node}"})
        data = await server.get(f"/api/v1/pods?{query}")
        found = msgspec.json.decode(data, type=api.PodList)
        return [pod for item in found.items or () if (pod := api.pod(item)).holds]


async def cordon(server: Server, node: str, *, on: bool) -> None:
    """Let no new pods start on a node, or let them again."""
    body = json.dumps({"spec": {"unschedulable": True if on else None}}).encode()
    await server.send("PATCH", f"/api/v1/nodes/{quote(node)}", body, "application/merge-patch+json")


async def eviction_version(server: Server) -> str:
    """Return the version of the API that evictions have there."""
    known = json.loads(await server.get("/api/v1"))
    for resource in known.get("resources") or ():
        if resource.get("name") == "pods/eviction":
            return f"{resource.get('group') or 'policy'}/{resource.get('version') or 'v1'}"
    return "policy/v1"


def _name(pod: KubePod) -> str:
    return f"{pod.namespace}/{pod.name}"


def _listed(pods: list[KubePod], most: int = 5) -> str:
    names = sorted(map(_name, pods))
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")
