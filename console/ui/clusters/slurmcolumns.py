"""The columns of the tables of Slurm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from console.model.node import NodeState
from console.model.slurm import SlurmJob, SlurmNode, SlurmPartition
from console.model.text import N_, fill
from console.settings.language import _
from console.ui.clusters.rows import Column, Share
from console.ui.formats import age_text, decimal, whole
from console.ui.signs import Sign, sign_of

NONE = "\N{EN DASH}"

_FAILED = frozenset(
    {"FAILED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE", "LAUNCH_FAILED", "RECONFIG_FAIL"}
)
_SIGNS = {
    "RUNNING": Sign.OK,
    "COMPLETING": Sign.BUSY,
    "CONFIGURING": Sign.BUSY,
    "STAGE_OUT": Sign.BUSY,
    "SUSPENDED": Sign.DRAINED,
    "STOPPED": Sign.DRAINED,
    "COMPLETED": Sign.TICK,
}

Now = Callable[[], float]

_figure = partial(Column, is_right=True)


def span_text(seconds: float | None) -> str:
    """Return a length of time as Slurm writes it, ``1-02:03:04``; of a limit that there is not, a sign for it."""
    if seconds is None:
        return "\N{INFINITY}"
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{days}-{hours:02}:{minutes:02}:{rest:02}" if days else f"{hours}:{minutes:02}:{rest:02}"


def job_sign(job: SlurmJob) -> Sign:
    """Return how a job is."""
    if job.state in _FAILED:
        return Sign.FAILED
    if job.is_waiting and "Held" in job.reason:
        return Sign.DRAINED
    return _SIGNS.get(job.state, Sign.HOLLOW)


def elapsed_seconds(job: SlurmJob, now: float) -> float:
    """Return how long a job has run; a job that waits has not."""
    return max(0.0, now - job.started_at) if job.is_running and job.started_at is not None else 0.0


def partition_columns() -> tuple[Column[SlurmPartition], ...]:
    """Return the columns of partitions."""
    return (
        Column("partition", N_("Partition"), 130, lambda p: p.name + (" *" if p.is_default else ""), sign=_partition),
        Column("state", N_("State"), 90, lambda p: p.state),
        Column(
            "gpus",
            N_("GPUs allocated"),
            150,
            lambda p: f"{p.gpus_used}/{p.gpus}" if p.gpus else NONE,
            lambda p: p.gpus_used,
            is_right=True,
            share=lambda p: Share(p.gpus_used, p.gpus, p.gpus_waiting) if p.gpus else None,
        ),
        _figure("wanted", N_("GPUs asked"), 84, lambda p: _some(p.gpus_waiting), lambda p: p.gpus_waiting),
        _figure("running", N_("Running"), 80, lambda p: whole(p.jobs_running), lambda p: p.jobs_running),
        _figure("waiting", N_("Waiting"), 80, lambda p: whole(p.jobs_waiting), lambda p: p.jobs_waiting),
        _figure("ready", N_("Nodes ready"), 90, lambda p: f"{p.nodes_ready}/{p.node_count}", lambda p: p.nodes_ready),
        _figure("drained", N_("Drained"), 80, lambda p: _some(p.nodes_drained), lambda p: p.nodes_drained),
        _figure("down", N_("Down"), 70, lambda p: _some(p.nodes_down), lambda p: p.nodes_down),
        _figure("limit", N_("Limit"), 100, lambda p: span_text(p.limit_seconds), lambda p: _limit(p.limit_seconds)),
        Column("nodes", N_("Nodes"), 160, lambda p: p.nodes),
    )


def job_columns(now: Now) -> tuple[Column[SlurmJob], ...]:
    """Return the columns of the queue."""
    return (
        Column("job", N_("Job"), 120, lambda j: j.id, lambda j: j.number, sign=job_sign),
        Column("name", N_("Name"), 130, lambda j: j.name),
        Column("user", N_("User"), 80, lambda j: j.user),
        Column("partition", N_("Partition"), 90, lambda j: j.partition),
        Column("state", N_("State"), 95, lambda j: j.state),
        Column("reason", N_("Waits for"), 130, lambda j: j.reason if j.is_waiting else ""),
        _figure("gpus", N_("GPUs"), 64, _job_gpus, lambda j: (j.gpus or 0) * j.tasks_waiting),
        Column("nodes", N_("Nodes"), 105, lambda j: j.nodes or (str(j.node_count) if j.node_count else NONE)),
        Column(
            "elapsed",
            N_("Elapsed"),
            90,
            lambda j: span_text(elapsed_seconds(j, now())) if j.is_running else NONE,
            lambda j: -(j.started_at or now()) if j.is_running else -now(),
            is_right=True,
            moves=True,
        ),
        _figure("limit", N_("Limit"), 100, lambda j: span_text(j.limit_seconds), lambda j: _limit(j.limit_seconds)),
        _figure("start", N_("Starts in"), 90, lambda j: _starts_in(j, now()), lambda j: _start(j), moves=True),
        _figure("priority", N_("Priority"), 100, lambda j: _none(j.priority), lambda j: j.priority or 0),
        Column("account", N_("Account"), 100, lambda j: j.account),
    )


def node_columns(now: Now) -> tuple[Column[SlurmNode], ...]:
    """Return the columns of nodes."""
    return (
        Column("node", N_("Node"), 130, lambda n: n.name, sign=lambda n: sign_of(n.state)),
        Column("state", N_("State"), 190, lambda n: "+".join(n.states)),
        Column("reason", N_("Reason"), 190, lambda n: n.reason),
        Column(
            "gpus",
            N_("GPUs allocated"),
            130,
            lambda n: f"{_none(n.gpus_used)}/{n.gpus}" if n.gpus else NONE,
            lambda n: n.gpus_used or 0,
            is_right=True,
            share=lambda n: Share(n.gpus_used or 0, n.gpus) if n.gpus else None,
        ),
        Column(
            "cpus",
            N_("CPUs allocated"),
            130,
            lambda n: f"{_none(n.cpus_used)}/{_none(n.cpus)}",
            lambda n: n.cpus_used or 0,
            is_right=True,
            share=lambda n: Share(n.cpus_used or 0, n.cpus) if n.cpus else None,
        ),
        _figure("memory", N_("Memory allocated"), 120, _memory, lambda n: n.memory_used_bytes or 0),
        _figure(
            "load", N_("Load"), 70, lambda n: NONE if n.load is None else decimal(n.load, 2), lambda n: n.load or 0.0
        ),
        Column("gres", N_("GRES"), 120, lambda n: n.gres),
        Column("partition", N_("Partitions"), 120, lambda n: ", ".join(n.partitions)),
        Column("by", N_("Set by"), 90, lambda n: n.reason_by),
        _figure(
            "since", N_("Set"), 80, lambda n: _age(n.reason_at, now()), lambda n: -(n.reason_at or 0.0), moves=True
        ),
        Column("version", N_("Version"), 80, lambda n: n.version),
    )


def _partition(part: SlurmPartition) -> Sign:
    if part.state != "UP":
        return Sign.DRAINED
    if part.nodes_down:
        return sign_of(NodeState.WARNING)
    return Sign.OK


def _job_gpus(job: SlurmJob) -> str:
    if not job.gpus:
        return NONE
    return f"{job.tasks_waiting}\N{MULTIPLICATION SIGN}{job.gpus}" if job.tasks_waiting > 1 else str(job.gpus)


def _memory(node: SlurmNode) -> str:
    if node.memory_bytes is None:
        return NONE
    return f"{(node.memory_used_bytes or 0) / 2**30:.0f}/{node.memory_bytes / 2**30:.0f} GiB"


def _starts_in(job: SlurmJob, now: float) -> str:
    if not job.is_waiting or job.started_at is None:
        return ""
    return age_text(max(0.0, job.started_at - now))


def _start(job: SlurmJob) -> float:
    return job.started_at if job.is_waiting and job.started_at is not None else float("inf")


def _age(moment: float | None, now: float) -> str:
    return "" if moment is None else fill(_("{age} ago"), {"age": age_text(max(0.0, now - moment))})


def _limit(seconds: float | None) -> float:
    return float("inf") if seconds is None else seconds


def _some(count: int) -> str:
    return whole(count) if count else ""


def _none(value: int | None) -> str:
    return NONE if value is None else str(value)
