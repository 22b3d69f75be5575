"""A C library that wheels are built for."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Situation, cite, first_line
from console.knowledge.edition import numbers
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print what the C library says of itself."""
    return "getconf GNU_LIBC_VERSION 2>/dev/null || ldd --version 2>&1 | head -n 3"


def _read(output: str) -> tuple[str | None, tuple[int, int] | None]:
    if re.search(r"musl libc", output):
        version = re.search(r"Version (\d+)\.(\d+)", output)
        return "musl", (int(version[1]), int(version[2])) if version else None
    version = re.search(r"^(?:glibc|ldd \(.*\)) (\d+)\.(\d+)", output, re.MULTILINE)
    return ("glibc", (int(version[1]), int(version[2]))) if version else (None, None)


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail on musl and on a glibc that is too old; an unknown library is unknown."""
    libc, version = _read(output)
    facts = replace(situation.facts, libc=libc, libc_version=version)
    evidence = f"{libc} {version[0]}.{version[1]}" if libc and version else (libc or first_line(output))
    if situation.needs is not None and situation.needs.glibc is None:
        return Finding(Verdict.PASS, evidence, None, facts)  # it brings its own
    if libc == "musl":
        hint = Text(N_("The wheels need glibc, this node has musl. Choose a node with another distribution."))
        return Finding(Verdict.FAIL, evidence, hint, facts, limit="glibc")
    if libc is None or version is None:
        hint = Text(N_("The node does not tell its C library, so no wheels can be chosen for it."))
        return Finding(Verdict.UNKNOWN, evidence, hint, facts)
    if situation.needs is not None and (needed := situation.needs.glibc) is not None:
        limit = f"glibc >= {needed[0]}.{needed[1]}"
        if version < needed:
            hint = Text(
                N_("The wheels need glibc {version} or later. Choose a newer node."),
                {"version": f"{needed[0]}.{needed[1]}"},
            )
            return Finding(Verdict.FAIL, evidence, hint, facts, limit=limit)
        return Finding(Verdict.PASS, evidence, None, facts, limit=limit)
    return replace(_for_engines(version, situation), evidence=evidence, facts=facts)


def _for_engines(version: tuple[int, int], situation: Situation) -> Finding:
    book = situation.knowledge.engines
    asking = [engine for engine in book.engine if engine.glibc]
    refused = [engine for engine in asking if version < numbers(engine.glibc)]
    limit = ", ".join(f"{engine.title} >= {engine.glibc}" for engine in asking)
    source = cite(book, (refused or asking)[0].source) if asking else ""
    if not refused:
        return Finding(Verdict.PASS, "", limit=limit, source=source)
    hint = Text(
        N_("The wheels of {engines} do not load here: run them in containers, or choose a newer node."),
        {"engines": ", ".join(engine.title for engine in refused)},
    )
    verdict = Verdict.FAIL if len(refused) == len(asking) else Verdict.WARN
    return Finding(verdict, "", hint, limit=limit, source=source)


CHECK = Check("libc", Text(N_("C library")), 120, command, judge)
