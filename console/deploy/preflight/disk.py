"""Room for what a deploy carries, or for images and weights, in a folder that may be written."""

from __future__ import annotations

import re
from posixpath import dirname

from msgspec.structs import replace

from console.deploy.preflight import MB, Check, Finding, Situation, cite, first_line
from console.deploy.shell import quoted
from console.model.service import Verdict
from console.model.text import N_, Text


def command(situation: Situation) -> str:
    """Print the free space of the file system that the folder is or would be on."""
    home = situation.facts.home or "/"
    folder = dirname(situation.service.directory) if situation.service else home
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
    if situation.needs is None:
        return replace(_for_models(free, situation), facts=facts)
    needed = situation.needs.disk_bytes
    evidence, limit = f"{free // MB} MB free, {needed // MB} MB needed", f">= {needed // MB} MB"
    if free < needed:
        hint = Text(N_("Free some space on the node or choose a folder on another file system."))
        return Finding(Verdict.FAIL, evidence, hint, facts, limit=limit)
    if free < 2 * needed:
        hint = Text(N_("It fits, but little is left afterwards."))
        return Finding(Verdict.WARN, evidence, hint, facts, limit=limit)
    return Finding(Verdict.PASS, evidence, None, facts, limit=limit)


def _for_models(free: int, situation: Situation) -> Finding:
    book = situation.knowledge.engines
    evidence, limit = f"{free // MB} MB free", f">= {book.room.disk_bytes // MB} MB"
    source = cite(book, book.room.source)
    if free < book.room.disk_bytes:
        hint = Text(N_("Little room for an image, its cache and weights: keep models on another file system."))
        fix = 'du -xh --max-depth=1 "$HOME" | sort -h | tail'
        return Finding(Verdict.WARN, evidence, hint, limit=limit, fix=fix, source=source)
    return Finding(Verdict.PASS, evidence, limit=limit, source=source)


CHECK = Check("disk", Text(N_("Disk space")), 440, command, judge)
