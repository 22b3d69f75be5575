"""Which number formats the GPUs compute in."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, cite, first_line
from console.knowledge.edition import numbers
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print the compute capability of each GPU."""
    return "nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null || nvidia-smi -L"


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn without bfloat16: most models of today are published in it."""
    known = [gpu.capability for gpu in situation.facts.gpus if gpu.capability is not None]
    if not known or not re.search(r"^(?:.+, )?\d+\.\d+$|^GPU \d+: ", output, re.MULTILINE):
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    least, book = min(known), situation.knowledge.gpus
    evidence = ", ".join(f"{gate.feature} {'yes' if least >= numbers(gate.capability) else 'no'}" for gate in book.gate)
    limit = ", ".join(f"{gate.feature} >= {gate.capability}" for gate in book.gate)
    bf16 = book.gate_of("bf16")
    source = cite(book, bf16.source) if bf16 else ""
    if bf16 is not None and least < numbers(bf16.capability):
        hint = Text(N_("Without bf16, start engines with fp16 (vLLM: --dtype half) or use 4-bit weights."))
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    return Finding(Verdict.PASS, evidence, limit=limit, source=source)


CHECK = Check(
    "precision", Text(N_("Number formats")), 340, command, judge, Scope.NODE, wants_gpu=True, asks_driver=True
)
