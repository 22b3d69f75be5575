"""The clusters of the configuration: which there are, who looks at them, what is done to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from console.fleet.clusters.http import Gateway
from console.fleet.clusters.kubernetes import KubernetesSource
from console.fleet.clusters.prometheus import PrometheusSource
from console.fleet.clusters.slurm import LoginNode, SlurmSource
from console.fleet.clusters.source import Source, Watch
from console.model.clock import Clock
from console.model.cluster import Cluster, ClusterKind, ClusterView
from console.model.errors import ConsoleError, Problem
from console.model.node import Snapshot
from console.model.text import N_
from console.settings.clusters import add_cluster, read_clusters
from console.wire import messages as m
from console.wire.tasks import TaskSet

S = TypeVar("S")

DESK = "desk"
FLEET = "fleet"


class Surroundings(Protocol):
    """What clusters need of the rest of the core."""

    async def login_node(self, name: str) -> LoginNode:
        """Connect to a node by its name in the inventory, or as ``user@host``."""
        ...

    async def gateway(self, name: str) -> Gateway:
        """Connect to a node that leads to a server."""
        ...

    async def secret(self, name: str) -> str:
        """Return a secret of the key ring; raises where there is none of this name."""
        ...

    async def keep_secret(self, name: str, secret: str) -> None:
        """Put a secret into the key ring; raises where that cannot be."""
        ...

    def feed(self, cluster: str, snapshots: Mapping[str, Snapshot]) -> None:
        """Take the values of nodes, by name."""
        ...

    def unfeed(self, cluster: str) -> None:
        """Know that the cluster brings no values any more."""
        ...


class Clusters:
    """Keeps one watch a cluster. Told to the desk: which clusters there are, and all that they say."""

    def __init__(
        self,
        path: Path | None,
        surroundings: Surroundings,
        tell: Callable[[m.Event], None],
        clock: Clock,
        tasks: TaskSet,
        given: tuple[Cluster, ...] = (),
    ) -> None:
        self._given = given
        """Those that there are without a file."""
        self._path, self._around, self._tell = path, surroundings, tell
        self._clock, self._tasks = clock, tasks
        self._watches: dict[str, Watch] = {}
        self.problems: list[Problem] = []
        """What in the file does not count."""

    # ---- which there are ---------------------------------------------------------------------

    async def load(self) -> int:
        """Read the file; what did not change in it goes on as it is. Returns how many clusters there are."""
        if self._path is not None:
            found, self.problems = await asyncio.to_thread(read_clusters, self._path)
            if found is not None:
                await self._take(found)
        else:
            await self._take(self._given)
        self.tell_all()
        return len(self._watches)

    async def add(self, fields: Mapping[str, str], secret: str = "") -> str:
        """Write a cluster into the file, its secret into the key ring, and return its name."""
        if self._path is None:
            raise ConsoleError("cluster.simulated", N_("The simulated data centre takes no clusters."))
        named = {**fields, "token": fields.get("name", "")} if secret else fields
        cluster = await asyncio.to_thread(add_cluster, self._path, named)
        if secret:
            await self._around.keep_secret(cluster.token, secret)
        await self.load()
        return cluster.name

    def views(self) -> tuple[ClusterView, ...]:
        """Return how each of them is."""
        return tuple(watch.view for watch in self._watches.values())

    def tell_all(self) -> None:
        """Tell the desk which there are, and what in the file does not count."""
        self._tell(m.Clusters(self.views()))
        for problem in self.problems:
            self._tell(m.Notice(problem))

    async def _take(self, found: tuple[Cluster, ...]) -> None:
        before, self._watches = self._watches, {}
        for cluster in found:
            known = before.get(cluster.name)
            if known is None or known.view.cluster != cluster:
                known = self._made(cluster)
            self._watches[cluster.name] = known
            if cluster.kind is ClusterKind.PROMETHEUS:
                # It stands for asking every node, and its history is to have no holes.
                known.want(FLEET)
        for name, watch in before.items():
            new = self._watches.get(name)
            if new is not watch:
                viewers = watch.viewers
                await watch.close()
                self._around.unfeed(name)
                if new is not None:
                    for viewer in viewers:
                        new.want(viewer)

    def _made(self, cluster: Cluster) -> Watch:
        return Watch(cluster, self._source(cluster), lambda _view: self._changed(), self._clock, self._tasks)

    def _source(self, cluster: Cluster) -> Source:
        if cluster.kind is ClusterKind.PROMETHEUS:
            return PrometheusSource(cluster, self._around, self._tell, self._clock)
        if cluster.kind is ClusterKind.KUBERNETES:
            return KubernetesSource(cluster, self._around.gateway, self._tell, self._clock, self._tasks)
        return SlurmSource(cluster, self._around.login_node, self._tell)

    def _changed(self) -> None:
        self._tell(m.Clusters(self.views()))

    # ---- who looks ---------------------------------------------------------------------------

    def watch(self, name: str, *, watching: bool, viewer: str = DESK) -> None:
        """Ask a cluster from now on, or no more, for a viewer."""
        watch = self._watches.get(name)
        if watch is None:
            return
        if watching:
            watch.want(viewer)
        else:
            watch.unwant(viewer)

    def unwatch_all(self, viewer: str = DESK) -> None:
        """Stop asking what only this viewer looked at: its desk has gone."""
        for watch in self._watches.values():
            watch.unwant(viewer)
            if isinstance(watch.source, KubernetesSource):
                watch.source.stop_all()

    def ask_again(self, name: str) -> None:
        """Ask a cluster now."""
        if (watch := self._watches.get(name)) is not None:
            watch.hurry()

    async def close(self) -> None:
        """Stop asking."""
        for watch in self._watches.values():
            await watch.close()

    # ---- what is done to them ----------------------------------------------------------------

    def slurm(self, name: str) -> SlurmSource:
        """Return the source of a Slurm cluster."""
        return self._of(name, SlurmSource)

    def kubernetes(self, name: str) -> KubernetesSource:
        """Return the source of a Kubernetes cluster."""
        return self._of(name, KubernetesSource)

    def _of(self, name: str, kind: type[S]) -> S:
        watch = self._watches.get(name)
        if watch is None or not isinstance(watch.source, kind):
            raise ConsoleError(
                "cluster.unknown",
                N_("There is no cluster {name} of this kind."),
                N_("It may have been taken out of clusters.toml."),
                name=name,
            )
        return watch.source
