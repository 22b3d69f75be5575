"""What a desk asks of clusters, and what clusters need of the core."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from console.app.clusterdeeds import DeedKeeper
from console.model.cluster import Cluster, ClusterKind
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.kubernetes import drain_command, kube_command
from console.model.node import Node, Snapshot, Source
from console.model.slurm import slurm_command
from console.model.text import N_
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.rooms import Rooms
    from console.fleet.clusters.clusters import Clusters
    from console.fleet.clusters.http import Gateway
    from console.fleet.clusters.slurm import LoginNode
    from console.ssh.asking import SecretRequest


SIMULATED = (Cluster("training", ClusterKind.SLURM, login="jump-01"),)
"""The clusters of the simulated data centre."""


class RoomsAround:
    """Gives clusters the connections of the rooms."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def login_node(self, name: str) -> LoginNode:
        """Connect to a node by its name in the inventory, or as ``user@host``."""
        return await self._rooms.connection_to(name)

    async def gateway(self, name: str) -> Gateway:
        """Connect to a node that leads to a server."""
        return await self._rooms.connection_to(name)

    async def secret(self, name: str) -> str:
        """Return a secret of the key ring."""
        from console.ssh.secrets import SecretStore

        found = await SecretStore().load(_entry(name))
        if found is None:
            raise NoSecret(
                "cluster.no_secret",
                N_("The key ring has no token called {name}."),
                N_("Add the cluster anew with its token, or unlock the key ring."),
                name=name,
            )
        return found

    async def keep_secret(self, name: str, secret: str) -> None:
        """Put a secret into the key ring."""
        from console.ssh.secrets import SecretStore

        if not await SecretStore().save(_entry(name), secret):
            raise NoSecret(
                "cluster.secret_not_kept",
                N_("The cluster is added, but there is no key ring that keeps its token."),
                N_("Install or unlock one, and add the cluster anew."),
            )

    def feed(self, cluster: str, snapshots: Mapping[str, Snapshot]) -> None:
        """Give the fleet the values of nodes; those that nobody has written down stand in a group of the cluster."""
        fleet = self._rooms.fleet
        nodes = [view.node for view in self._rooms.store.views()]
        names = Names(node for node in nodes if node.source is not Source.PROMETHEUS)
        ids = {name: names.find(name) or NodeId(f"{Source.PROMETHEUS}:{name}") for name in snapshots}
        own = {node.id: node for node in nodes if node.source is Source.PROMETHEUS and node.path == (cluster,)}
        for node in own.values():
            if ids.get(node.name, node.id) != node.id:
                fleet.remove(node.id)  # somebody has written it down since
        known = {node.id for node in nodes}
        new = [
            Node(ids[name], name, (cluster,), name, Source.PROMETHEUS) for name in snapshots if ids[name] not in known
        ]
        if new:
            fleet.load(new)
        fleet.feed(cluster, {ids[name]: snapshot for name, snapshot in snapshots.items()})

    def unfeed(self, cluster: str) -> None:
        """Let the fleet ask its nodes by itself again."""
        self._rooms.fleet.unfeed(cluster)


class Names:
    """Finds a node by what others call it. Without a domain on either side the first part decides, where it is one."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._whole: dict[str, NodeId] = {}
        self._short: dict[str, set[NodeId]] = {}
        for node in nodes:
            for name in filter(None, (node.name, node.alias, node.host, node.address_shown)):
                self._whole.setdefault(name, node.id)
                self._short.setdefault(_first(name), set()).add(node.id)

    def find(self, name: str) -> NodeId | None:
        """Return the node of this name, None where there is none, or several that could be meant."""
        if name in self._whole:
            return self._whole[name]
        if "." in name:
            return self._whole.get(_first(name))
        found = self._short.get(name, set())
        return next(iter(found)) if len(found) == 1 else None


def _first(name: str) -> str:
    """Return a name without its domain; an address has none."""
    first = name.partition(".")[0]
    return name if first.isdigit() else first


class NoSecret(ConsoleError):
    """A token that is not there; it waits for a person."""

    retryable = False


def _entry(name: str) -> SecretRequest:
    from console.ssh.asking import SecretKind, SecretRequest

    return SecretRequest(SecretKind.PASSWORD, f"cluster:{name}")


class ClusterRequests:
    """The requests that concern clusters; all of them need the rooms."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._deeds = DeedKeeper(core)
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.ReloadClusters: self._reload,
            m.AddCluster: self._add,
            m.WatchCluster: self._watch,
            m.AskAgain: self._ask_again,
            m.SlurmDetails: self._slurm_details,
            m.JobOutput: self._job_output,
            m.RunSlurm: self._run_slurm,
            m.KubeDetails: self._kube_details,
            m.RunKube: self._run_kube,
            m.DrainKube: self._drain_kube,
            m.FollowLog: self._follow_log,
            m.StopLog: self._stop_log,
        }

    async def _clusters(self) -> Clusters:
        return (await self._core.rooms()).clusters

    async def _reload(self, _: m.ReloadClusters) -> int:
        return await (await self._clusters()).load()

    async def _add(self, request: m.AddCluster) -> str:
        return await (await self._clusters()).add(request.fields, request.secret)

    async def _watch(self, request: m.WatchCluster) -> None:
        (await self._clusters()).watch(request.cluster, watching=request.watching)
        if request.watching:
            await self._deeds.tell(request.cluster)

    async def _ask_again(self, request: m.AskAgain) -> None:
        (await self._clusters()).ask_again(request.cluster)

    async def _slurm_details(self, request: m.SlurmDetails) -> str:
        return await (await self._clusters()).slurm(request.cluster).details(request.job, request.node)

    async def _job_output(self, request: m.JobOutput) -> m.TextFile:
        return await (await self._clusters()).slurm(request.cluster).output(request.job)

    async def _run_slurm(self, request: m.RunSlurm) -> str:
        cluster = (await self._clusters()).slurm(request.cluster)
        command = slurm_command(request.action, request.targets, request.reason)
        deed = await self._deeds.begin(
            request.cluster, request.action, request.targets, command, request.reason.strip()
        )
        return await self._deeds.doing(deed, cluster.act(request.action, request.targets, request.reason))

    async def _kube_details(self, request: m.KubeDetails) -> str:
        cluster = (await self._clusters()).kubernetes(request.cluster)
        return await cluster.details(request.namespace, request.pod, request.node)

    async def _run_kube(self, request: m.RunKube) -> str:
        cluster = (await self._clusters()).kubernetes(request.cluster)
        command = kube_command(request.action, request.node)
        deed = await self._deeds.begin(request.cluster, request.action, (request.node,), command)
        return await self._deeds.doing(deed, cluster.act(request.action, request.node))

    async def _drain_kube(self, request: m.DrainKube) -> None:
        cluster = (await self._clusters()).kubernetes(request.cluster)
        flags = "--ignore-daemonsets --delete-emptydir-data" + (" --force" if request.force else "")
        command, reason = f"{drain_command(request.node)} {flags}", request.reason.strip()
        deed = await self._deeds.begin(request.cluster, "drain", (request.node,), command, reason)
        ended = self._deeds.ended(deed)
        try:
            cluster.drain(request.stream, request.node, ended, force=request.force)
        except ConsoleError as error:
            ended("", error.problem)
            raise

    async def _follow_log(self, request: m.FollowLog) -> None:
        cluster = (await self._clusters()).kubernetes(request.place.cluster)
        cluster.follow(request.stream, request.place, previous=request.previous)

    async def _stop_log(self, request: m.StopLog) -> None:
        (await self._clusters()).kubernetes(request.cluster).stop(request.stream)
