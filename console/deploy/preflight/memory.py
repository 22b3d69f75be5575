"""Memory for the model, or for models at all."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy.preflight import MB, Check, Finding, Situation, cite, first_line
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print what the kernel says is available."""
    return "cat /proc/meminfo"


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where the model does not fit; warn where it leaves less than half as much again."""
    match = re.search(r"^MemAvailable:\s+(\d+) kB", output, re.MULTILINE)
    if match is None:
        return Finding(Verdict.UNKNOWN, first_line(output))
    available = int(match[1]) * 1024
    facts = replace(situation.facts, memory_available_bytes=available)
    if situation.needs is None:
        return replace(_for_models(available, situation), facts=facts)
    needed = situation.needs.memory_bytes
    evidence, limit = f"{available // MB} MB available, {needed // MB} MB needed", f">= {needed // MB} MB"
    if available < needed:
        hint = Text(N_("Stop something on the node or choose another one."))
        return Finding(Verdict.FAIL, evidence, hint, facts, limit=limit)
    if available < needed * 3 // 2:
        hint = Text(N_("It fits, but little is left afterwards."))
        return Finding(Verdict.WARN, evidence, hint, facts, limit=limit)
    return Finding(Verdict.PASS, evidence, None, facts, limit=limit)


def _for_models(available: int, situation: Situation) -> Finding:
    book = situation.knowledge.engines
    evidence, limit = f"{available // MB} MB available", f">= {book.room.memory_bytes // MB} MB"
    source = cite(book, book.room.source)
    if available < book.room.memory_bytes:
        hint = Text(N_("Models are read through memory on their way to the GPU: small ones only."))
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    return Finding(Verdict.PASS, evidence, limit=limit, source=source)


CHECK = Check("memory", Text(N_("Memory")), 420, command, judge)
