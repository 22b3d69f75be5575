"""Kubernetes: lists nodes and pods, then watches them; only what has changed goes on."""

from __future__ import annotations

import asyncio
import codecs
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from msgspec.structs import replace

from console.fleet.clusters.drain import Drain, cordon
from console.fleet.clusters.http import Gateway, Gone, Server, ServerAway
from console.fleet.clusters.kubeconfig import Credentials, read_kubeconfig
from console.fleet.clusters.podshell import PodShell, ShellSink
from console.fleet.clusters.source import Report
from console.model.clock import Clock
from console.model.cluster import Cluster
from console.model.errors import ConsoleError, Problem
from console.model.kubernetes import KubeAction, KubeNode, KubePod, PodPlace, drain_command, kube_command
from console.model.text import N_
from console.probes import kubernetes as api
from console.wire import messages as m
from console.wire.tasks import TaskSet

EVERY_SECONDS = 5.0
"""How often the values are called fresh while the watches stand."""
PAGE = 500
PIECE = 1000
TELL_SECONDS = 0.5
WATCH_SECONDS = 240
SILENCE_SECONDS = 330.0
"""A watch that says nothing for longer than it was asked to last is dead."""
LOG_LINES = 1000
LOG_TELL_SECONDS = 0.1
MOST_LOG_BYTES = 1 << 20
"""Of a log in one event; what comes faster has to wait."""

T = TypeVar("T")


Connect = Callable[[str], Awaitable[Gateway]]
"""Connects to a node that leads to the server, by its name."""


Ended = Callable[[str, Problem | None], None]
"""Gets what was said on the way, and what went wrong."""


class KubernetesSource:
    """Watches one Kubernetes cluster and does to it what a person says."""

    def __init__(
        self, cluster: Cluster, connect: Connect, tell: Callable[[m.Event], None], clock: Clock, tasks: TaskSet
    ) -> None:
        self.every_seconds = cluster.every_seconds or EVERY_SECONDS
        self._cluster, self._connect, self._tell = cluster, connect, tell
        self._clock, self._tasks = clock, tasks
        self._nodes: dict[str, KubeNode] = {}
        self._pods: dict[str, KubePod] = {}
        self._dirty: set[str] = set()
        self._gone: set[str] = set()
        self._told_nodes: dict[str, KubeNode] = {}
        self._credentials: Credentials | None = None
        self._logs: dict[int, asyncio.Task[None]] = {}
        self._drains: dict[str, asyncio.Task[None]] = {}

    # ---- the server --------------------------------------------------------------------------

    async def server(self) -> Server:
        """Return the API server as the kubeconfig has it now; a token that has run out is asked for anew."""
        config = await asyncio.to_thread(read_kubeconfig, self._cluster.kubeconfig, self._cluster.context)
        held = self._credentials
        if held is None or held.expires_at is None or held.expires_at < self._clock.now().timestamp() + 30:
            self._credentials = held = await config.credentials()
        tls = await asyncio.to_thread(config.tls, held)
        gateway = partial(self._connect, self._cluster.via) if self._cluster.via else None
        return Server(config.server, tls, held.headers, config.server_name, gateway)

    # ---- watching ----------------------------------------------------------------------------

    async def run(self, report: Report) -> None:
        """List and watch until it is cancelled; raises ConsoleError where the server cannot be reached."""
        server = await self.server()
        version = json.loads(await server.get("/version")).get("gitVersion", "")
        self._nodes, self._pods = {}, {}
        nodes_at = await self._list_nodes(server)
        pods_at = await self._list_pods(server)
        self.repeat()
        report.fresh(str(version))
        # What one of them raises is raised here; the others end with it.
        parts = TaskSet("kubernetes", lambda _error: None)
        try:
            running = [
                parts.start(self._watch(server, "nodes", nodes_at, self._node), "nodes"),
                parts.start(self._watch(server, "pods", pods_at, self._pod), "pods"),
                parts.start(self._tell_again_and_again(report), "tell"),
            ]
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for part in done:
                part.result()
        finally:
            await parts.close()

    async def _list_nodes(self, server: Server) -> str:
        found = api_list(await server.get("/api/v1/nodes"), api.NodeList)
        for node in found.items or ():
            self._node("ADDED", api.node(node))
        return found.metadata.resource_version

    async def _list_pods(self, server: Server) -> str:
        at, token = "", ""
        while True:
            query = urlencode({"limit": PAGE, **({"continue": token} if token else {})})
            found = api_list(await server.get(f"/api/v1/pods?{query}", timeout=60.0), api.PodList)
            for pod in found.items or ():
                self._pod("ADDED", api.pod(pod))
            at, token = found.metadata.resource_version, found.metadata.continue_
            if not token:
                return at
            await asyncio.sleep(0)

    async def _watch(self, server: Server, kind: str, at: str, take: Callable[[str, Any], None]) -> None:
        """Follow a kind of object from a version on. Raises Gone when the server has forgotten that version."""
        read: Callable[[bytes], Any] = _read_node if kind == "nodes" else _read_pod
        while True:
            query = urlencode(
                {"watch": "1", "resourceVersion": at, "allowWatchBookmarks": "true", "timeoutSeconds": WATCH_SECONDS}
            )
            async with server.stream("GET", f"/api/v1/{kind}?{query}") as pieces:
                async for line in _lines(pieces):
                    event = _decode(line, api.Event)
                    if event.type == "ERROR":
                        status = _decode(bytes(event.object), api.Status)
                        if status.code == 410:
                            raise Gone("cluster.gone", N_("{server} does not remember so far back."), server=server.url)
                        raise ServerAway(
                            "cluster.answered",
                            N_("{server} answers: {reason}."),
                            server=server.url,
                            reason=status.message,
                        )
                    version, value = read(bytes(event.object))
                    at = version or at
                    if event.type != "BOOKMARK":
                        take(event.type, value)

    def _node(self, what: str, node: KubeNode) -> None:
        if what == "DELETED":
            self._nodes.pop(node.name, None)
        else:
            self._nodes[node.name] = node

    def _pod(self, what: str, pod: KubePod) -> None:
        if what == "DELETED":
            self._pods.pop(pod.uid, None)
            self._gone.add(pod.uid)
            self._dirty.discard(pod.uid)
        else:
            self._pods[pod.uid] = pod
            self._dirty.add(pod.uid)
            self._gone.discard(pod.uid)

    # ---- telling -----------------------------------------------------------------------------

    def repeat(self) -> None:
        """Tell all that is known once more."""
        self._told_nodes = {}
        self._dirty, self._gone = set(self._pods), set()
        self._tell_changes(is_first=True)

    def hurry(self) -> None:
        """Tell at once what has come; it is watched, there is nothing to ask."""
        self._tell_changes(is_first=False)

    async def _tell_again_and_again(self, report: Report) -> None:
        left = self.every_seconds
        while True:
            await asyncio.sleep(TELL_SECONDS)
            self._tell_changes(is_first=False)
            left -= TELL_SECONDS
            if left <= 0:
                left = self.every_seconds
                report.fresh()

    def _tell_changes(self, *, is_first: bool) -> None:
        asked: dict[str, int] = {}
        for pod in self._pods.values():
            if pod.gpus and pod.holds:
                asked[pod.node] = asked.get(pod.node, 0) + pod.gpus
        nodes = {name: replace(node, gpus_requested=asked.get(name, 0)) for name, node in self._nodes.items()}
        new = tuple(node for name, node in nodes.items() if self._told_nodes.get(name) != node)
        gone = tuple(self._told_nodes.keys() - nodes.keys())
        pods = [pod for uid, pod in self._pods.items() if uid in self._dirty]
        gone_pods = tuple(self._gone)
        self._told_nodes, self._dirty, self._gone = nodes, set(), set()
        if not (is_first or new or gone or pods or gone_pods):
            return
        name = self._cluster.name
        self._tell(m.KubeChanged(name, is_first, new, gone, (), gone_pods))
        for start in range(0, len(pods), PIECE):
            self._tell(m.KubeChanged(name, pods=tuple(pods[start : start + PIECE])))

    # ---- what a person asks for --------------------------------------------------------------

    async def details(self, namespace: str, pod: str, node: str) -> str:
        """Return the events of a pod or a node, newest last, and the object as YAML."""
        server = await self.server()
        path = f"/api/v1/namespaces/{quote(namespace)}/pods/{quote(pod)}" if pod else f"/api/v1/nodes/{quote(node)}"
        found = json.loads(await server.get(path))
        (found.get("metadata") or {}).pop("managedFields", None)
        fields = f"involvedObject.name={pod or node}"
        where = f"/api/v1/namespaces/{quote(namespace)}/events" if pod else "/api/v1/events"
        events = json.loads(await server.get(f"{where}?{urlencode({'fieldSelector': fields, 'limit': PAGE})}"))
        return await asyncio.to_thread(_described, found, events.get("items") or [])

    async def act(self, action: KubeAction, node: str) -> str:
        """Cordon or uncordon a node, as kubectl does it. Who uncordons a node ends its drain."""
        command = kube_command(action, node, self._cluster.context)
        if action is KubeAction.UNCORDON and (drain := self._drains.pop(node, None)) is not None:
            drain.cancel()
        await cordon(await self.server(), node, on=action is KubeAction.CORDON)
        return command

    def drain(self, stream: int, node: str, ended: Ended, *, force: bool) -> None:
        """Drain a node, and tell as the lines of a log what happens. It goes on though nobody looks.

        ``ended`` gets all lines, and the problem where there was one.
        """
        drain_command(node)  # refuses odd names
        if node in self._drains:
            raise ConsoleError(
                "cluster.drains", N_("{node} is being drained."), N_("Uncordon it to end that."), node=node
            )
        self._drains[node] = self._tasks.start(self._drain(stream, node, ended, force=force), f"drain {node}")

    async def _drain(self, stream: int, node: str, ended: Ended, *, force: bool) -> None:
        lines: list[str] = []

        def say(line: str) -> None:
            lines.append(line)
            self._tell(m.ClusterLog(stream, f"{line}\n"))

        try:
            await Drain(self.server, node, say).run(force=force)
            self._tell(m.ClusterLog(stream, "", is_over=True))
            ended("\n".join(lines), None)
        except ConsoleError as error:
            self._tell(m.ClusterLog(stream, "", is_over=True, problem=error.problem))
            self._tell(m.Notice(error.problem))
            ended("\n".join(lines), error.problem)
        except asyncio.CancelledError:
            say(f"node/{node} is no longer drained")
            self._tell(m.ClusterLog(stream, "", is_over=True))
            if node not in self._drains:  # a person has ended it, not the program
                ended("\n".join(lines), None)
            raise
        finally:
            if self._drains.get(node) is asyncio.current_task():
                del self._drains[node]

    async def shell(self, place: PodPlace, sink: ShellSink, cols: int, rows: int) -> PodShell:
        """Open a shell in a pod."""
        shell = PodShell(sink, self._tasks)
        await shell.open(self.server, place, cols, rows)
        return shell

    def follow(self, stream: int, place: PodPlace, *, previous: bool) -> None:
        """Tell the end of a log, and of a container that runs also what follows."""
        self._logs[stream] = self._tasks.start(self._log(stream, place, previous=previous), f"log {place.label}")

    def stop(self, stream: int) -> None:
        """Follow a log no more."""
        task = self._logs.pop(stream, None)
        if task is not None:
            task.cancel()

    def stop_all(self) -> None:
        """Follow no log any more: its reader has gone."""
        for stream in list(self._logs):
            self.stop(stream)

    async def _log(self, stream: int, place: PodPlace, *, previous: bool) -> None:
        asked = {
            "tailLines": str(LOG_LINES),
            "container": place.container,
            **({"previous": "true"} if previous else {}),
        }
        asked |= {} if previous else {"follow": "true"}
        path = f"/api/v1/namespaces/{quote(place.namespace)}/pods/{quote(place.pod)}/log?{urlencode(asked)}"
        try:
            server = await self.server()
            async with server.stream("GET", path) as pieces:
                await self._pass_on(stream, pieces)
            self._tell(m.ClusterLog(stream, "", is_over=True))
        except ConsoleError as error:
            self._tell(m.ClusterLog(stream, "", is_over=True, problem=error.problem))
        finally:
            self._logs.pop(stream, None)

    async def _pass_on(self, stream: int, pieces: AsyncIterator[bytes]) -> None:
        """Tell what comes in a stream, not oftener and not faster than a window shows it."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        waiting = bytearray()
        timer: asyncio.TimerHandle | None = None

        def tell() -> None:
            nonlocal timer
            timer = None
            text = decoder.decode(bytes(waiting))
            waiting.clear()
            if text:
                self._tell(m.ClusterLog(stream, text))

        try:
            async for piece in pieces:
                waiting += piece
                timer = timer or asyncio.get_running_loop().call_later(LOG_TELL_SECONDS, tell)
                if len(waiting) > MOST_LOG_BYTES:
                    await asyncio.sleep(LOG_TELL_SECONDS)  # the server waits meanwhile
            tell()
        finally:
            if timer is not None:
                timer.cancel()


def api_list(data: bytes, kind: type[T]) -> T:
    """Read a list of the API; raises ConsoleError where it is none."""
    return _decode(data, kind)


def _decode(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise ServerAway(
            "cluster.garbled", N_("The API server says what cannot be read: {reason}."), reason=error
        ) from error


def _read_node(data: bytes) -> tuple[str, KubeNode]:
    found = _decode(data, api.Node)
    return found.metadata.resource_version, api.node(found)


def _read_pod(data: bytes) -> tuple[str, KubePod]:
    found = _decode(data, api.Pod)
    return found.metadata.resource_version, api.pod(found)


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the lines of a stream; raises when nothing comes for too long."""
    rest = b""
    while True:
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise ServerAway("cluster.silent", N_("The API server has gone silent.")) from error
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if line.strip():
                yield line


def _described(found: dict[str, Any], events: Iterable[dict[str, Any]]) -> str:
    import yaml

    rows = sorted(events, key=lambda event: str(event.get("lastTimestamp") or event.get("eventTime") or ""))
    lines = [
        f"{event.get('lastTimestamp') or event.get('eventTime') or '-'}  {event.get('type', '')}  "
        f"{event.get('reason', '')}  {str(event.get('message', '')).strip()}"
        + (f"  (x{event['count']})" if (event.get("count") or 1) > 1 else "")
        for event in rows
    ]
    return "\n".join(
        [*lines, "---" if lines else "", yaml.safe_dump(found, sort_keys=False, allow_unicode=True)]
    ).lstrip("\n")
