"""Shared memory for models on several GPUs, and inodes for environments of many small files."""

from __future__ import annotations

import re

from console.deploy.preflight import MB, Check, Finding, Scope, Situation, cite, unclear
from console.deploy.shell import quoted
from console.model.service import Verdict
from console.model.text import N_, Text

MOST_INODES_PERCENT = 95
SHARED = "/dev/shm"  # noqa: S108 - its free space is asked for, nothing is put there


def command(situation: Situation) -> str:
    """Print the free space of /dev/shm and the free inodes of the home folder."""
    home = quoted(situation.facts.home or "/")
    return f'echo "shm $(df -Pk /dev/shm 2>&1 | tail -n 1)"\necho "inodes $(df -Pi {home} 2>&1 | tail -n 1)"'


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn of little shared memory where several GPUs share a model, and of inodes that run out."""
    shm = re.search(r"^shm \S+\s+\d+\s+\d+\s+(\d+)\s+\d+%", output, re.MULTILINE)
    inodes = re.search(r"^inodes \S+\s+\d+\s+\d+\s+\d+\s+(?:(\d+)%|-)", output, re.MULTILINE)
    if shm is None or inodes is None:
        return unclear(output)
    free, used = int(shm[1]) * 1024, int(inodes[1] or 0)
    book = situation.knowledge.engines
    evidence = f"{SHARED} {free // MB} MB free, {used} % of inodes used"
    limit, source = f">= {book.room.shared_memory_bytes // MB} MB", cite(book, book.room.source)
    if used >= MOST_INODES_PERCENT:
        hint = Text(N_("Inodes run out: an environment of Python has tens of thousands of files."))
        return Finding(Verdict.FAIL, evidence, hint, limit=f"< {MOST_INODES_PERCENT} %", fix="df -i")
    if free < book.room.shared_memory_bytes and len(situation.facts.gpus) > 1:
        hint = Text(N_("Little shared memory: give containers --ipc=host or --shm-size, or make /dev/shm larger."))
        size = book.room.shared_memory_bytes // (1 << 30) + 1
        return Finding(
            Verdict.WARN, evidence, hint, limit=limit, fix=f"sudo mount -o remount,size={size}G /dev/shm", source=source
        )
    shown = limit if len(situation.facts.gpus) > 1 else ""
    return Finding(Verdict.PASS, evidence, limit=shown, source=source)


CHECK = Check("scratch", Text(N_("Shared memory and inodes")), 450, command, judge, Scope.NODE)
