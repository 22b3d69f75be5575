"""What Slurm prints of nodes, partitions and jobs, line by line as 24.05 does it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from console.sim.batch import PARTITION_DAYS, Batch, BatchJob
from console.sim.node import Node

VERSION = "24.05.4"


def moment(seconds: float | None, epoch: str = "") -> str:
    """Return a time as Slurm writes it; ``epoch`` is SLURM_TIME_FORMAT."""
    if seconds is None:
        return "Unknown"
    return str(int(seconds)) if epoch == "%s" else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def span(seconds: float) -> str:
    """Return a length of time: ``7-00:00:00``, ``02:03:04``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{days}-{hours:02}:{minutes:02}:{rest:02}" if days else f"{hours:02}:{minutes:02}:{rest:02}"


def limit(seconds: float, none: str = "UNLIMITED") -> str:
    """Return a limit, or the word for that there is none."""
    return span(seconds) if seconds else none


def short(seconds: float) -> str:
    """Return a length of time as squeue's own columns have it: ``3:04``."""
    whole = span(seconds)
    return (
        whole
        if "-" in whole
        else whole.lstrip("0:").rjust(4, "0").rjust(4)
        if seconds >= 60
        else f"0:{int(seconds):02}"
    )


def folded(names: Iterable[str]) -> str:
    """Fold names that differ in their last number: ``gpu-a[02-03],gpu-b03``."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        stem = name.rstrip("0123456789")
        groups.setdefault(stem, []).append(name[len(stem) :])
    return ",".join(
        f"{stem}{parts[0]}" if len(parts) == 1 else f"{stem}[{_ranges(parts)}]" for stem, parts in groups.items()
    )


def _ranges(numbers: list[str]) -> str:
    runs: list[list[str]] = []
    for number in numbers:
        if runs and int(number) == int(runs[-1][-1]) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def tres(cpus: int, nodes: int, gpus: int, kind: str) -> str:
    """Return what a job or a node counts as."""
    counted = f",gres/gpu={gpus},gres/gpu:{kind}={gpus}" if gpus else ""
    return f"cpu={cpus},node={nodes},billing={cpus}{counted}"


def node_lines(batch: Batch, node: Node, epoch: str) -> list[str]:
    """Return ``scontrol show node -d``."""
    spec, jobs = node.spec, batch.of_node(node.spec.name)
    cpus, gpus = sum(job.cpus for job in jobs), sum(job.gpus for job in jobs)
    gres = f"gpu:{spec.gpu}:{spec.nvidia_gpus}"
    memory = spec.hardware.memory_gib * 1024
    booted = moment(node.story.booted(spec.name).timestamp(), epoch)
    used = f"cpu={cpus},gres/gpu={gpus},gres/gpu:{spec.gpu}={gpus}" if jobs else ""
    lines = [
        f"NodeName={spec.name} Arch=x86_64 CoresPerSocket={spec.hardware.cores_per_socket} ",
        (
            f"   CPUAlloc={cpus} CPUEfctv={spec.hardware.threads} CPUTot={spec.hardware.threads} "
            f"CPULoad={node.load_average()[0]:.2f}"
        ),
        f"   AvailableFeatures={spec.gpu}",
        f"   ActiveFeatures={spec.gpu}",
        f"   Gres={gres}",
        f"   GresUsed=gpu:{spec.gpu}:{gpus}(IDX:{_indices(gpus)})",
        f"   NodeAddr={spec.address} NodeHostName={spec.name} Version={VERSION}",
        f"   OS=Linux {node.personality.kernel} #1 SMP PREEMPT_DYNAMIC ",
        (
            f"   RealMemory={memory} AllocMem=0 FreeMem={node.memory().available_kib // 1024} "
            f"Sockets={spec.hardware.sockets} Boards=1"
        ),
        f"   State={batch.state_of(node)} ThreadsPerCore=2 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A",
        f"   Partitions={spec.gpu} ",
        f"   BootTime={booted} SlurmdStartTime={booted}",
        f"   CfgTRES={tres(spec.hardware.threads, 1, spec.nvidia_gpus, spec.gpu)}",
        f"   AllocTRES={used}",
        "   CurrentWatts=0 AveWatts=0",
    ]
    drained = batch.drained.get(spec.name)
    if drained is not None:
        lines.append(f"   Reason={drained.reason} [{drained.by}@{moment(drained.at, epoch)}]")
    return [*lines, "   ", ""]


def partition_lines(name: str, nodes: list[Node], *, is_default: bool) -> list[str]:
    """Return ``scontrol show partition``."""
    threads, gpus = sum(n.spec.hardware.threads for n in nodes), sum(n.spec.nvidia_gpus for n in nodes)
    return [
        f"PartitionName={name}",
        "   AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL",
        f"   AllocNodes=ALL Default={'YES' if is_default else 'NO'} QoS=N/A",
        "   DefaultTime=NONE DisableRootJobs=NO ExclusiveUser=NO GraceTime=0 Hidden=NO",
        f"   MaxNodes=UNLIMITED MaxTime={limit(86400 * PARTITION_DAYS[name])} MinNodes=0 LLN=NO",
        f"   Nodes={folded(n.spec.name for n in nodes)}",
        "   PriorityJobFactor=1 PriorityTier=1 RootOnly=NO ReqResv=NO OverSubscribe=NO",
        f"   State=UP TotalCPUs={threads} TotalNodes={len(nodes)} SelectTypeParameters=NONE",
        f"   TRES={tres(threads, len(nodes), gpus, name)}",
        "",
    ]


def job_lines(job: BatchJob, now: float, epoch: str) -> list[str]:
    """Return ``scontrol show job``."""
    count = max(1, job.node_count)
    run = now - job.started if job.started is not None else 0
    end = job.started + job.limit_seconds if job.started is not None and job.limit_seconds else None
    lines = [
        f"JobId={job.id} JobName={job.name}",
        f"   UserId={job.user}({1000 + len(job.user)}) GroupId={job.user}({1000 + len(job.user)}) MCS_label=N/A",
        f"   Priority={priority(job)} Nice=0 Account=research QOS=normal",
        f"   JobState={job.state} Reason={job.reason} Dependency=(null)",
        "   Requeue=1 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:0",
        f"   RunTime={span(run)} TimeLimit={limit(job.limit_seconds)} TimeMin=N/A",
        f"   SubmitTime={moment(job.submitted, epoch)} EligibleTime={moment(job.submitted, epoch)}",
        f"   StartTime={moment(job.started, epoch)} EndTime={moment(end, epoch)} Deadline=N/A",
        f"   Partition={job.partition} AllocNode:Sid=jump-01:2552",
        "   ReqNodeList=(null) ExcNodeList=(null)",
        f"   NodeList={folded(job.nodes)}",
        *([f"   BatchHost={job.nodes[0]}"] if job.nodes else []),
        f"   NumNodes={count} NumCPUs={job.cpus * count} NumTasks={count} CPUs/Task={job.cpus} ReqB:S:C:T=0:0:*:*",
        f"   ReqTRES={tres(job.cpus * count, count, job.gpus * count, job.partition)}",
        f"   Command={job.folder}/{job.name}.sbatch",
        f"   WorkDir={job.folder}",
        f"   StdErr={job.output}",
        "   StdIn=/dev/null",
        f"   StdOut={job.output}",
    ]
    return [*lines, *([f"   TresPerNode=gres/gpu:{job.gpus}"] if job.gpus else []), "   ", ""]


def job_field(job: BatchJob, name: str, now: float, epoch: str) -> str:
    """Return one field of ``squeue -O`` (its long name) or ``squeue -o`` (its letter)."""
    count = max(1, job.node_count)
    took = tres(job.cpus * count, count, job.gpus * count, job.partition)
    per_node = f"gres/gpu:{job.gpus}" if job.gpus else "N/A"
    where = folded(job.nodes)
    fields = {
        "jobarrayid": str(job.id), "jobid": str(job.id), "username": job.user, "partition": job.partition,
        "state": job.state, "statecompact": job.state[:1] if job.is_running else "PD", "reason": job.reason,
        "numnodes": str(count), "nodelist": where, "reasonlist": where or f"({job.reason})",
        "tres-alloc": took if job.is_running else "", "tres-per-job": "N/A", "tres-per-node": per_node,
        "submittime": moment(job.submitted, epoch), "starttime": _known(job.started, epoch),
        "timelimit": limit(job.limit_seconds), "timeused": short(now - job.started if job.started is not None else 0),
        "prioritylong": str(priority(job)), "account": "research", "qos": "normal", "name": job.name,
    }  # fmt: skip
    return fields.get(LETTERS.get(name, name.lower()), "")


LETTERS = {
    "i": "jobarrayid", "A": "jobid", "u": "username", "P": "partition", "T": "state", "t": "statecompact",
    "r": "reason", "D": "numnodes", "N": "nodelist", "R": "reasonlist", "b": "tres-per-node", "V": "submittime",
    "S": "starttime", "l": "timelimit", "M": "timeused", "Q": "prioritylong", "a": "account", "q": "qos", "j": "name",
}  # fmt: skip


def priority(job: BatchJob) -> int:
    """Return the priority of a job: who came first goes first."""
    return 4_294_901_760 - job.id


def node_word(state: str) -> str:
    """Return the state of a node as sinfo shortens it."""
    base, _, flags = state.partition("+")
    if flags == "DRAIN":
        return "drng" if base in {"MIXED", "ALLOCATED"} else "drain"
    return {"MIXED": "mix", "ALLOCATED": "alloc", "IDLE": "idle", "DOWN": "down"}[base]


def _known(seconds: float | None, epoch: str) -> str:
    return "N/A" if seconds is None else moment(seconds, epoch)


def _indices(count: int) -> str:
    return "N/A" if not count else "0" if count == 1 else f"0-{count - 1}"
