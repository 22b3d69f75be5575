"""A Python that is new enough and can make a virtual environment.

Neither pip nor ensurepip has to be on the node: the deploy carries pip as a wheel.
"""

from __future__ import annotations

import re
from dataclasses import replace

from console.deploy.preflight import Check, Finding, Situation, first_line
from console.model.service import Verdict
from console.model.text import N_, Text

CANDIDATES = ("python3", "python3.13", "python3.12", "python3.11", "python3.10", "python3.14")
PACKAGES = (
    ("debian", "apt install python3 python3-venv"),
    ("ubuntu", "apt install python3 python3-venv"),
    ("amzn", "dnf install python3.11"),
    ("rhel", "dnf install python3.12"),
    ("fedora", "dnf install python3"),
    ("centos", "dnf install python3.12"),
    ("suse", "zypper install python312"),
)


def command(_situation: Situation) -> str:
    """Print version and path of each Python that can make environments."""
    return (
        f"for python in {' '.join(CANDIDATES)}; do\n"
        '  command -v "$python" >/dev/null 2>&1 || continue\n'
        """  "$python" -c 'import sys, venv; print("%d.%d" % sys.version_info[:2], sys.executable)' 2>&1 | tail -n 1"""
        "\n"
        "done"
    )


def _install(situation: Situation) -> Text:
    family = f"{situation.facts.distro_id} {situation.facts.distro_family}"
    needed = f"{situation.needs.python[0]}.{situation.needs.python[1]}"
    for name, install in PACKAGES:
        if name in family:
            return Text(
                N_("Install Python {version} or later: sudo {install}"), {"version": needed, "install": install}
            )
    return Text(N_("Install Python {version} or later with its venv module."), {"version": needed})


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Take the first one that is new enough."""
    found = [
        ((int(match[1]), int(match[2])), match[3], match[0])
        for match in re.finditer(r"^(\d+)\.(\d+) (/\S.*)$", output, re.MULTILINE)
    ]
    for version, path, line in found:
        if version >= situation.needs.python:
            facts = replace(situation.facts, python=path, python_version=version)
            return Finding(Verdict.PASS, f"Python {line}", None, facts)
    evidence = ", ".join(line for _, _, line in found) or first_line(output) or "python3: not found"
    return Finding(Verdict.FAIL, evidence, _install(situation))


CHECK = Check("python", Text(N_("Python")), 40, command, judge)
