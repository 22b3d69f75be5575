from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.fleet.clusters.kubernetes import KubernetesSource
from console.model.cluster import Cluster, ClusterKind
from console.model.errors import ConsoleError
from console.model.kubernetes import KubeAction, PodPlace
from console.wire import messages as m
from console.wire.tasks import TaskSet
from tests.unit.fleet.clusters.apiserver import CHUNKED, Api, Asked, chunk, reply, serving


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


def node(name: str, version: int, *, cordoned: bool = False) -> dict[str, Any]:
    return {
        "metadata": {"name": name, "resourceVersion": str(version)},
        "spec": {"unschedulable": cordoned},
        "status": {"capacity": {"nvidia.com/gpu": "8"}, "allocatable": {"nvidia.com/gpu": "8"}},
    }


def pod(name: str, version: int, phase: str = "Running", gpus: int = 2, where: str = "gpu01") -> dict[str, Any]:
    container = {"name": "c", "resources": {"limits": {"nvidia.com/gpu": str(gpus)}}}
    return {
        "metadata": {"name": name, "namespace": "ml", "uid": name, "resourceVersion": str(version)},
        "spec": {"nodeName": where, "containers": [container]},
        "status": {"phase": phase},
    }


class Cluster1:
    """An API server whose objects and watches a test holds in its hand."""

    def __init__(self) -> None:
        self.nodes = [node("gpu01", 5)]
        self.pods = [pod("a", 6), pod("b", 7)]
        self.watches: dict[str, asyncio.StreamWriter] = {}
        self.lists = 0
        self.log = b"one\ntwo\n"

    async def answer(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path, _, query = asked.path.partition("?")
        if "watch=1" in query:
            kind = path.rpartition("/")[2]
            writer.write(CHUNKED)
            self.watches[kind] = writer
            await reader.read()
        elif path == "/version":
            writer.write(reply(b'{"gitVersion": "v1.31.2"}'))
        elif path == "/api/v1/nodes":
            self.lists += 1
            writer.write(reply(self._list(self.nodes)))
        elif path == "/api/v1/pods":
            # In two pieces.
            rest = "continue=" in query
            writer.write(reply(self._list(self.pods[1:] if rest else self.pods[:1], "" if rest else "more")))
        elif path.endswith("/log"):
            writer.write(CHUNKED + chunk(self.log) + chunk(b""))
        elif path.endswith("/events"):
            event = {"lastTimestamp": "2026-01-01", "type": "Warning", "reason": "Failed", "message": "no", "count": 3}
            writer.write(reply(json.dumps({"items": [event]}).encode()))
        elif asked.method == "PATCH":
            writer.write(reply(b'{"message": "nodes is forbidden"}', 403 if path.endswith("gpu02") else 200))
        else:
            writer.write(reply(json.dumps(pod("a", 6) | {"kind": "Pod"}).encode()))

    def _list(self, items: list[dict[str, Any]], more: str = "") -> bytes:
        return json.dumps({"metadata": {"resourceVersion": "10", "continue": more}, "items": items}).encode()

    def say(self, kind: str, what: str, value: dict[str, Any]) -> None:
        self.watches[kind].write(chunk(json.dumps({"type": what, "object": value}).encode() + b"\n"))


class World:
    def __init__(self, api: Api, folder: Path) -> None:
        path = folder / "config"
        path.write_text(
            "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
            "users: [{name: u, user: {token: t}}]\n"
            f"clusters: [{{name: c, cluster: {{server: '{api.url}'}}}}]\n"
        )
        self.tasks = TaskSet("test")
        self.events: list[m.Event] = []
        self.versions: list[str] = []
        cluster = Cluster("k", ClusterKind.KUBERNETES, kubeconfig=str(path))
        self.source = KubernetesSource(cluster, self.nobody, self.events.append, Clock(), self.tasks)

    async def nobody(self, name: str) -> Any:
        raise AssertionError(name)

    def fresh(self, version: str = "") -> None:
        self.versions.append(version)

    def changes(self) -> list[m.KubeChanged]:
        return [event for event in self.events if isinstance(event, m.KubeChanged)]

    def gpus_requested(self) -> int:
        return next(node.gpus_requested for change in reversed(self.changes()) for node in change.nodes)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_it_lists_then_watches_and_tells_only_what_changed(tmp_path: Path) -> None:
    cluster = Cluster1()
    async with serving(cluster.answer) as api:
        world = World(api, tmp_path)
        world.tasks.start(world.source.run(world))
        await until(lambda: len(cluster.watches) == 2)
        assert world.versions[0] == "v1.31.2"
        first = world.changes()
        assert first[0].is_first
        assert {pod.name for change in first for pod in change.pods} == {"a", "b"}
        assert world.gpus_requested() == 4
        assert all(asked.headers["authorization"] == "Bearer t" for asked in api.asked)
        watched = [asked.path for asked in api.asked if "watch=1" in asked.path]
        assert all("resourceVersion=10" in path for path in watched)
        world.events.clear()
        cluster.say("pods", "MODIFIED", pod("b", 11, "Succeeded"))
        cluster.say("pods", "BOOKMARK", {"metadata": {"resourceVersion": "12"}})
        cluster.say("nodes", "MODIFIED", node("gpu01", 13, cordoned=True))
        await until(lambda: any(change.nodes for change in world.changes()))
        await until(lambda: world.gpus_requested() == 2)
        assert [pod.name for change in world.changes() for pod in change.pods] == ["b"]
        world.events.clear()
        cluster.say("pods", "DELETED", pod("a", 14))
        await until(world.changes)
        assert world.changes()[0].gone_pods == ("a",)
        world.source.repeat()
        assert [pod.name for pod in world.changes()[-1].pods] == ["b"]
        await world.tasks.close()


async def test_a_watch_that_ends_goes_on_where_it_was(tmp_path: Path) -> None:
    cluster = Cluster1()
    async with serving(cluster.answer) as api:
        world = World(api, tmp_path)
        world.tasks.start(world.source.run(world))
        await until(lambda: len(cluster.watches) == 2)
        cluster.say("pods", "BOOKMARK", {"metadata": {"resourceVersion": "77"}})
        ended = cluster.watches.pop("pods")
        ended.write(chunk(b""))
        await until(lambda: "pods" in cluster.watches)
        assert "resourceVersion=77" in api.asked[-1].path
        assert cluster.lists == 1
        await world.tasks.close()


async def test_a_version_that_is_forgotten_has_everything_read_anew(tmp_path: Path) -> None:
    cluster = Cluster1()
    async with serving(cluster.answer) as api:
        world = World(api, tmp_path)
        task = world.tasks.start(world.source.run(world))
        await until(lambda: len(cluster.watches) == 2)
        cluster.say("pods", "ERROR", {"kind": "Status", "code": 410, "reason": "Expired"})
        with pytest.raises(ConsoleError) as caught:
            await task
        assert caught.value.code == "cluster.gone"
        await world.tasks.close()


async def test_a_log_comes_as_it_is_and_then_ends(tmp_path: Path) -> None:
    cluster = Cluster1()
    cluster.log = "Größe\n".encode()
    async with serving(cluster.answer) as api:
        world = World(api, tmp_path)
        world.source.follow(3, PodPlace("k", "ml", "a", "c"), previous=True)
        await until(lambda: any(isinstance(event, m.ClusterLog) and event.is_over for event in world.events))
        logs = [event for event in world.events if isinstance(event, m.ClusterLog)]
        assert "".join(event.text for event in logs) == "Größe\n"
        assert {event.stream for event in logs} == {3}
        assert "previous=true" in api.asked[-1].path
        assert "follow" not in api.asked[-1].path
        world.source.stop_all()
        await world.tasks.close()


async def test_details_are_events_and_the_object(tmp_path: Path) -> None:
    async with serving(Cluster1().answer) as api:
        world = World(api, tmp_path)
        text = await world.source.details("ml", "a", "")
        assert text.startswith("2026-01-01  Warning  Failed  no  (x3)\n---\n")
        assert "kind: Pod" in text


async def test_a_node_is_cordoned_and_a_refusal_told(tmp_path: Path) -> None:
    async with serving(Cluster1().answer) as api:
        world = World(api, tmp_path)
        assert await world.source.act(KubeAction.CORDON, "gpu01") == "kubectl cordon gpu01"
        assert json.loads(api.asked[-1].body) == {"spec": {"unschedulable": True}}
        await world.source.act(KubeAction.UNCORDON, "gpu01")
        assert json.loads(api.asked[-1].body) == {"spec": {"unschedulable": None}}
        with pytest.raises(ConsoleError) as caught:
            await world.source.act(KubeAction.CORDON, "gpu02")
        assert caught.value.code == "cluster.forbidden"


async def test_a_chatty_log_comes_in_few_pieces(tmp_path: Path) -> None:
    async def answer(_asked: Asked, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED + b"".join(chunk(f"line {n}\n".encode()) for n in range(3000)) + chunk(b""))

    async with serving(answer) as api:
        world = World(api, tmp_path)
        world.source.follow(1, PodPlace("k", "ml", "a", "c"), previous=False)
        await until(lambda: any(isinstance(event, m.ClusterLog) and event.is_over for event in world.events))
        logs = [event.text for event in world.events if isinstance(event, m.ClusterLog)]
        assert "".join(logs).count("\n") == 3000
        assert len(logs) < 300
        await world.tasks.close()
