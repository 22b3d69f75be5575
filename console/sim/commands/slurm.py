"""sinfo, squeue, scontrol, sbatch and scancel: the batch system that every node belongs to."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from console.sim.batch import PARTITION_DAYS, Batch, BatchJob, Drained
from console.sim.command import Call, Command
from console.sim.files import NodeFiles
from console.sim.node import Node
from console.sim.shell import Shell
from console.sim.slurmwords import (
    LETTERS,
    VERSION,
    folded,
    job_field,
    job_lines,
    limit,
    node_lines,
    node_word,
    partition_lines,
)

_FIELD = re.compile(r"%(\.?)(\d*)([A-Za-z])")
_LENGTH = re.compile(r"(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?")
_SHORT = "%.18i %.9P %.8j %.8u %.2t %.10M %.6D %R"
_TITLES = {
    "i": "JOBID", "P": "PARTITION", "j": "NAME", "u": "USER", "t": "ST", "T": "STATE", "M": "TIME", "D": "NODES",
    "R": "NODELIST(REASON)", "N": "NODELIST", "l": "TIME_LIMIT", "b": "TRES_PER_NODE", "r": "REASON", "Q": "PRIORITY",
}  # fmt: skip


def _split(argv: list[str], valued: str) -> tuple[dict[str, str], list[str]]:
    """Return options with their values, and what is left; ``valued`` are the letters that take one."""
    found: dict[str, str] = {}
    rest: list[str] = []
    words = list(argv)
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            found[name] = value if equals else words.pop(0) if name in _LONG and words else ""
        elif word.startswith("-") and len(word) > 1:
            letters = word[1:]
            while letters:
                letter, letters = letters[0], letters[1:]
                if letter in valued:
                    found[letter] = letters or (words.pop(0) if words else "")
                    break
                found[letter] = ""
        else:
            rest.append(word)
    return found, rest


_LONG = {
    "name",
    "user",
    "states",
    "jobs",
    "format",
    "Format",
    "partition",
    "job-name",
    "output",
    "time",
    "gres",
    "nodes",
}


async def sinfo(c: Call) -> int:
    """Show partitions and the states of their nodes."""
    options, _ = _split(c.argv, "oOpn")
    batch = c.node.batch
    if "version" in options or "V" in options:
        await c.out(f"slurm {VERSION}\n")
        return 0
    if (form := options.get("o") or options.get("format")) is not None:
        for place, (name, nodes) in enumerate(batch.partitions().items()):
            gres = f"gpu:{name}:{nodes[0].spec.nvidia_gpus}"
            values = {
                "P": f"{name}{'' if place else '*'}",
                "a": "up",
                "D": str(len(nodes)),
                "G": gres,
                "N": folded(n.spec.name for n in nodes),
            }
            await c.out(_filled(form, values) + "\n")
        return 0
    if "N" in options:
        await c.out(f"{'NODELIST':<10} {'NODES':>6} {'PARTITION':>9} STATE \n")
        for name, nodes in batch.partitions().items():
            for node in nodes:
                await c.out(f"{node.spec.name:<10} {1:>6} {name:>9} {node_word(batch.state_of(node))} \n")
        return 0
    if "h" not in options:
        await c.out(f"{'PARTITION':<9} {'AVAIL':>5} {'TIMELIMIT':>10} {'NODES':>6} {'STATE':>6} NODELIST\n")
    for place, (name, nodes) in enumerate(batch.partitions().items()):
        states: dict[str, list[str]] = {}
        for node in nodes:
            states.setdefault(node_word(batch.state_of(node)), []).append(node.spec.name)
        most = limit(86400 * PARTITION_DAYS[name], "infinite")
        for word, names in states.items():
            title = f"{name}{'' if place else '*'}"
            await c.out(f"{title:<9} {'up':>5} {most:>10} {len(names):>6} {word:>6} {folded(names)}\n")
    return 0


async def squeue(c: Call) -> int:
    """List jobs."""
    options, _ = _split(c.argv, "oOujnptS")
    if "version" in options or "V" in options:
        await c.out(f"slurm {VERSION}\n")
        return 0
    epoch, now = c.env.get("SLURM_TIME_FORMAT", ""), c.node.story.moment()
    user = c.user if "me" in options else options.get("u") or options.get("user")
    chosen = {int(word) for word in (options.get("j") or options.get("jobs") or "").split(",") if word.isdigit()}
    name = options.get("n") or options.get("name")
    jobs = [
        job for job in c.node.batch.jobs()
        if (not user or job.user == user) and (not chosen or job.id in chosen) and (not name or job.name == name)
    ]  # fmt: skip
    if chosen and not jobs:
        await c.err("slurm_load_jobs error: Invalid job id specified\n")
        return 1
    if (wide := options.get("O") or options.get("Format")) is not None:
        return await _wide(c, wide, jobs, is_bare="h" in options or "noheader" in options)
    form = options.get("o") or options.get("format") or _SHORT
    if "h" not in options and "noheader" not in options:
        await c.out(_filled(form, _TITLES) + "\n")
    for job in jobs:
        values = {letter: job_field(job, letter, now, epoch) for letter in LETTERS}
        await c.out(_filled(form, values) + "\n")
    return 0


async def _wide(c: Call, form: str, jobs: list[BatchJob], *, is_bare: bool) -> int:
    """Print fields by their names, each with what ends it: ``JobID:|,Name:``."""
    fields = [(name, end) for name, _, end in (field.partition(":") for field in form.split(","))]
    epoch, now = c.env.get("SLURM_TIME_FORMAT", ""), c.node.story.moment()
    if not is_bare:
        await c.out("".join(f"{name.upper()}{end}" for name, end in fields) + "\n")
    for job in jobs:
        await c.out("".join(f"{job_field(job, name, now, epoch)}{end}" for name, end in fields) + "\n")
    return 0


def _filled(form: str, values: Mapping[str, str]) -> str:
    """Put values into a format such as ``%.18i %P``."""
    return _FIELD.sub(lambda found: _fitted(values.get(found[3], ""), found[1], found[2]), form)


def _fitted(text: str, dot: str, width: str) -> str:
    if not width:
        return text
    cut = text[: int(width)]
    return cut.rjust(int(width)) if dot else cut.ljust(int(width))


async def scontrol(c: Call) -> int:
    """Show and change nodes, partitions and jobs."""
    options, words = _split(c.argv, "")
    if "version" in options or "V" in options:
        await c.out(f"slurm {VERSION}\n")
        return 0
    action = words.pop(0).lower() if words else ""
    if action == "ping":
        await c.out("Slurmctld(primary) at jump-01 is UP\n")
        return 0
    if action == "show" and words:
        return await _show(
            c, words[0].lower().rstrip("s"), words[1:], is_single="o" in options or "oneliner" in options
        )
    if action == "update":
        return await _update(c, dict(_lower(word) for word in words if "=" in word))
    if action in {"hold", "release", "requeue"} and words:
        return await _jobs(c, action, words[0].split(","))
    return await c.fail(f"invalid keyword: {action}" if action else "too few arguments for keyword", 1)


def _lower(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name.lower(), value


async def _show(c: Call, what: str, names: list[str], *, is_single: bool) -> int:
    batch, epoch = c.node.batch, c.env.get("SLURM_TIME_FORMAT", "")
    shown: list[list[str]] = []
    if what == "node":
        chosen = [node for node in batch.nodes() if not names or node.spec.name in names[0].split(",")]
        shown = [node_lines(batch, node, epoch) for node in chosen]
    elif what == "partition":
        for place, (name, nodes) in enumerate(batch.partitions().items()):
            if not names or name == names[0]:
                shown.append(partition_lines(name, nodes, is_default=place == 0))
    elif what == "job":
        jobs = [job for job in batch.jobs() if not names or str(job.id) == names[0]]
        shown = [job_lines(job, c.node.story.moment(), epoch) for job in jobs]
    if not shown:
        known = {"node": f"Node {names[0]} not found" if names else "", "job": "Invalid job id specified"}
        await c.err(f"slurm_load_{what} error: {known.get(what, 'Invalid entity')}\n")
        return 1
    for lines in shown:
        await c.out(" ".join(line.strip() for line in lines).strip() + "\n" if is_single else "\n".join(lines) + "\n")
    return 0


async def _update(c: Call, values: Mapping[str, str]) -> int:
    batch, state = c.node.batch, values.get("state", "").upper()
    known = {node.spec.name for node in batch.nodes()}
    names = values.get("nodename", "").split(",")
    if not set(names) <= known:
        await c.err("slurm_update error: Invalid node name specified\n")
        return 1
    if state == "DRAIN" and not values.get("reason"):
        await c.err("You must specify a reason when DOWNING or DRAINING a node. Request denied\n")
        return 1
    for name in names:
        if state == "DRAIN":
            batch.drained[name] = Drained(values["reason"], c.user, c.node.story.moment())
        elif state in {"RESUME", "UNDRAIN", "IDLE"}:
            batch.drained.pop(name, None)
        else:
            await c.err("slurm_update error: Invalid node state specified\n")
            return 1
    return 0


async def _jobs(c: Call, action: str, names: list[str]) -> int:
    batch, status = c.node.batch, 0
    for name in names:
        job = batch.job(int(name)) if name.isdigit() else None
        if job is None:
            await c.err(f"Invalid job id specified for job {name}\n")
            status = 1
        elif action == "hold":
            batch.held.add(job.id)
        elif action == "release":
            batch.held.discard(job.id)
        elif not batch.is_own(job.id):
            await c.err(f"Access/permission denied for job {name}\n")
            status = 1
    return status


async def scancel(c: Call) -> int:
    """End jobs, or take them out of the queue. What the story runs is another user's."""
    options, names = _split(c.argv, "unt")
    if "version" in options or "V" in options:
        await c.out(f"slurm {VERSION}\n")
        return 0
    batch = c.node.batch
    if (name := options.get("n") or options.get("name")) is not None:
        names += [str(job.id) for job in batch.jobs() if job.name == name]
    if not names and not options:
        await c.err("scancel: error: No job identification provided\n")
        return 1
    for word in names:
        job = batch.job(int(word)) if word.isdigit() else None
        if job is None:
            await c.err(f"scancel: error: Kill job error on job id {word}: Invalid job id specified\n")
        elif job.is_running and not batch.is_own(job.id):
            await c.err(f"scancel: error: Kill job error on job id {word}: Access/permission denied\n")
        else:
            batch.cancel(job.id)
    return 0


async def sbatch(c: Call) -> int:
    """Take a script into the queue; it runs where there is room, as a process of its node."""
    if "--version" in c.argv or "-V" in c.argv:
        await c.out(f"slurm {VERSION}\n")
        return 0
    options, words = _split(c.argv, "JotpNnc")
    text = c.node.files.read(c.path(words[0])).decode() if words else (await c.stdin()).decode()
    if not text.startswith("#!"):
        await c.err(
            "sbatch: error: This does not look like a batch script.  The first\n"
            "sbatch: error: line must start with #! followed by the path to an interpreter.\n"
        )
        return 1
    asked, _ = _split([word for line in _told(text) for word in shlex.split(line)], "JotpNnc")
    batch, every = c.node.batch, asked | options
    job = _asked(c, batch, every, words)
    if job.partition not in batch.partitions():
        await c.err("sbatch: error: Batch job submission failed: Invalid partition name specified\n")
        return 1
    if "test-only" in every:
        await c.err(f"sbatch: Job {job.id} to start on a node of {job.partition}\n")
        return 0
    taken = batch.submit(job)
    if taken.nodes:
        _run(c, batch, taken, text)
    await c.out(f"{taken.id}\n" if "parsable" in every else f"Submitted batch job {taken.id}\n")
    return 0


def _told(text: str) -> list[str]:
    return [line.removeprefix("#SBATCH") for line in text.splitlines() if line.startswith("#SBATCH")]


def _asked(c: Call, batch: Batch, options: Mapping[str, str], words: list[str]) -> BatchJob:
    def of(letter: str, name: str, default: str = "") -> str:
        return options.get(letter) or options.get(name) or default

    gpus = of("", "gpus-per-node") or of("", "gres").rpartition(":")[2] or of("G", "gpus") or "0"
    number = batch.next_number()
    name = of("J", "job-name", words[0].rpartition("/")[2] if words else "sbatch")
    output = of("o", "output", "slurm-%j.out").replace("%j", str(number)).replace("%x", name)
    return BatchJob(
        number, name, c.user, of("p", "partition", next(iter(batch.partitions()), "")), (), int(of("N", "nodes", "1")),
        int(gpus) if gpus.isdigit() else 0, int(of("c", "cpus-per-task", "1")), c.node.story.moment(), None,
        _seconds(of("t", "time", "1-00:00:00")), output=c.path(output), folder=c.cwd,
    )  # fmt: skip


def _seconds(text: str) -> int:
    found = _LENGTH.fullmatch(text)
    if found is None:
        return 3600
    days, first, second, third = (int(part or 0) for part in found.groups())
    if days or found[4]:
        return days * 86400 + first * 3600 + second * 60 + third
    return first * 60 + second


def _run(c: Call, batch: Batch, job: BatchJob, text: str) -> None:
    """Run the script of a job on its first node; what it prints stands in a file where it was submitted."""
    node: Node = c.node.network[job.nodes[0]]
    files: NodeFiles = c.node.files
    process = node.processes.start(job.user, f"/bin/sh /var/spool/slurmd/job{job.id}/slurm_script")
    shell = Shell(node, user=job.user, cwd="/tmp", env={"SLURM_JOB_ID": str(job.id)}, process=process)
    written = bytearray()

    async def keep(data: bytes) -> None:
        written.extend(data)
        files.write(job.output, bytes(written))

    async def work() -> None:
        try:
            await shell.run(text, keep, keep)
        finally:
            batch.cancelled.add(job.id)
            node.processes.end(process)
            await shell.close()

    files.write(job.output, b"")
    task = node.tasks.start(work(), f"job-{job.id}")

    def end() -> None:
        task.cancel()

    process.stop = batch.ends[job.id] = end


COMMANDS = (
    Command("sinfo", sinfo), Command("squeue", squeue), Command("scontrol", scontrol), Command("scancel", scancel),
    Command("sbatch", sbatch),
)  # fmt: skip
