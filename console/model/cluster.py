"""A cluster that somebody wrote down: where it is asked, and how it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from console.model.errors import Problem
from console.model.node import NodeState


class ClusterKind(StrEnum):
    """What manages the nodes, or measures them."""

    SLURM = "slurm"
    KUBERNETES = "kubernetes"
    PROMETHEUS = "prometheus"


class Cluster(Struct, frozen=True):
    """One ``[[cluster]]`` of the configuration. Fields that its kind does not use are empty."""

    name: str
    kind: ClusterKind
    login: str = ""
    """Slurm: the node through which it is asked, a name of the inventory or ``user@host``."""
    kubeconfig: str = ""
    """Kubernetes: the file; empty is what KUBECONFIG or the home folder says."""
    context: str = ""
    """Kubernetes: one of the file; empty is its current one."""
    via: str = ""
    """Kubernetes and Prometheus: the node whose SSH connection leads to the server; empty goes there directly."""
    url: str = ""
    """Prometheus: where its API is."""
    ca_file: str = ""
    """Prometheus: certificates to trust beside those of the system."""
    token: str = ""
    """Prometheus: the name of a secret in the key ring that is sent as a bearer token."""
    every_seconds: float = 0.0
    """How often it is asked; 0 is what suits its kind."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Prometheus: which label says what, ``node`` and ``gpu``."""
    place: str = ""
    """``file:line:column``."""

    @property
    def where(self) -> str:
        """Return what a person reads as its address."""
        return self.login or self.url or self.context or self.kubeconfig


class ClusterView(Struct, frozen=True):
    """How a cluster is, as of the last time that it was asked."""

    cluster: Cluster
    state: NodeState = NodeState.IDLE
    problem: Problem | None = None
    version: str = ""
    taken_at: float | None = None
    """When its values were taken, in seconds since 1970."""
    every_seconds: float = 0.0


class Command(Struct, frozen=True):
    """What an action on a cluster will run, before anybody has agreed to it."""

    text: str
    warnings: tuple[str, ...] = ()
    """What a person should know first: the pods that a drain would evict."""


class ClusterDeed(Struct, frozen=True):
    """Something that a person did to a cluster: drained nodes, ended jobs."""

    id: str
    cluster: str
    who: str
    """``user@host`` of the desk."""
    action: str
    """The value of a ``SlurmAction`` or a ``KubeAction``, or ``drain``."""
    targets: tuple[str, ...]
    command: str
    """What was run, or what does the same."""
    at: float
    """Seconds since the epoch."""
    reason: str = ""
    ended_at: float = 0.0
    """0: it is under way, or nobody saw its end."""
    said: str = ""
    """What came of it in the cluster's words."""
    problem: Problem | None = None
