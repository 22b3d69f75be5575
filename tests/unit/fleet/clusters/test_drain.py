"""A drain against an API server that a test holds in its hand: budgets, pods that stay, pods that would be lost."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from console.fleet.clusters import drain
from console.fleet.clusters.drain import Drain
from console.model.errors import ConsoleError
from tests.unit.fleet.clusters.apiserver import Asked, reply, serving


def pod(name: str, owner: str) -> dict[str, Any]:
    owners = [{"kind": owner, "name": "o"}] if owner else []
    return {
        "metadata": {"name": name, "namespace": "ml", "uid": name, "ownerReferences": owners},
        "spec": {"nodeName": "gpu01", "containers": [{"name": "c"}]},
        "status": {"phase": "Running"},
    }


class Server:
    """Its pods go at the second look after their eviction; ``kept`` are refused so often."""

    def __init__(self, *pods: dict[str, Any]) -> None:
        self.pods = {each["metadata"]["name"]: each for each in pods}
        self.kept: dict[str, int] = {}
        self.cordoned: list[bool | None] = []
        self.evicted: list[tuple[str, str]] = []

    async def answer(self, asked: Asked, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path, _, query = asked.path.partition("?")
        if asked.method == "PATCH":
            self.cordoned.append(json.loads(asked.body)["spec"]["unschedulable"])
            writer.write(reply(b"{}"))
        elif path == "/api/v1":
            resources = [{"name": "pods/eviction", "group": "policy", "version": "v1beta1"}]
            writer.write(reply(json.dumps({"resources": resources}).encode()))
        elif path.endswith("/eviction"):
            writer.write(self._evict(path.split("/")[-2], json.loads(asked.body)["apiVersion"]))
        else:
            assert query == "fieldSelector=spec.nodeName%3Dgpu01"
            listed = {"metadata": {"resourceVersion": "1"}, "items": list(self.pods.values())}
            writer.write(reply(json.dumps(listed).encode()))

    def _evict(self, name: str, version: str) -> bytes:
        if self.kept.get(name, 0) > 0:
            self.kept[name] -= 1
            return reply(b'{"message": "Cannot evict pod as it would violate the pod\'s disruption budget."}', 429)
        self.evicted.append((name, version))
        del self.pods[name]
        return reply(b"{}", 201)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "AGAIN_SECONDS", 0.02)
    monkeypatch.setattr(drain, "LOOK_SECONDS", 0.01)


async def drained(server: Server, *, force: bool = False) -> list[str]:
    said: list[str] = []
    async with serving(server.answer) as api:

        async def found() -> Any:
            return api.server()

        await Drain(found, "gpu01", said.append).run(force=force)
    return said


async def test_pods_are_evicted_when_their_budget_allows_and_those_of_the_node_stay() -> None:
    server = Server(pod("web", "ReplicaSet"), pod("agent", "DaemonSet"), pod("static", "Node"))
    server.kept["web"] = 2
    said = await drained(server)
    assert server.cordoned == [True]
    assert server.evicted == [("web", "policy/v1beta1")]
    assert said == [
        "node/gpu01 cordoned",
        "ml/agent stays (DaemonSet/o)",
        "ml/static stays (Node/o)",
        "ml/web waits: Cannot evict pod as it would violate the pod's disruption budget",
        "ml/web evicted",
        "ml/web gone",
        "node/gpu01 drained",
    ]


async def test_what_nothing_starts_again_is_not_lost_by_accident() -> None:
    server = Server(pod("mine", ""), pod("web", "ReplicaSet"))
    with pytest.raises(ConsoleError) as caught:
        await drained(server)
    assert caught.value.code == "cluster.would_be_lost"
    assert caught.value.problem.params["pods"] == "ml/mine"
    assert (server.cordoned, server.evicted) == ([], []), "nothing was done"
    await drained(server, force=True)
    assert [name for name, _version in server.evicted] == ["mine", "web"]


async def test_a_budget_that_never_allows_it_ends_with_what_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "MOST_SECONDS", 0.3)
    server = Server(pod("db", "StatefulSet"))
    server.kept["db"] = 10**6
    with pytest.raises(ConsoleError) as caught:
        await drained(server)
    assert (caught.value.code, caught.value.problem.params["pods"]) == ("cluster.not_drained", "ml/db")
    assert server.cordoned == [True]
