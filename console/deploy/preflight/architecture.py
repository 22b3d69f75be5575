"""The processor is one that the wheels are built for."""

from __future__ import annotations

from dataclasses import replace

from console.deploy.preflight import Check, Finding, Situation, first_line
from console.model.service import Verdict
from console.model.text import N_, Text

OTHER_NAMES = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}


def command(_situation: Situation) -> str:
    """Print the machine's name."""
    return "uname -m"


def judge(output: str, rc: int | None, situation: Situation) -> Finding:
    """Pass when the engine has wheels for it."""
    line = first_line(output)
    if rc != 0 or not line:
        return Finding(Verdict.UNKNOWN, line)
    architecture = OTHER_NAMES.get(line.lower(), line)
    facts = replace(situation.facts, architecture=architecture)
    if architecture not in situation.needs.architectures:
        known = ", ".join(situation.needs.architectures)
        hint = Text(N_("There are wheels for {architectures} only. Choose another node."), {"architectures": known})
        return Finding(Verdict.FAIL, line, hint, facts)
    return Finding(Verdict.PASS, line, None, facts)


CHECK = Check("architecture", Text(N_("Processor architecture")), 30, command, judge)
