"""Whether GPUs are cut into slices (MIG), shared (MPS) or closed to more than one program."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, unclear, with_gpus
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print the modes of each GPU, and whether the daemon of MPS runs."""
    return (
        "nvidia-smi --query-gpu=index,mig.mode.current,compute_mode --format=csv,noheader\n"
        'echo "mps: $(cat /proc/[0-9]*/comm 2>/dev/null | grep -c "^nvidia-cuda-mps")"'
    )


def judge(output: str, _rc: int | None, _situation: Situation) -> Finding:
    """Warn of slices; fail where a GPU takes no program."""
    rows = re.findall(r"^(\d+), ([^,\n]+), (\S+)$", output, re.MULTILINE)
    mps = re.search(r"^mps: ([1-9]\d*)$", output, re.MULTILINE)
    if not rows:
        return unclear(output if not output.startswith("mps:") else "")
    modes = sorted({f"MIG {mig.strip('[]')}, {mode}" for _, mig, mode in rows})
    evidence = "; ".join(modes) + (", MPS" if mps else "")
    if any(mode == "Prohibited" for _, _, mode in rows):
        hint = Text(N_("A GPU is closed to programs that compute."))
        return Finding(Verdict.FAIL, evidence, hint, limit="Default", fix="sudo nvidia-smi -c DEFAULT")
    sliced = [index for index, mig, _ in rows if mig == "Enabled"]
    if sliced:
        hint = Text(
            N_("GPUs cut into slices: {gpus}. Engines get a slice by its MIG UUID, not the whole GPU."),
            {"gpus": ", ".join(sliced)},
        )
        return Finding(Verdict.WARN, evidence, hint, fix="nvidia-smi -L")
    if any(mode == "Exclusive_Process" for _, _, mode in rows) and not mps:
        hint = Text(N_("Each GPU takes one program only: engines with several processes a GPU do not start."))
        return Finding(Verdict.WARN, evidence, hint, limit="Default", fix="sudo nvidia-smi -c DEFAULT")
    return Finding(Verdict.PASS, evidence)


CHECK = Check(
    "partitioning",
    Text(N_("Slices and shared GPUs")),
    370,
    command,
    judge,
    Scope.BOTH,
    wants_gpu=True,
    asks_driver=True,
    matters=with_gpus,
)
