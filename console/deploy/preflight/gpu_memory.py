"""Free memory of each GPU, and who has the rest."""

from __future__ import annotations

import re

from console.deploy.preflight import GIB, Check, Finding, Scope, Situation
from console.model.readiness import GpuFacts
from console.model.service import Verdict
from console.model.text import N_, Text

FREE_SHARE = 0.9
"""Less than this and an engine that takes its usual share does not start."""


def command(_situation: Situation) -> str:
    """Print the processes that compute."""
    return (
        "nvidia-smi --query-compute-apps=gpu_bus_id,pid,used_memory,process_name --format=csv,noheader,nounits\n"
        'echo "rc: $?"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn where somebody else is on a GPU, fail where all are full."""
    known = [gpu for gpu in situation.facts.gpus if gpu.memory_total_bytes and gpu.memory_free_bytes is not None]
    if not known or not re.search(r"^rc: 0$", output, re.MULTILINE):
        return Finding(Verdict.UNKNOWN, output.strip().splitlines()[0][:300] if output.strip() else "")
    taken = [gpu for gpu in known if _share(gpu) < FREE_SHARE]
    users = re.findall(r"^[0-9A-F:.]+, (\d+), (\d+|\[[^\]]*\]), (.*)$", output, re.MULTILINE)
    evidence = _evidence(known, taken)
    if users and taken:
        holders = (f"{pid} {name.rpartition('/')[2][:40]} {used} MiB" for pid, used, name in users[:4])
        evidence = "; ".join((evidence, *holders))
    limit = f">= {FREE_SHARE:.0%}"
    if not taken:
        return Finding(Verdict.PASS, evidence, limit=limit)
    hint = Text(N_("Others have memory of these GPUs. Choose a free one with CUDA_VISIBLE_DEVICES, or wait for them."))
    full = len(taken) == len(known) and all(_share(gpu) < 1 - FREE_SHARE for gpu in taken)
    fix = "ps -o pid,user,etime,args -p " + ",".join(pid for pid, _, _ in users[:8]) if users else ""
    return Finding(Verdict.FAIL if full else Verdict.WARN, evidence, hint, limit=limit, fix=fix)


def _evidence(known: list[GpuFacts], taken: list[GpuFacts]) -> str:
    if taken:
        return ", ".join(f"GPU {gpu.index}: {_free(gpu)}" for gpu in taken[:4])
    least = min(known, key=_share)
    return _free(least) if len(known) == 1 else f"{len(known)} GPUs, at least {_free(least)}"


def _free(gpu: GpuFacts) -> str:
    return f"{_gib(gpu.memory_free_bytes)} of {_gib(gpu.memory_total_bytes)} GiB free"


def _share(gpu: GpuFacts) -> float:
    return (gpu.memory_free_bytes or 0) / (gpu.memory_total_bytes or 1)


def _gib(count: int | None) -> str:
    return f"{(count or 0) / GIB:.1f}"


CHECK = Check(
    "gpu_memory", Text(N_("Free GPU memory")), 350, command, judge, Scope.NODE, wants_gpu=True, asks_driver=True
)
