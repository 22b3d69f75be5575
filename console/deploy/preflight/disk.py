"""Room for the wheels and what they unpack to, in a folder that may be written."""

from __future__ import annotations

import re
from dataclasses import replace
from posixpath import dirname

from console.deploy.preflight import Check, Finding, Situation, first_line
from console.deploy.shell import quoted
from console.model.service import Verdict
from console.model.text import N_, Text

MB = 1_000_000


def command(situation: Situation) -> str:
    """Print the free space of the file system that the folder is or would be on."""
    folder = dirname(situation.service.directory) if situation.service else "/"
    return (
        f"folder={quoted(folder)}\n"
        'while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done\n'
        'df -Pk "$folder" | tail -n 1\n'
        '[ -w "$folder" ] || echo "not writable: $folder"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where it does not fit; warn where it fits but leaves less than as much again."""
    line = first_line(output)
    match = re.search(r"\s(\d+)\s+(\d+)\s+(-?\d+)\s+\d+%\s", line)
    if match is None:
        return Finding(Verdict.UNKNOWN, line)
    free = int(match[3]) * 1024
    facts = replace(situation.facts, disk_free_bytes=free)
    refused = re.search(r"^not writable: .*$", output, re.MULTILINE)
    if refused:
        hint = Text(N_("Choose a folder that the user may write to."))
        return Finding(Verdict.FAIL, refused[0], hint, facts)
    needed = situation.needs.disk_bytes
    evidence = f"{free // MB} MB free, {needed // MB} MB needed"
    if free < needed:
        hint = Text(N_("Free some space on the node or choose a folder on another file system."))
        return Finding(Verdict.FAIL, evidence, hint, facts)
    if free < 2 * needed:
        hint = Text(N_("It fits, but little is left afterwards."))
        return Finding(Verdict.WARN, evidence, hint, facts)
    return Finding(Verdict.PASS, evidence, None, facts)


CHECK = Check("disk", Text(N_("Disk space")), 50, command, judge)
