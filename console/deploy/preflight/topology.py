"""How the GPUs of a node reach each other: one model over several of them lives from it."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, unclear
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print the matrix of the driver."""
    return "nvidia-smi topo -m"


def judge(output: str, rc: int | None, situation: Situation) -> Finding:
    """Warn where GPUs talk over the processors only, and where their number divides badly."""
    count = len(situation.facts.gpus)
    if count == 1 and "GPU0" in output:
        return Finding(Verdict.PASS, "1 GPU")
    rows = re.findall(r"^GPU\d+\s+(.*)$", re.sub(r"\x1b\[[0-9;]*m", "", output), re.MULTILINE)
    links = [row.split()[:count] for row in rows[-count:]] if count else []
    if rc != 0 or not count or len(links) != count or any(len(row) < count for row in links):
        return unclear(output)
    between = {links[one][two] for one in range(count) for two in range(count) if one != two}
    evidence = f"{count} GPUs: {', '.join(sorted(between))}"
    if all(re.fullmatch(r"NV\d+", word) for word in between):
        if count & (count - 1):
            hint = Text(N_("{count} GPUs divide few models evenly: use 1, 2 or 4 together."), {"count": str(count)})
            return Finding(Verdict.WARN, evidence, hint, limit="1, 2, 4, 8")
        return Finding(Verdict.PASS, evidence, limit="NVLink")
    hint = Text(N_("No NVLink between all GPUs: a model over several of them is slower than one that fits into one."))
    return Finding(Verdict.WARN, evidence, hint, limit="NVLink")


CHECK = Check(
    "topology", Text(N_("Links between GPUs")), 360, command, judge, Scope.NODE, wants_gpu=True, asks_driver=True
)
