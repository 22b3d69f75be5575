"""Memory for the model, or for models at all."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy import fitverdict
from console.deploy.demands import CONTEXT, PARALLEL
from console.deploy.fit import Capacity
from console.deploy.preflight import MB, Check, Finding, Situation, cite, first_line
from console.deploy.sizing import Asked, size
from console.model.service import Verdict
from console.model.text import N_, Text

_LITTLE = Text(N_("It fits, but little is left afterwards."))
_ENDS = Text(N_("The version before is stopped first: what it has of the memory is free then."))


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
    if situation.needs.gpus == 0 and situation.request is not None:
        return replace(_for_server(available, situation), facts=facts)
    return replace(_held(available, situation.needs.memory_bytes), facts=facts)


def _for_server(available: int, situation: Situation) -> Finding:
    """Judge a server on the processor: its weights and the whole of its cache are in the memory of the node."""
    asked, needed = situation.asked, situation.needs.memory_bytes if situation.needs is not None else 0
    if isinstance(asked, Asked) and asked.engine.runs_on_cpu:
        memory = Capacity((), None, None, None, situation.facts.architecture, available)
        estimate = size(asked, memory, situation.knowledge)
        found = fitverdict.of(estimate, asked, situation.knowledge)
        before = situation.request is not None and bool(situation.request.beside) and situation.request.stops_first
        if found.verdict is Verdict.FAIL and before:
            return replace(found, verdict=Verdict.WARN, hint=_ENDS)
        is_narrow = found.verdict is Verdict.PASS and available < estimate.need_bytes * 3 // 2
        return replace(found, verdict=Verdict.WARN, hint=_LITTLE) if is_narrow else found
    if needed and available < needed:
        return _held(available, needed)
    if not needed or _is_chosen(situation):
        why = asked if isinstance(asked, Text) else Text(N_("How much it takes is not known."))
        return Finding(Verdict.UNKNOWN, f"{available // MB} MB available", why, limit=f">= {needed // MB} MB")
    return _held(available, needed)


def _is_chosen(situation: Situation) -> bool:
    """Say whether a context or questions at a time were chosen: what is known is without."""
    chosen = dict(situation.request.arguments) if situation.request is not None else {}
    return any(chosen.get(name) for name in (*CONTEXT, *PARALLEL))


def _held(available: int, needed: int) -> Finding:
    evidence, limit = f"{available // MB} MB available, {needed // MB} MB needed", f">= {needed // MB} MB"
    if available < needed:
        hint = Text(N_("Stop something on the node or choose another one."))
        return Finding(Verdict.FAIL, evidence, hint, limit=limit)
    if available < needed * 3 // 2:
        return Finding(Verdict.WARN, evidence, _LITTLE, limit=limit)
    return Finding(Verdict.PASS, evidence, limit=limit)


def _for_models(available: int, situation: Situation) -> Finding:
    book = situation.knowledge.engines
    evidence, limit = f"{available // MB} MB available", f">= {book.room.memory_bytes // MB} MB"
    source = cite(book, book.room.source)
    if available < book.room.memory_bytes:
        hint = Text(N_("Models are read through memory on their way to the GPU: small ones only."))
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    return Finding(Verdict.PASS, evidence, limit=limit, source=source)


CHECK = Check("memory", Text(N_("Memory")), 420, command, judge)
