"""The distribution, and a C library that the wheels are built for."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

from console.deploy.preflight import Check, Finding, Situation, first_line
from console.model.launch import NodeFacts
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print os-release, then what the C library says of itself."""
    return (
        "cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null || cat /etc/redhat-release\n"
        "getconf GNU_LIBC_VERSION 2>/dev/null || ldd --version 2>&1 | head -n 3"
    )


def _fields(output: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in output.splitlines():
        name, separator, value = line.partition("=")
        if separator and name.strip().isidentifier():
            try:
                fields[name.strip()] = " ".join(shlex.split(value))
            except ValueError:
                fields[name.strip()] = value.strip("\"'")
    return fields


def _libc(output: str) -> tuple[str | None, tuple[int, int] | None]:
    if re.search(r"musl libc", output):
        version = re.search(r"Version (\d+)\.(\d+)", output)
        return "musl", (int(version[1]), int(version[2])) if version else None
    version = re.search(r"^(?:glibc|ldd \(.*\)) (\d+)\.(\d+)", output, re.MULTILINE)
    return ("glibc", (int(version[1]), int(version[2]))) if version else (None, None)


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail on musl and on a glibc that is too old; an unknown library is unknown."""
    fields, (libc, version) = _fields(output), _libc(output)
    facts: NodeFacts = replace(
        situation.facts,
        distro_id=fields.get("ID"),
        distro_family=fields.get("ID_LIKE") or fields.get("ID"),
        libc=libc,
        libc_version=version,
    )
    name = fields.get("PRETTY_NAME") or first_line(output)
    shown = f"{libc} {version[0]}.{version[1]}" if libc and version else (libc or "?")
    evidence = f"{name}, {shown}"
    if libc == "musl":
        hint = Text(N_("The wheels need glibc, this node has musl. Choose a node with another distribution."))
        return Finding(Verdict.FAIL, evidence, hint, facts)
    if libc is None or version is None:
        hint = Text(N_("The node does not tell its C library, so no wheels can be chosen for it."))
        return Finding(Verdict.UNKNOWN, evidence, hint, facts)
    if version < situation.needs.glibc:
        needed = f"{situation.needs.glibc[0]}.{situation.needs.glibc[1]}"
        hint = Text(N_("The wheels need glibc {version} or later. Choose a newer node."), {"version": needed})
        return Finding(Verdict.FAIL, evidence, hint, facts)
    return Finding(Verdict.PASS, evidence, None, facts)


CHECK = Check("distribution", Text(N_("Distribution and C library")), 20, command, judge)
