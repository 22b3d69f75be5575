"""The kernel module, open or proprietary, is one that the GPU works with."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, cite, first_line, unclear
from console.knowledge.drivers import Module
from console.knowledge.edition import numbers
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print what the loaded module says of itself, and the licence of the one on disk."""
    return (
        "cat /proc/driver/nvidia/version 2>/dev/null | head -n 1\n"
        'echo "license: $(PATH=$PATH:/sbin:/usr/sbin modinfo -F license nvidia 2>/dev/null | head -n 1)"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where the GPU does not work with this module or this branch."""
    loaded = re.search(r"^NVRM version: NVIDIA UNIX (Open )?.*$", output, re.MULTILINE)
    licence = re.search(r"^license: (.+)$", output, re.MULTILINE)
    if loaded is None and licence is None:
        said = re.search(r"^license:", output, re.MULTILINE)
        return Finding(Verdict.UNKNOWN, "no module nvidia, loaded or on disk") if said else unclear(output)
    is_open = bool(loaded[1]) if loaded else "GPL" in (licence[1] if licence else "")
    evidence = loaded[0] if loaded else first_line(output)
    wanted = [
        row
        for gpu in situation.facts.gpus
        if gpu.capability is not None and (row := situation.knowledge.drivers.module_for(gpu.capability)) is not None
    ]
    if not wanted:
        return Finding(Verdict.UNKNOWN, evidence)
    verdicts = [_suits(row, situation, is_open=is_open) for row in wanted]
    verdict, hint, row = next((found for found in verdicts if found[0] is not Verdict.PASS), verdicts[0])
    limit = f"{row.generation}: open module {row.open}"
    return Finding(verdict, evidence, hint, limit=limit, source=cite(situation.knowledge.drivers, row.source))


def _suits(row: Module, situation: Situation, *, is_open: bool) -> tuple[Verdict, Text | None, Module]:
    branch = numbers(situation.facts.driver or "")[:1]
    words = {"generation": row.generation, "branch": str(row.last_branch or row.last_proprietary_branch or "")}
    if row.last_branch is not None and branch > (row.last_branch,):
        return Verdict.FAIL, Text(N_("{branch} is the last branch for {generation}: go back to it."), words), row
    if is_open and row.open == "no":
        hint = Text(N_("{generation} need the proprietary module: install nvidia-driver, not nvidia-open."), words)
        return Verdict.FAIL, hint, row
    if not is_open and row.open == "required":
        hint = Text(N_("{generation} needs the open module: install nvidia-open."), words)
        return Verdict.FAIL, hint, row
    if not is_open and row.open == "yes" and row.last_proprietary_branch is not None:
        hint = Text(N_("After branch {branch} there is no proprietary module: move to nvidia-open in time."), words)
        near = branch >= (row.last_proprietary_branch - 20,)
        return (Verdict.WARN, hint, row) if near else (Verdict.PASS, None, row)
    return Verdict.PASS, None, row


CHECK = Check("module_flavour", Text(N_("Kernel module")), 310, command, judge, Scope.NODE, wants_gpu=True)
