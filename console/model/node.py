"""A node of the fleet: where it is, what it runs, how it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from console.model.errors import Problem
from console.model.gpu import Gpu, GpuProcess, Xid
from console.model.ids import NodeId
from console.model.text import N_

QUICK_GROUP = N_("Quick connections")
"""The group of nodes that a person connected to without a source; each desk shows it in its language."""


class Environment(StrEnum):
    """What a mistake on the node would cost."""

    PRODUCTION = "production"
    STAGING = "staging"
    DEVELOPMENT = "development"
    UNKNOWN = "unknown"


class NodeState(StrEnum):
    """How a node is. ``SEVERITY`` orders them for the roll-up of a group."""

    KEY_CHANGED = "key_changed"
    FAILED = "failed"
    WARNING = "warning"
    UNREACHABLE = "unreachable"
    STALE = "stale"
    CONNECTING = "connecting"
    DRAINED = "drained"
    OK = "ok"
    IDLE = "idle"
    """Known, but nobody has asked it yet."""


SEVERITY: tuple[NodeState, ...] = tuple(NodeState)
"""Most severe first."""


class Source(StrEnum):
    """Where the inventory has a node from."""

    INVENTORY = "inventory"
    """The person's own file."""
    SSH_CONFIG = "ssh_config"
    ANSIBLE = "ansible"
    SLURM = "slurm"
    KUBERNETES = "kubernetes"
    PROMETHEUS = "prometheus"
    """Nobody has written it down; a Prometheus server has values of it."""
    QUICK_CONNECT = "quick_connect"
    SIMULATION = "simulation"
    LOCAL = "local"


class Node(Struct, frozen=True):
    """An entry of the inventory: how to reach a machine, and what people call it.

    ``path`` is the way to it in the tree, outermost first: data centre, group. ``address_shown``
    is what people read; it differs from ``host`` where a simulated node answers on loopback.
    """

    id: NodeId
    name: str
    path: tuple[str, ...]
    host: str
    source: Source
    port: int | None = None
    user: str | None = None
    environment: Environment = Environment.UNKNOWN
    simulated: bool = False
    address_shown: str = ""
    tags: tuple[str, ...] = ()
    identity_files: tuple[str, ...] = ()
    known_hosts: str | None = None
    alias: str = ""
    """The name under which ssh_config has it; empty when it has not."""
    jumps: tuple[str, ...] = ()
    """The hosts on the way that a person named; empty: as ssh_config says."""
    groups: tuple[str, ...] = ()
    """Every group that a source puts it in, also those that are not on its ``path``."""
    rack: str = ""
    notes: str = ""
    """What a person wrote down about it."""
    color: str = ""
    """``#rrggbb``, a person's own mark for it; empty: none."""
    known_by: tuple[str, ...] = ()
    """The ids of the sources that know it, strongest first (``fleet/sources``)."""


class Distro(Struct, frozen=True):
    """A Linux distribution as its own release files tell it."""

    id: str
    """``ubuntu``, ``rhel``, ``centos``, ``ol``, ``amzn``, ``alpine``; ``unknown`` when nothing tells."""
    family: str
    """The file in ``distros/`` that knows it: ``debian``, ``rhel``, ``suse``, ``amazon``, ``oracle``, ``alpine``."""
    name: str
    version: str | None
    pretty_name: str
    libc: str | None = None
    """``glibc 2.36`` or ``musl 1.2.5``."""
    support_end: str | None = None
    """``SUPPORT_END`` of os-release, where it has one: ``2035-06-01``."""


class Snapshot(Struct, frozen=True, gc=False):
    """What the probe of a node said last. ``None`` is: it did not say."""

    sequence: int
    taken_at: datetime
    """The desk's wall time when it arrived."""
    hostname: str | None = None
    distro: Distro | None = None
    kernel: str | None = None
    architecture: str | None = None
    uptime_seconds: float | None = None
    load_1m: float | None = None
    cpu_count: int | None = None
    memory_total_bytes: int | None = None
    memory_available_bytes: int | None = None
    disk_total_bytes: int | None = None
    disk_free_bytes: int | None = None
    python_version: str | None = None
    driver_version: str | None = None
    cuda_version: str | None = None
    """The newest that the driver runs."""
    module_flavor: str | None = None
    """``open`` or ``proprietary``: which of its two kernel modules the NVIDIA driver is."""
    gpu_source: str | None = None
    """``nvml``, ``nvidia-smi`` or None: no GPU was looked at."""
    gpu_problem: Problem | None = None
    """Why there are no GPU values where some were expected: no driver, a lost GPU, no permission."""
    gpus: tuple[Gpu, ...] = ()
    gpu_processes: tuple[GpuProcess, ...] | None = None
    """Who computes on the GPUs, as of a few seconds before."""
    xids: tuple[Xid, ...] | None = None
    """What the driver reported lately, newest last. None: the user may not read it."""


class NodeView(Struct, frozen=True, gc=False):
    """All that a view needs of one node. The fleet store is its only writer."""

    node: Node
    state: NodeState = NodeState.IDLE
    problem: Problem | None = None
    snapshot: Snapshot | None = None
    latency_seconds: float | None = None
    missed_samples: int = 0


class ChangeSet(Struct, frozen=True):
    """What an operation changed. Views refresh exactly these rows."""

    changed: tuple[NodeView, ...] = ()
    removed: tuple[NodeId, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    """Lines of the inventory that could not be read, each with its place."""

    def parts(self, most: int) -> Iterator[ChangeSet]:
        """Yield it in one or more, with at most so many changed nodes each."""
        yield ChangeSet(self.changed[:most], self.removed, self.problems)
        for at in range(most, len(self.changed), most):
            yield ChangeSet(self.changed[at : at + most])
