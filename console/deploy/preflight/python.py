"""A Python that is new enough and can make a virtual environment.

Neither pip nor ensurepip has to be on the node: the deploy carries pip as a wheel.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Situation, first_line
from console.model.service import Verdict
from console.model.text import N_, Text

CANDIDATES = ("python3", "python3.13", "python3.12", "python3.11", "python3.10", "python3.14")
TELL = """import sys, venv; print("%d.%d" % sys.version_info[:2], sys.executable)"""
LEAST = (3, 10)
"""What wheels of today are built for, where no engine says so itself."""


def command(_situation: Situation) -> str:
    """Print version and path of each Python that can make environments."""
    return (
        f"for python in {' '.join(CANDIDATES)}; do\n"
        '  command -v "$python" >/dev/null 2>&1 || continue\n'
        f"""  "$python" -B -c '{TELL}' 2>&1 | tail -n 1\n"""
        "done"
    )


def _missing(situation: Situation, needed: tuple[int, int], evidence: str) -> Finding:
    version, distro = f"{needed[0]}.{needed[1]}", situation.facts.distro
    packages = situation.family.python_packages(distro.id) if situation.family is not None and distro else ""
    hint = Text(N_("Install Python {version} or later with its venv module."), {"version": version})
    return Finding(Verdict.FAIL, evidence, hint, limit=f">= {version}", fix=situation.install(packages))


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Take the first one that is new enough."""
    asked = situation.needs.python if situation.needs is not None else LEAST
    needed = asked or (0, 0)
    found = [
        ((int(match[1]), int(match[2])), match[3], match[0])
        for match in re.finditer(r"^(\d+)\.(\d+) (/\S.*)$", output, re.MULTILINE)
    ]
    for version, path, line in found:
        if version >= needed:
            facts = replace(situation.facts, python=path, python_version=version)
            return Finding(Verdict.PASS, f"Python {line}", None, facts, limit=f">= {needed[0]}.{needed[1]}")
    evidence = ", ".join(line for _, _, line in found) or first_line(output) or "python3: not found"
    if asked is None:
        return Finding(Verdict.PASS, evidence)
    return _missing(situation, needed, evidence)


CHECK = Check("python", Text(N_("Python")), 230, command, judge)
