"""Clusters: Slurm, Kubernetes and Prometheus. What a desk asks of them and what they say."""

from __future__ import annotations

from collections.abc import Mapping

from console.model.cluster import ClusterDeed, ClusterView
from console.model.errors import Problem
from console.model.kubernetes import KubeAction, KubeNode, KubePod, PodPlace
from console.model.prometheus import Alert, Fed, Target
from console.model.slurm import SlurmAction, SlurmJob, SlurmNode, SlurmPartition
from console.wire.messages.base import Event, Request, Result


class Clusters(Event, frozen=True):
    """The clusters of the configuration, in its order; at the start and when one has changed."""

    views: tuple[ClusterView, ...]


class ReloadClusters(Request, frozen=True, kw_only=True):
    """Read the file with the clusters again. Reply: how many there are."""


class AddCluster(Request, frozen=True, kw_only=True):
    """Write a cluster into the file; ``secret`` goes into the key ring, never into the file. Reply: its name."""

    fields: Mapping[str, str]
    """The keys of its ``[[cluster]]``."""
    secret: str = ""


class WatchCluster(Request, frozen=True, kw_only=True):
    """Ask a cluster while a page shows it, and tell all that it says; or stop."""

    cluster: str
    watching: bool


class AskAgain(Request, frozen=True, kw_only=True):
    """Ask a watched cluster now, not only when its time has come."""

    cluster: str


class SlurmChanged(Event, frozen=True):
    """What is new of a Slurm cluster. Nodes and jobs come in pieces; ``is_first`` forgets what was before."""

    cluster: str
    is_first: bool = False
    partitions: tuple[SlurmPartition, ...] | None = None
    nodes: tuple[SlurmNode, ...] = ()
    gone_nodes: tuple[str, ...] = ()
    jobs: tuple[SlurmJob, ...] = ()
    gone_jobs: tuple[str, ...] = ()


class SlurmDetails(Request, frozen=True, kw_only=True):
    """What ``scontrol show`` says of a job or a node. Reply: str."""

    cluster: str
    job: str = ""
    node: str = ""


class JobOutput(Request, frozen=True, kw_only=True):
    """The end of the file that a job writes. Reply: TextFile."""

    cluster: str
    job: str


class TextFile(Result, frozen=True):
    """The end of a file, or of a log."""

    path: str
    text: str
    is_cut: bool = False
    """Whether there is more before it."""


class RunSlurm(Request, frozen=True, kw_only=True):
    """Run the command of an action, see ``model.slurm.slurm_command``. Reply: what it printed."""

    cluster: str
    action: SlurmAction
    targets: tuple[str, ...]
    reason: str = ""


class KubeChanged(Event, frozen=True):
    """What is new of a Kubernetes cluster; ``is_first`` forgets what was before."""

    cluster: str
    is_first: bool = False
    nodes: tuple[KubeNode, ...] = ()
    gone_nodes: tuple[str, ...] = ()
    pods: tuple[KubePod, ...] = ()
    gone_pods: tuple[str, ...] = ()
    """By their uid."""


class PrometheusChanged(Event, frozen=True):
    """What a Prometheus server says now, whole: it is small beside the samples."""

    cluster: str
    targets: tuple[Target, ...]
    alerts: tuple[Alert, ...]
    fed: tuple[Fed, ...]


class KubeDetails(Request, frozen=True, kw_only=True):
    """The events and the YAML of a pod, or of a node. Reply: str."""

    cluster: str
    namespace: str = ""
    pod: str = ""
    node: str = ""


class RunKube(Request, frozen=True, kw_only=True):
    """Do what ``model.kubernetes.kube_command`` says. Reply: the command."""

    cluster: str
    action: KubeAction
    node: str


class DrainKube(Request, frozen=True, kw_only=True):
    """Drain a node from now on and tell what happens as ClusterLog, under a number that the desk has chosen.

    It goes on though nobody looks; who uncordons the node ends it.
    """

    stream: int
    cluster: str
    node: str
    force: bool = False
    """Also pods that nothing starts again."""
    reason: str = ""
    """For those who come after; it is kept in the history."""


class ClusterDeeds(Event, frozen=True):
    """What was done to a cluster: all that is kept when it is watched, then each anew as it begins and ends."""

    cluster: str
    deeds: tuple[ClusterDeed, ...]


class FollowLog(Request, frozen=True, kw_only=True):
    """Tell the log of a container from now on as ClusterLog, under a number that the desk has chosen."""

    stream: int
    place: PodPlace
    previous: bool = False
    """That of the container before this one, which ended: why it crashed."""


class StopLog(Request, frozen=True, kw_only=True):
    """Follow a log no more."""

    cluster: str
    stream: int


class ClusterLog(Event, frozen=True):
    """Lines of a log that is followed."""

    stream: int
    text: str
    is_over: bool = False
    problem: Problem | None = None
