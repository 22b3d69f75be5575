"""Memory for the model."""

from __future__ import annotations

import re
from dataclasses import replace

from console.deploy.preflight import Check, Finding, Situation, first_line
from console.model.service import Verdict
from console.model.text import N_, Text

MB = 1_000_000


def command(_situation: Situation) -> str:
    """Print what the kernel says is available."""
    return "cat /proc/meminfo"


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where the model does not fit; warn where it leaves less than half as much again."""
    match = re.search(r"^MemAvailable:\s+(\d+) kB", output, re.MULTILINE)
    if match is None:
        return Finding(Verdict.UNKNOWN, first_line(output))
    available = int(match[1]) * 1024
    needed = situation.needs.memory_bytes
    facts = replace(situation.facts, memory_available_bytes=available)
    evidence = f"{available // MB} MB available, {needed // MB} MB needed"
    if available < needed:
        hint = Text(N_("Stop something on the node or choose another one."))
        return Finding(Verdict.FAIL, evidence, hint, facts)
    if available < needed * 3 // 2:
        return Finding(Verdict.WARN, evidence, Text(N_("It fits, but little is left afterwards.")), facts)
    return Finding(Verdict.PASS, evidence, None, facts)


CHECK = Check("memory", Text(N_("Memory")), 60, command, judge)
