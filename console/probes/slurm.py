"""Slurm through its own programs on a login node: what to run there, and what they print.

Text and not ``--json``: that is in squeue and sinfo since 21.08 and in scontrol since 23.02, its schema differs between
versions, and a queue of 10,000 jobs is 40 MB of it, but 2 MB of text. What is read here is the same from 20.02 to
25.05; before, ``squeue -O`` knows no end of a field, and the letters of ``squeue -o`` take its place.
Sources: squeue(1), scontrol(1), sinfo(1); SLURM_TIME_FORMAT makes every time a number of seconds since 1970.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.model.slurm import SlurmJob, SlurmNode, SlurmPartition, SlurmState, summed

MARK = "==leitstand:"
"""Begins the line before what each program prints, so that one channel brings them all."""

_FIELDS = (
    "JobArrayID",
    "JobID",
    "UserName",
    "Partition",
    "State",
    "Reason",
    "NumNodes",
    "NodeList",
    "tres-alloc",
    "tres-per-job",
    "tres-per-node",
    "SubmitTime",
    "StartTime",
    "TimeLimit",
    "PriorityLong",
    "Account",
    "QOS",
)
_SHORT = "%i|%A|%u|%P|%T|%r|%D|%N|||%b|%V|%S|%l|%Q|%a|%q|%j"
"""The same fields for versions that do not know ``field:|``; they cannot say what was asked for a whole job."""

PREPARE = """export LC_ALL=C
PATH=$PATH:/usr/local/bin:/opt/slurm/bin:/usr/local/slurm/bin:/cm/shared/apps/slurm/current/bin
command -v squeue >/dev/null || . /etc/profile 2>/dev/null
"""
"""Finds the programs where the login shell's own files were not read."""

SCRIPT = f"""{PREPARE}export SLURM_TIME_FORMAT=%s
echo {MARK}version; sinfo --version || exit
echo {MARK}partitions; scontrol show partition -o || exit
echo {MARK}nodes; scontrol show node -o -d || exit
echo {MARK}jobs
squeue -h -O "{"".join(f"{field}:|," for field in _FIELDS)}Name:" || squeue -h -o "{_SHORT}" || exit
echo {MARK}end
"""
"""A script for ``sh``; its exit status is that of the first program that failed."""

_NONE = frozenset({"", "N/A", "(null)", "None", "none", "Unknown", "NONE", "n/a"})
_PAIR = re.compile(r"(?:^|\s)([A-Za-z][A-Za-z0-9_/:&-]*)=")
_FLAGS = {
    "*": "NOT_RESPONDING",
    "~": "POWERED_DOWN",
    "#": "POWERING_UP",
    "%": "POWERING_DOWN",
    "!": "POWER_DOWN",
    "$": "MAINT",
    "@": "REBOOT",
    "^": "REBOOT",
    "-": "PLANNED",
}
_FREE = frozenset(
    {"JobName", "Command", "WorkDir", "StdErr", "StdIn", "StdOut", "Comment", "AdminComment", "SubmitLine"}
)
_COMMENT = re.compile(r"\s(?:Comment|Extra|ResumeAfter)=")
_REASON = re.compile(r"(.*?)(?:\s*\[([^\[\]@]*)@(\d{1,12}|[^\[\]]*)\])?", re.DOTALL)
_TIME = re.compile(r"(?:(\d{1,6})-)?(\d{1,8})(?::(\d{1,2}))?(?::(\d{1,2}))?", re.ASCII)
_GRES = re.compile(r"(?:gres[:/])?gpu(?::([A-Za-z][^:(=]*))?[:=](\d{1,9})", re.ASCII)
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9})(?::(\d{1,9}))?)?", re.ASCII)


def parse(text: str) -> SlurmState:
    """Read what SCRIPT printed. Lines that mean nothing are left out."""
    parts = _parts(text)
    nodes = [node for line in parts.get("nodes", []) if (node := _node(line)) is not None]
    jobs = [job for line in parts.get("jobs", []) if (job := _job(line)) is not None]
    partitions = [part for line in parts.get("partitions", []) if (part := _partition(line)) is not None]
    version = " ".join(parts.get("version", [])).rpartition(" ")[2]
    return SlurmState(version, "", tuple(summed(partitions, nodes, jobs)), tuple(nodes), tuple(jobs))


def nodes(text: str) -> list[SlurmNode]:
    """Return the nodes that ``scontrol show node -o`` lists."""
    return [node for line in text.split("\n") if (node := _node(line)) is not None]


def is_whole(text: str) -> bool:
    """Return whether SCRIPT came to its end."""
    return f"{MARK}end" in text[-100:]


def details(text: str) -> dict[str, str]:
    """Return the fields of ``scontrol show job`` or ``scontrol show node``, of the first record."""
    fields: dict[str, str] = {}
    for line in text.strip().split("\n\n", 1)[0].split("\n"):
        for key, value in _pairs(line.strip()):
            fields.setdefault(key, value)
    return fields


def count_gpus(text: str) -> int:
    """Return how many GPUs a GRES or TRES string stands for: ``gpu:h100:8(IDX:0-7)``, ``cpu=4,gres/gpu=16``."""
    plain = typed = 0
    for item in _items(text):
        found = _GRES.match(item)
        if found is None:
            if item in {"gpu", "gres:gpu", "gres/gpu"}:
                plain += 1
        elif found[1]:
            typed += int(found[2])
        else:
            plain += int(found[2])
    # A TRES string counts the same GPUs once in all and once by type.
    return max(plain, typed) if "=" in text else plain + typed


def seconds(text: str) -> float | None:
    """Return the length of ``7-00:00:00``, ``20:00`` or ``45`` (minutes); None for UNLIMITED and its like."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    days, first, second, third = (int(part) if part else None for part in found.groups())
    if days is not None:
        return days * 86400.0 + (first or 0) * 3600 + (second or 0) * 60 + (third or 0)
    if third is not None:
        return (first or 0) * 3600.0 + (second or 0) * 60 + third
    return (first or 0) * 60.0 + (second or 0)


def hosts(text: str, most: int = 20_000) -> list[str]:
    """Return the names in ``gpu[01-03,07],login``; of a list that is too long, the first ``most``."""
    names: list[str] = []
    for item in _items(text):
        for name in _expanded(item):
            if len(names) >= most:
                return names
            names.append(name)
    return names


def _expanded(item: str) -> Iterator[str]:
    head, bracket, rest = item.partition("[")
    inside, closing, tail = rest.partition("]")
    if not bracket or not closing:
        yield item
        return
    for part in inside.split(","):
        first, dash, last = part.partition("-")
        if not (first.isascii() and first.isdigit() and (not dash or (last.isascii() and last.isdigit()))):
            continue
        for number in range(int(first), int(last or first) + 1):
            for more in _expanded(tail):
                yield f"{head}{number:0{len(first)}d}{more}"


def _parts(text: str) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith(MARK):
            lines = parts.setdefault(line.removeprefix(MARK).strip(), [])
        elif line.strip():
            lines.append(line)
    return parts


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a line. A value reaches to the next key, that of a free text to the end of the line."""
    found = list(_PAIR.finditer(line))
    for at, this in enumerate(found):
        if this[1] in _FREE:
            yield this[1], line[this.end() :].strip()
            return
        following = found[at + 1].start() if at + 1 < len(found) else None
        yield this[1], line[this.end() : following].strip()


def _items(text: str) -> Iterator[str]:
    """Yield what stands between commas, but not those in brackets."""
    depth, start = 0, 0
    for at, char in enumerate(text):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(0, depth - 1)
        elif char == "," and depth == 0:
            if item := text[start:at].strip():
                yield item
            start = at + 1
    if item := text[start:].strip():
        yield item


def _partition(line: str) -> SlurmPartition | None:
    fields = dict(_pairs(line))
    if not fields.get("PartitionName"):
        return None
    return SlurmPartition(
        fields["PartitionName"],
        state=fields.get("State", ""),
        is_default=fields.get("Default") == "YES",
        nodes=_said(fields.get("Nodes")),
        limit_seconds=seconds(fields.get("MaxTime", "")),
        node_count=_count(fields.get("TotalNodes")) or 0,
        gpus=count_gpus(fields.get("TRES", "")),
    )


def _node(line: str) -> SlurmNode | None:
    head, _, tail = line.partition(" Reason=")
    fields = dict(_pairs(head))
    if not fields.get("NodeName"):
        return None
    reason = _REASON.fullmatch(_COMMENT.split(tail, 1)[0].strip())
    memory, used = _count(fields.get("RealMemory")), _count(fields.get("AllocMem"))
    gres, gres_used = _said(fields.get("Gres")), fields.get("GresUsed")
    return SlurmNode(
        fields["NodeName"],
        _states(fields.get("State", "")),
        reason=_said(reason[1]) if reason else "",
        reason_by=_said(reason[2]) if reason else "",
        reason_at=_moment(reason[3]) if reason else None,
        partitions=tuple(filter(None, _said(fields.get("Partitions")).split(","))),
        gres=gres,
        gpus=count_gpus(gres),
        gpus_used=count_gpus(fields.get("AllocTRES", "") if gres_used is None else gres_used),
        cpus=_count(fields.get("CPUTot")),
        cpus_used=_count(fields.get("CPUAlloc")),
        memory_bytes=None if memory is None else memory << 20,
        memory_used_bytes=None if used is None else used << 20,
        load=_load(fields.get("CPULoad", "")),
        version=_said(fields.get("Version")),
        address=_said(fields.get("NodeAddr")),
    )


def _states(text: str) -> tuple[str, ...]:
    """Split ``DOWN*+DRAIN`` into its words; a mark behind one is a flag of its own."""
    words: list[str] = []
    for word in text.upper().split("+"):
        bare = word.rstrip("".join(_FLAGS))
        words += [bare] if bare else []
        words += [_FLAGS[mark] for mark in word[len(bare) :]]
    return tuple(dict.fromkeys(words))


def _job(line: str) -> SlurmJob | None:
    row = line.split("|", len(_FIELDS))
    if len(row) != len(_FIELDS) + 1 or not row[1].strip().isascii() or not row[1].strip().isdigit():
        return None
    of = dict(zip((*_FIELDS, "Name"), (field.strip() for field in row), strict=True))
    nodes = _count(of["NumNodes"].partition("-")[0]) or 0
    state = of["State"].upper()
    waits = state == "PENDING"
    return SlurmJob(
        of["JobArrayID"] or of["JobID"],
        int(of["JobID"]),
        user=of["UserName"],
        account=_said(of["Account"]),
        partition=of["Partition"],
        qos=_said(of["QOS"]),
        name=of["Name"],
        state=state,
        reason=_said(of["Reason"]),
        node_count=nodes,
        nodes=_said(of["NodeList"]),
        gpus=_job_gpus(of, nodes),
        tasks_waiting=_tasks(of["JobArrayID"]) if waits else 1,
        submitted_at=_moment(of["SubmitTime"]),
        started_at=_moment(of["StartTime"]),
        limit_seconds=seconds(of["TimeLimit"]),
        priority=_count(of["PriorityLong"]),
    )


def _job_gpus(of: dict[str, str], nodes: int) -> int:
    """Return the GPUs of a job. A site may not list gres/gpu in AccountingStorageTRES: what was asked for has to do."""
    if counted := count_gpus(of["tres-alloc"]):
        return counted
    return max(count_gpus(_said(of["tres-per-job"])), count_gpus(_said(of["tres-per-node"])) * max(1, nodes))


def _tasks(array_id: str) -> int:
    """Return how many tasks ``9_[4-40%2]`` stands for."""
    _, bracket, inside = array_id.partition("[")
    if not bracket:
        return 1
    ranges = _RANGE.finditer(inside.partition("%")[0].rstrip("]"))
    return max(1, sum(max(0, int(r[2] or r[1]) - int(r[1])) // max(1, int(r[3] or 1)) + 1 for r in ranges))


def _said(text: str | None) -> str:
    return "" if text is None or text.strip() in _NONE else text.strip()


def _count(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _load(text: str) -> float | None:
    whole, _, part = text.partition(".")
    return float(text) if (whole + part).isascii() and (whole + part).isdigit() and len(text) < 20 and whole else None


def _moment(text: str | None) -> float | None:
    number = _count(text)
    return None if number is None else float(number)
