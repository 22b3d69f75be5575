"""The batch system of the data centre: what Slurm knows of nodes and jobs, and what people have told it.

The GPUs of a job are those of a workload, so that ``squeue``, ``nvidia-smi`` and the process table tell the same. Jobs
that want no GPU, and jobs that wait, come and go with the time of the story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from console.sim.noise import pick
from console.sim.story import Story

if TYPE_CHECKING:
    from console.sim.node import Node

PARTITION_DAYS = {"h100": 0, "h200": 0, "a100": 0, "l40s": 2}
"""The longest that a job may run; 0: as long as it likes."""
USERS = ("ada", "lin", "noor", "tomas")
PASSING = (
    ("tokenise", 0, 16), ("eval-report", 0, 8), ("sweep-lr", 8, 32), ("dedup-shards", 0, 24),
    ("sft-nightly", 4, 16), ("quantise", 1, 8), ("collect-logs", 0, 4),
)  # fmt: skip
"""Name, GPUs and processors of jobs that come and go; those with GPUs wait until they are taken back."""
FIRST_SUBMITTED, FIRST_PASSING = 9_000, 10_000


class BatchJob(Struct, frozen=True):
    """A job. Times are seconds since 1970."""

    id: int
    name: str
    user: str
    partition: str
    nodes: tuple[str, ...]
    """Where it runs; empty while it waits."""
    node_count: int
    gpus: int
    """On each node."""
    cpus: int
    submitted: float
    started: float | None
    limit_seconds: int
    """0: none."""
    reason: str = "None"
    output: str = "/dev/null"
    folder: str = "/home/ops"

    @property
    def is_running(self) -> bool:
        """Return whether it has its nodes."""
        return self.started is not None

    @property
    def state(self) -> str:
        """Return Slurm's word."""
        return "RUNNING" if self.is_running else "PENDING"


class Drained(Struct, frozen=True):
    """Why a node gets no more jobs, who said so and when."""

    reason: str
    by: str
    at: float


@dataclass(slots=True)
class Batch:
    """The whole system; one for all nodes of a data centre."""

    story: Story
    network: Mapping[str, Node]
    drained: dict[str, Drained] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)
    submitted: list[BatchJob] = field(default_factory=list)
    ends: dict[int, Callable[[], None]] = field(default_factory=dict)
    """What ends the script of a job that runs."""

    def __post_init__(self) -> None:
        """Drain what the story says has failed."""
        for node in self.nodes():
            if node.spec.lost_gpu is not None:
                at = self._quarter() + 3600 * pick(20, 400, self.story.seed, node.spec.name, "drained")
                at = min(at, self.story.moment() - 600)
                self.drained[node.spec.name] = Drained(f"XID 79 on GPU {node.spec.lost_gpu}", "root", at)

    # ---- nodes -------------------------------------------------------------------------------

    def nodes(self) -> list[Node]:
        """Return the nodes that Slurm has: those with GPUs of NVIDIA that do more than to serve."""
        return [node for node in self.network.values() if node.spec.nvidia_gpus and not _serves(node)]

    def partitions(self) -> dict[str, list[Node]]:
        """Return the nodes of each partition, one a model of GPU; the first is the default."""
        found: dict[str, list[Node]] = {}
        for node in sorted(self.nodes(), key=lambda node: list(PARTITION_DAYS).index(node.spec.gpu)):
            found.setdefault(node.spec.gpu, []).append(node)
        return found

    def of_node(self, name: str) -> list[BatchJob]:
        """Return the jobs that run on a node."""
        return [job for job in self.jobs() if name in job.nodes]

    def state_of(self, node: Node) -> str:
        """Return Slurm's words for a node: ``MIXED+DRAIN``."""
        if node.spec.driver_missing:
            return "DOWN+INVALID_REG"
        taken = sum(job.gpus for job in self.of_node(node.spec.name))
        cpus = sum(job.cpus for job in self.of_node(node.spec.name))
        base = "IDLE" if not cpus else "ALLOCATED" if cpus >= node.spec.hardware.threads else "MIXED"
        base = "MIXED" if taken and base == "IDLE" else base
        return f"{base}+DRAIN" if node.spec.name in self.drained else base

    # ---- jobs --------------------------------------------------------------------------------

    def jobs(self) -> list[BatchJob]:
        """Return the jobs there are now, the newest first."""
        found = [*self._of_workloads(), *self._passing(), *self.submitted]
        there = [self._held(job) for job in found if job.id not in self.cancelled]
        return sorted(there, key=lambda job: (job.is_running, -job.id))

    def job(self, number: int) -> BatchJob | None:
        """Return the job of a number."""
        return next((job for job in self.jobs() if job.id == number), None)

    def submit(self, job: BatchJob) -> BatchJob:
        """Take a job; it starts where there is room."""
        placed = self._placed(job)
        self.submitted.append(placed)
        return placed

    def next_number(self) -> int:
        """Return the number of the next job that is submitted."""
        return FIRST_SUBMITTED + len(self.submitted)

    def cancel(self, number: int) -> None:
        """End a job, or take it out of the queue."""
        self.cancelled.add(number)
        if (end := self.ends.pop(number, None)) is not None:
            end()

    def is_own(self, number: int) -> bool:
        """Return whether somebody has submitted it here: what the story runs does not end for a visitor."""
        return any(job.id == number for job in self.submitted)

    def _placed(self, job: BatchJob) -> BatchJob:
        room = [node for node in self.partitions().get(job.partition, ()) if self._free(node) >= job.gpus]
        room = [node for node in room if node.spec.name not in self.drained and not node.spec.driver_missing]
        if len(room) < job.node_count:
            return replace(job, reason="Resources")
        names = tuple(sorted(node.spec.name for node in room)[: job.node_count])
        return replace(job, nodes=names, started=self.story.moment())

    def _free(self, node: Node) -> int:
        lost = 0 if node.spec.lost_gpu is None else 1
        apart = sum(len(workload.spec.gpus) for workload in node.workloads if workload.job is None)
        return node.spec.gpus - lost - apart - sum(job.gpus for job in self.of_node(node.spec.name))

    def _held(self, job: BatchJob) -> BatchJob:
        return replace(job, reason="JobHeldUser") if job.id in self.held and not job.is_running else job

    def _of_workloads(self) -> Iterator[BatchJob]:
        found: dict[int, BatchJob] = {}
        for node in self.nodes():
            for workload in node.workloads:
                number = workload.job
                if number is None:
                    continue
                leader = next(p for p in node.processes.all() if p.workload is workload)
                known = found.get(number)
                if known is not None:
                    found[number] = replace(
                        known, nodes=(*known.nodes, node.spec.name), node_count=len(known.nodes) + 1
                    )
                    continue
                user = USERS[pick(0, len(USERS) - 1, self.story.seed, number)]
                found[number] = BatchJob(
                    number, workload.name, user, node.spec.gpu, (node.spec.name,), 1, len(workload.spec.gpus),
                    16 * len(workload.spec.gpus), leader.started - 900, leader.started,
                    0, output=f"/home/{user}/{workload.name}-{number}.out",
                    folder=f"/home/{user}",
                )  # fmt: skip
        yield from found.values()

    def _passing(self) -> Iterator[BatchJob]:
        """Yield the jobs of this moment that come and go."""
        partitions = self.partitions()
        names = [name for name, nodes in partitions.items() if any(not n.spec.driver_missing for n in nodes)]
        for slot in range(len(PASSING) if names else 0):
            job = self._passes(slot, partitions, names)
            if job is not None:
                yield job

    def _passes(self, slot: int, partitions: Mapping[str, list[Node]], names: list[str]) -> BatchJob | None:
        """Return the job of a slot: it waits, runs if it wants no GPU, and makes room for the next one."""
        name, gpus, cpus = PASSING[slot]
        seed, moment = (self.story.seed, "passing", slot), self.story.moment() - self._quarter()
        period = pick(300, 1500, *seed)
        turn, within = divmod(moment + pick(0, period, *seed, "shift"), period)
        if within > 0.92 * period:
            return None
        number = FIRST_PASSING + int(turn) * len(PASSING) + slot
        begun = self._quarter() + moment - within
        waits = period * (1.0 if gpus else 0.2)
        # Those that want GPUs ask for the ones that are taken.
        partition = names[0] if gpus else names[pick(0, len(names) - 1, *seed, int(turn))]
        there = [n for n in partitions[partition] if n.spec.name not in self.drained and not n.spec.driver_missing]
        runs = within >= waits and bool(there)
        user = USERS[pick(0, len(USERS) - 1, *seed, int(turn), "user")]
        return BatchJob(
            number,
            name,
            user,
            partition,
            (there[int(turn) % len(there)].spec.name,) if runs else (),
            1,
            gpus,
            cpus,
            begun,
            begun + waits if runs else None,
            int(period / 60 + 1) * 60,
            "None" if runs else "Priority" if not gpus else "Resources" if gpus > 4 else "QOSMaxGRESPerUser",
            f"/home/{user}/{name}-{number}.out",
            f"/home/{user}",
        )

    def _quarter(self) -> float:
        now = self.story.now()
        first = now.replace(month=3 * ((now.month - 1) // 3) + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
        return first.timestamp()


def _serves(node: Node) -> bool:
    return bool(node.workloads) and all(workload.job is None for workload in node.workloads)
