"""The compute capability of the GPUs is enough for the engines."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, cite, first_line
from console.knowledge.edition import numbers
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print name and compute capability of each GPU."""
    return "nvidia-smi --query-gpu=name,compute_cap --format=csv,noheader 2>/dev/null || nvidia-smi -L"


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn where some engines leave a GPU out, fail where all do."""
    known = [gpu.capability for gpu in situation.facts.gpus if gpu.capability is not None]
    if not known or not re.search(r"^(?:.+, )?\d+\.\d+$|^GPU \d+: ", output, re.MULTILINE):
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    least, book = min(known), situation.knowledge.engines
    refused = [engine for engine in book.engine if least < numbers(engine.capability)]
    most = max(known)
    evidence = f"compute capability {least[0]}.{least[1]}"
    if most != least:
        evidence += f" .. {most[0]}.{most[1]}"
    limit = ", ".join(f"{engine.title} >= {engine.capability}" for engine in book.engine)
    source = cite(book, (refused or list(book.engine))[0].source)
    if not refused:
        return Finding(Verdict.PASS, evidence, limit=limit, source=source)
    hint = Text(N_("Too old for {engines}."), {"engines": ", ".join(engine.title for engine in refused)})
    verdict = Verdict.FAIL if len(refused) == len(book.engine) else Verdict.WARN
    return Finding(verdict, evidence, hint, limit=limit, source=source)


CHECK = Check(
    "compute", Text(N_("Engines and this GPU")), 330, command, judge, Scope.NODE, wants_gpu=True, asks_driver=True
)
