"""Prometheus: one question for all nodes, and what it says fills the same store as a probe of each of them would."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import msgspec

from console.fleet import assembly
from console.fleet.clusters.http import Gateway, Server, ServerAway, ServerRefused
from console.fleet.clusters.source import Report
from console.model.clock import Clock
from console.model.cluster import Cluster
from console.model.node import Snapshot
from console.model.prometheus import Alert, Fed, Target
from console.model.text import N_
from console.probes import prometheus as api
from console.wire import messages as m

EVERY_SECONDS = 10.0
ASK_SECONDS = 30.0


class Around(Protocol):
    """What the source needs of the rest of the core."""

    async def gateway(self, name: str) -> Gateway:
        """Connect to a node that leads to the server."""
        ...

    async def secret(self, name: str) -> str:
        """Return a secret of the key ring; raises where there is none of this name."""
        ...

    def feed(self, cluster: str, snapshots: Mapping[str, Snapshot]) -> None:
        """Take the values of nodes, by name; those that are not named have none."""
        ...


class PrometheusSource:
    """Asks one Prometheus server."""

    def __init__(self, cluster: Cluster, around: Around, tell: Callable[[m.Event], None], clock: Clock) -> None:
        self.every_seconds = cluster.every_seconds or EVERY_SECONDS
        self._cluster, self._around, self._tell, self._clock = cluster, around, tell, clock
        self._hurry = asyncio.Event()
        self._sequence = 0
        self._targets: tuple[Target, ...] = ()
        self._alerts: tuple[Alert, ...] = ()
        self._fed: tuple[Fed, ...] = ()

    async def run(self, report: Report) -> None:
        """Ask again and again; raises ConsoleError where the server cannot be asked."""
        server = await self._server()
        version = _version(await server.get("/api/v1/status/buildinfo", timeout=ASK_SECONDS))
        while True:
            await self._take(server)
            report.fresh(version)
            self._hurry.clear()
            try:
                async with asyncio.timeout(self.every_seconds):
                    await self._hurry.wait()
            except TimeoutError:
                continue

    def repeat(self) -> None:
        """Tell all that is known once more."""
        self._tell(m.PrometheusChanged(self._cluster.name, self._targets, self._alerts, self._fed))

    def hurry(self) -> None:
        """Ask now."""
        self._hurry.set()

    async def _server(self) -> Server:
        cluster = self._cluster
        headers = {}
        if cluster.token:
            headers["Authorization"] = f"Bearer {await self._around.secret(cluster.token)}"
        tls = await asyncio.to_thread(_tls, cluster) if cluster.url.startswith("https:") else None
        gateway: Callable[[], Awaitable[Gateway]] | None = None
        if cluster.via:
            gateway = partial(self._around.gateway, cluster.via)
        return Server(cluster.url, tls, headers, gateway=gateway)

    async def _take(self, server: Server) -> None:
        query = urlencode({"query": api.QUERY})
        values = await server.get(f"/api/v1/query?{query}", timeout=ASK_SECONDS)
        targets = await server.get("/api/v1/targets?state=active", timeout=ASK_SECONDS)
        alerts = await server.get("/api/v1/alerts", timeout=ASK_SECONDS)
        now, labels = self._clock.now(), self._cluster.labels
        try:
            # In a thread: eight thousand GPUs take a while to read.
            found = await asyncio.to_thread(api.samples, values, now.timestamp(), labels)
            self._targets, self._alerts = api.targets(targets, labels), api.alerts(alerts, labels)
        except msgspec.DecodeError as error:
            raise ServerAway(
                "cluster.no_prometheus", N_("{server} is no Prometheus: {reason}."), server=server.url, reason=error
            ) from error
        self._sequence += 1
        snapshots = {
            name: assembly.snapshot(self._sequence, now, facts) for name, facts in found.items() if facts.get("gpus")
        }
        self._fed = tuple(map(_fed, snapshots, snapshots.values()))
        self._around.feed(self._cluster.name, snapshots)
        self.repeat()


def _fed(name: str, snapshot: Snapshot) -> Fed:
    gpus = snapshot.gpus
    loads = [gpu.utilization_percent for gpu in gpus if gpu.utilization_percent is not None]
    hot = [gpu.temperature_celsius for gpu in gpus if gpu.temperature_celsius is not None]
    power = [gpu.power_draw_watts for gpu in gpus if gpu.power_draw_watts is not None]
    used = [gpu.memory_used_bytes for gpu in gpus if gpu.memory_used_bytes is not None]
    total = [gpu.memory_total_bytes for gpu in gpus if gpu.memory_total_bytes is not None]
    return Fed(
        name,
        len(gpus),
        sum(loads) / len(loads) if loads else None,
        max(hot) if hot else None,
        sum(power) if power else None,
        sum(used) if used else None,
        sum(total) if total else None,
        ", ".join(str(code) for code in sorted({xid.code for xid in snapshot.xids or ()})),
    )


def _version(data: bytes) -> str:
    try:
        return str(json.loads(data)["data"]["version"])
    except (ValueError, KeyError, TypeError):
        return ""


def _tls(cluster: Cluster) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context()
        if cluster.ca_file:
            context.load_verify_locations(Path(cluster.ca_file).expanduser())
    except (OSError, ssl.SSLError) as error:
        raise ServerRefused(
            "cluster.ca_file", N_("{path} is no file of certificates: {reason}."), path=cluster.ca_file, reason=error
        ) from error
    return context
