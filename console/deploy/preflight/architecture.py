"""The processor is one that the wheels are built for."""

from __future__ import annotations

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Situation, first_line
from console.model.service import Verdict
from console.model.text import N_, Text

OTHER_NAMES = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}


def command(_situation: Situation) -> str:
    """Print the machine's name."""
    return "uname -m"


def judge(output: str, rc: int | None, situation: Situation) -> Finding:
    """Pass when what is to run has wheels for it."""
    line = first_line(output)
    if rc != 0 or not line:
        return Finding(Verdict.UNKNOWN, line)
    architecture = OTHER_NAMES.get(line.lower(), line)
    facts = replace(situation.facts, architecture=architecture)
    known = (
        situation.needs.architectures
        if situation.needs is not None
        else tuple(dict.fromkeys(name for row in situation.knowledge.engines.engine for name in row.architectures))
    )
    limit = ", ".join(known)
    if known and architecture not in known:
        hint = Text(N_("There are wheels for {architectures} only. Choose another node."), {"architectures": limit})
        return Finding(Verdict.FAIL, line, hint, facts, limit=limit)
    return Finding(Verdict.PASS, line, None, facts, limit=limit)


CHECK = Check("architecture", Text(N_("Processor architecture")), 130, command, judge)
