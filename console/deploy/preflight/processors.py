"""Enough cores, and the instructions that engines on the processor use."""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, cite, unclear
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print how many cores this user may use and whether they have AVX2 or ASIMD."""
    return (
        'echo "cores: $(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)"\n'
        "echo \"vectors: $(grep -m 1 -oE 'avx2|asimd' /proc/cpuinfo)\""
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn of few cores and of old ones."""
    said, book = answers(output), situation.knowledge.engines
    cores = said.get("cores", "")
    if not (cores.isascii() and cores.isdigit()) or "vectors" not in said:
        return unclear(output)
    evidence, limit = f"{cores} cores, {said['vectors'] or 'no AVX2'}", f">= {book.room.cores}"
    source = cite(book, book.room.source)
    if not said["vectors"]:
        hint = Text(N_("Engines on the processor and many wheels want AVX2: they end with “Illegal instruction” here."))
        return Finding(Verdict.WARN, evidence, hint, limit="AVX2", source=source)
    if int(cores) < book.room.cores:
        hint = Text(N_("Few cores: reading weights and making tokens of text take longer."))
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    return Finding(Verdict.PASS, evidence, limit=limit, source=source)


CHECK = Check("processors", Text(N_("Processors")), 430, command, judge, Scope.NODE)
