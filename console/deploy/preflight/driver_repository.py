"""NVIDIA's guide names the distribution, and has a repository for it."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, cite, unclear
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print what names the distribution, and the repositories of NVIDIA that are set up."""
    return (
        "grep -hE '^(ID|VERSION_ID)=' /etc/os-release /usr/lib/os-release 2>/dev/null | sort -u\n"
        "grep -rlsE 'developer[.]download[.]nvidia[.]com' /etc/apt/sources.list.d /etc/yum.repos.d /etc/zypp/repos.d\n"
        "echo 'looked: yes'"
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Pass where it is named, warn where it works for many but nobody has validated it, fail without glibc."""
    if not re.search(r"^looked: yes$", output, re.MULTILINE):
        return unclear(output)
    distro, book = situation.facts.distro, situation.knowledge.drivers
    if distro is None:
        return unclear(output)
    set_up = re.findall(r"^/etc/\S+$", output, re.MULTILINE)
    evidence = f"{distro.pretty_name}; {', '.join(set_up) or '-'}"
    row = book.repository_for(distro)
    family = situation.family
    if situation.facts.libc == "musl" or (family is not None and family.libc == "musl"):
        hint = Text(N_("NVIDIA's driver needs glibc, this distribution has musl: there is none for it."))
        return Finding(Verdict.FAIL, evidence, hint, limit="glibc")
    if row is None:
        hint = Text(N_("NVIDIA's guide does not name this distribution: use the driver that it packages itself."))
        fix = family.driver_command if family is not None and "{folder}" not in family.driver_command else ""
        return Finding(Verdict.WARN, evidence, hint, fix=fix, source=cite(book, book.repository[0].source))
    source = cite(book, row.source)
    if not row.listed:
        hint = Text(N_("It works for many, but NVIDIA has not validated its driver on this release."))
        return Finding(Verdict.WARN, evidence, hint, limit=row.folder, source=source)
    return Finding(Verdict.PASS, evidence, limit=row.folder, source=source)


TITLE = Text(N_("Repository of the driver"))
CHECK = Check("driver_repository", TITLE, 205, command, judge, Scope.NODE, wants_gpu=True)
