"""The driver of NVIDIA answers, and its branch is alive. Fields are asked for, never the banner: its words change."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Scope, Situation, cite, first_line, with_gpus
from console.knowledge.edition import numbers
from console.model.gpu_problem import node_problem
from console.model.launch import NodeFacts
from console.model.readiness import GpuFacts
from console.model.service import Verdict
from console.model.text import N_, Text

FIELDS = (
    "index,name,driver_version,memory.total,memory.free,mig.mode.current,ecc.errors.uncorrected.volatile.total,"
    "persistence_mode"
)
MIB = 1 << 20
_ROW = re.compile(r"^\d+, [^,\n]+, \d+(?:\.\d+)+, .*$", re.MULTILINE)


def command(_situation: Situation) -> str:
    """Print the module's own version and one line a GPU; drivers before 510 know no compute capability."""
    return (
        "head -n 1 /proc/driver/nvidia/version 2>/dev/null\n"
        "command -v nvidia-smi >/dev/null 2>&1 || { echo 'nvidia-smi: not found'; echo 'rc: 127'; exit 0; }\n"
        f"nvidia-smi --query-gpu={FIELDS},compute_cap --format=csv,noheader,nounits\n"
        "rc=$?\n"
        'if [ "$rc" = 2 ] || [ "$rc" = 1 ]; then\n'
        f"  nvidia-smi --query-gpu={FIELDS} --format=csv,noheader,nounits\n"
        "  rc=$?\n"
        "fi\n"
        'echo "rc: $rc"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where it does not answer; warn where its branch gets no more fixes."""
    status = re.search(r"^rc: (\d+)$", output, re.MULTILINE)
    rows = _ROW.findall(output)
    if status is None:
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    if not rows:
        return _silent(output, int(status[1]), situation)
    gpus = tuple(_gpu(row, situation) for row in rows)
    version = rows[0].split(", ")[2]
    facts = replace(situation.facts, driver=version, gpus=gpus, has_nvidia=True)
    return _branch(version, gpus, facts, situation)


def _silent(output: str, status: int, situation: Situation) -> Finding:
    problem = node_problem(status)
    said = [line for line in output.splitlines() if line.strip() and not line.startswith(("rc: ", "NVRM"))]
    evidence = said[0].strip() if said else f"exit status {status}"
    facts = replace(situation.facts, driver=None)
    if status == 0:
        return Finding(Verdict.UNKNOWN, evidence, facts=facts)
    fix = _install(situation) if status in {9, 12, 127} else ""
    return Finding(Verdict.FAIL, evidence, Text(problem.hint, problem.params), facts, fix=fix, source=_where(situation))


def _install(situation: Situation) -> str:
    """Return how the driver is installed on this distribution; empty where NVIDIA has no repository for it."""
    family, distro = situation.family, situation.facts.distro
    if family is None or distro is None or not family.driver_command:
        return ""
    row = situation.knowledge.drivers.repository_for(distro)
    if "{folder}" in family.driver_command and (row is None or not row.folder):
        return ""
    machine = "sbsa" if situation.facts.architecture == "aarch64" else "x86_64"
    return family.driver_command.replace("{folder}", row.folder if row else "").replace("{machine}", machine)


def _where(situation: Situation) -> str:
    distro, book = situation.facts.distro, situation.knowledge.drivers
    row = book.repository_for(distro) if distro is not None else None
    return cite(book, row.source) if row is not None else ""


def _branch(version: str, gpus: tuple[GpuFacts, ...], facts: NodeFacts, situation: Situation) -> Finding:
    book = situation.knowledge.drivers
    names = ", ".join(dict.fromkeys(gpu.name for gpu in gpus))
    evidence = f"{version}, {len(gpus)} x {names}"
    row = book.branch_of(version)
    if row is None or row.ends is None:
        return Finding(Verdict.PASS, evidence, None, facts)
    source, limit = cite(book, row.source), f"R{row.branch} ({row.kind}): {row.ends.isoformat()}"
    if row.ends < situation.now.date():
        hint = Text(
            N_("The branch {branch} gets no more fixes since {day}. Plan a newer one."),
            {"branch": str(row.branch), "day": row.ends.isoformat()},
        )
        fix = _install(situation)
        return Finding(Verdict.WARN, evidence, hint, facts, limit=limit, fix=fix, source=source)
    return Finding(Verdict.PASS, evidence, None, facts, limit=limit, source=source)


def _gpu(row: str, situation: Situation) -> GpuFacts:
    index, name, _driver, total, free, mig, ecc, persistence, *rest = [*row.split(", "), "", "", "", "", "", ""][:9]
    said = numbers(rest[0]) if rest else ()
    known = situation.knowledge.gpus.by_name(name)
    capability = said if len(said) == 2 else (numbers(known.capability) if known else ())
    return GpuFacts(
        index=int(index),
        name=name,
        capability=(capability[0], capability[1]) if len(capability) == 2 else None,
        memory_total_bytes=_mib(total),
        memory_free_bytes=_mib(free),
        is_partitioned={"Enabled": True, "Disabled": False}.get(mig),
        ecc_uncorrected=int(ecc) if ecc.isascii() and ecc.isdigit() else None,
        is_persistent={"Enabled": True, "Disabled": False}.get(persistence),
    )


def _mib(text: str) -> int | None:
    return int(text) * MIB if text.isascii() and text.isdigit() else None


CHECK = Check(
    "driver",
    Text(N_("NVIDIA driver")),
    210,
    command,
    judge,
    Scope.BOTH,
    30.0,
    wants_gpu=True,
    asks_driver=True,
    matters=with_gpus,
)
