"""A node of Slurm offers its GPUs there, and takes new jobs."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.service import Verdict
from console.model.text import N_, Text

SOURCE = "https://slurm.schedmd.com/gres.html"


def command(_situation: Situation) -> str:
    """Print Slurm's own line about this node."""
    return (
        "if command -v scontrol >/dev/null 2>&1; then\n"
        '  echo "node: $(scontrol show node "$(uname -n | cut -d. -f1)" -o 2>&1 | head -n 1)"\n'
        "else echo 'slurm: none'; fi"
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn where it is drained or down, and where jobs could not ask for its GPUs."""
    said = answers(output)
    if said.get("slurm") == "none":
        return Finding(Verdict.PASS, "no Slurm", source=SOURCE)
    line = said.get("node", "")
    state = re.search(r"\bState=(\S+)", line)
    if state is None:
        return unclear(line or output)
    gres = re.search(r"\bGres=(\S+)", line)
    partitions = re.search(r"\bPartitions=(\S+)", line)
    reason = re.search(r"\bReason=(.*?)(?: \[|$)", line)
    evidence = f"State={state[1]} Gres={gres[1] if gres else '-'} Partitions={partitions[1] if partitions else '-'}"
    if re.search(r"DRAIN|DOWN|FAIL|NOT_RESPONDING|\*$", state[1]):
        shown = f"{evidence} Reason={reason[1]}" if reason else evidence
        hint = Text(N_("Slurm gives this node no new jobs: ask whoever took it out before models are put here."))
        fix = 'sudo scontrol update nodename="$(uname -n | cut -d. -f1)" state=resume'
        return Finding(Verdict.WARN, shown, hint, fix=fix, source=SOURCE)
    if situation.facts.gpus and (gres is None or "gpu" not in gres[1]):
        hint = Text(N_("Slurm knows no GPU of this node: jobs cannot ask for them, and nobody keeps them apart."))
        return Finding(Verdict.WARN, evidence, hint, limit="Gres=gpu", source=SOURCE)
    if situation.facts.gpus:
        hint = Text(N_("Slurm gives out the GPUs of this node: start models as jobs, not beside them."))
        return Finding(Verdict.PASS, evidence, hint, source=SOURCE)
    return Finding(Verdict.PASS, evidence, source=SOURCE)


CHECK = Check("slurm", Text(N_("Slurm")), 550, command, judge, Scope.NODE)
