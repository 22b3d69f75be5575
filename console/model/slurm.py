"""What Slurm says of its partitions, nodes and jobs, and the commands that change them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from console.model.errors import ConsoleError
from console.model.node import NodeState
from console.model.text import N_

_JOB_ID = re.compile(r"[0-9]{1,12}(?:_(?:[0-9]{1,9}|\[[0-9,%:-]{1,200}\]))?(?:\+[0-9]{1,9})?", re.ASCII)
_NODE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,253}", re.ASCII)

_DOWN = frozenset({"DOWN", "FAIL", "FAILING", "ERROR", "UNKNOWN", "INVALID_REG"})
_AWAY = frozenset({"POWERED_DOWN", "POWERING_DOWN", "POWERING_UP", "FUTURE", "MAINT", "MAINTENANCE", "REBOOT"})


class SlurmNode(Struct, frozen=True):
    """A node as ``scontrol show node`` has it. None is: it did not say."""

    name: str
    states: tuple[str, ...]
    """The base state first, then its flags: ``("IDLE", "DRAIN")``."""
    reason: str = ""
    reason_by: str = ""
    reason_at: float | None = None
    partitions: tuple[str, ...] = ()
    gres: str = ""
    gpus: int = 0
    gpus_used: int | None = None
    cpus: int | None = None
    cpus_used: int | None = None
    memory_bytes: int | None = None
    memory_used_bytes: int | None = None
    load: float | None = None
    version: str = ""
    address: str = ""

    @property
    def state(self) -> NodeState:
        """Return how the node is: what is down is more than what is drained."""
        flags = set(self.states)
        if "NOT_RESPONDING" in flags:
            return NodeState.UNREACHABLE
        if flags & _DOWN:
            return NodeState.FAILED
        if flags & {"DRAIN", "DRAINED", "DRAINING"}:
            return NodeState.DRAINED
        return NodeState.IDLE if flags & _AWAY else NodeState.OK


class SlurmJob(Struct, frozen=True):
    """A job of the queue. Times are seconds since 1970."""

    id: str
    """As people write it: ``812``, ``9_3``, ``9_[4-40%2]`` for the tasks of an array that wait together."""
    number: int
    user: str = ""
    account: str = ""
    partition: str = ""
    qos: str = ""
    name: str = ""
    state: str = ""
    reason: str = ""
    """Why it waits; empty when it does not."""
    node_count: int = 0
    nodes: str = ""
    gpus: int | None = None
    """Allocated, or asked for while it waits; of each task where many wait together."""
    tasks_waiting: int = 1
    submitted_at: float | None = None
    started_at: float | None = None
    """While it waits: when Slurm expects it to start."""
    limit_seconds: float | None = None
    priority: int | None = None

    @property
    def is_waiting(self) -> bool:
        """Return whether it still waits for its nodes."""
        return self.state in {"PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT"}

    @property
    def is_running(self) -> bool:
        """Return whether it holds its nodes."""
        return self.state in {"RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED", "STAGE_OUT", "STOPPED", "SIGNALING"}


class SlurmPartition(Struct, frozen=True):
    """A partition, with what its nodes and its queue add up to."""

    name: str
    state: str = ""
    is_default: bool = False
    nodes: str = ""
    limit_seconds: float | None = None
    node_count: int = 0
    nodes_ready: int = 0
    nodes_drained: int = 0
    nodes_down: int = 0
    gpus: int = 0
    gpus_used: int = 0
    gpus_waiting: int = 0
    """Asked for by jobs that wait."""
    jobs_running: int = 0
    jobs_waiting: int = 0


class SlurmState(Struct, frozen=True):
    """All of it, at one moment."""

    version: str = ""
    cluster: str = ""
    partitions: tuple[SlurmPartition, ...] = ()
    nodes: tuple[SlurmNode, ...] = ()
    jobs: tuple[SlurmJob, ...] = ()


def summed(
    partitions: Iterable[SlurmPartition], nodes: Sequence[SlurmNode], jobs: Sequence[SlurmJob]
) -> list[SlurmPartition]:
    """Return the partitions with what their nodes and jobs add up to."""
    of_partition: dict[str, list[SlurmNode]] = {}
    for node in nodes:
        for name in node.partitions:
            of_partition.setdefault(name, []).append(node)
    queues: dict[str, list[SlurmJob]] = {}
    for job in jobs:
        # One that may run in several partitions waits in each of them.
        for name in job.partition.split(","):
            queues.setdefault(name, []).append(job)
    return [_summed(part, of_partition.get(part.name, []), queues.get(part.name, [])) for part in partitions]


def _summed(part: SlurmPartition, nodes: list[SlurmNode], jobs: list[SlurmJob]) -> SlurmPartition:
    waiting = [job for job in jobs if job.is_waiting]
    return replace(
        part,
        node_count=len(nodes) or part.node_count,
        nodes_ready=sum(node.state is NodeState.OK for node in nodes),
        nodes_drained=sum(node.state is NodeState.DRAINED for node in nodes),
        nodes_down=sum(node.state in {NodeState.FAILED, NodeState.UNREACHABLE} for node in nodes),
        gpus=sum(node.gpus for node in nodes) or part.gpus,
        gpus_used=sum(node.gpus_used or 0 for node in nodes),
        gpus_waiting=sum((job.gpus or 0) * job.tasks_waiting for job in waiting),
        jobs_running=sum(job.is_running for job in jobs),
        jobs_waiting=sum(job.tasks_waiting for job in waiting),
    )


class SlurmAction(StrEnum):
    """What a person may do to jobs and nodes."""

    CANCEL = "cancel"
    HOLD = "hold"
    RELEASE = "release"
    REQUEUE = "requeue"
    DRAIN = "drain"
    RESUME = "resume"

    @property
    def is_for_nodes(self) -> bool:
        """Return whether it is done to nodes, else to jobs."""
        return self in {SlurmAction.DRAIN, SlurmAction.RESUME}


def slurm_command(action: SlurmAction, targets: Sequence[str], reason: str = "") -> str:
    """Return the command line of an action, the same that is shown and that is run; raises for odd targets."""
    pattern = _NODE_NAME if action.is_for_nodes else _JOB_ID
    # To Slurm, ALL is every node there is.
    odd = [target for target in targets if pattern.fullmatch(target) is None or target.upper() == "ALL"]
    if odd or not targets:
        raise ConsoleError(
            "cluster.odd_target", N_("{target} is no name of a job or node."), target=odd[0] if odd else "-"
        )
    listed = ",".join(targets)
    match action:
        case SlurmAction.CANCEL:
            return shlex.join(["scancel", *targets])
        case SlurmAction.DRAIN:
            # Slurm refuses to drain without a reason.
            return shlex.join(
                ["scontrol", "update", f"NodeName={listed}", "State=DRAIN", f"Reason={reason.strip() or 'none'}"]
            )
        case SlurmAction.RESUME:
            return shlex.join(["scontrol", "update", f"NodeName={listed}", "State=RESUME"])
        case _:
            return shlex.join(["scontrol", action.value, listed])
