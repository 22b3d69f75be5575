"""The model, with the context and the questions at a time that are asked for, goes into the GPUs as they are now."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy import fitverdict
from console.deploy.fit import Capacity
from console.deploy.preflight import Check, Finding, Scope, Situation, first_line, with_gpus
from console.deploy.preflight.gpus_wanted import chosen_devices, freed, held_by_before
from console.deploy.preflight.gpus_wanted import command as processes
from console.deploy.sizing import Asked, size
from console.model.launch import NodeFacts
from console.model.node_detail import MigInstance
from console.model.probe import Reading
from console.model.readiness import GpuFacts
from console.model.service import Verdict
from console.model.text import N_, Text
from console.probes import nvidia_detail

MIB = 1 << 20
LIVE = "nvidia-smi --query-gpu=index,uuid,memory.total,memory.free --format=csv,noheader,nounits"
SLICES = 'echo "=== devices"\nnvidia-smi -q -x\necho "=== list"\nnvidia-smi -L'
_ROW = re.compile(r"^(\d+), (GPU-\S+), (\d+), (\d+)$", re.MULTILINE)


def command(situation: Situation) -> str:
    """Print what is free of each GPU, of each slice where there are any, and what a version before gives back."""
    lines = [LIVE]
    if situation.request is not None and situation.request.stops_first:
        lines.append(processes(situation))
    if any(gpu.is_partitioned for gpu in situation.facts.gpus):
        lines.append(SLICES)
    return "\n".join(lines)


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where it does not fit, with what would; nothing is promised of what is not known."""
    asked = situation.asked
    if not isinstance(asked, Asked):
        return Finding(Verdict.UNKNOWN, "", asked)
    gpus, chosen = _gpus(output, situation), chosen_devices(situation.request)
    if not gpus:
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    named = tuple(gpu for gpu in gpus if gpu.uuid in chosen)
    if any("-" in each for each in chosen) and not named:
        hint = Text(N_("No GPU and no slice of this node has such a UUID."))
        return Finding(Verdict.FAIL, ",".join(chosen)[:300], hint, fix="nvidia-smi -L")
    found = size(asked, _capacity(situation.facts, named or gpus), situation.knowledge)
    return fitverdict.of(found, asked, situation.knowledge)


def _capacity(facts: NodeFacts, gpus: tuple[GpuFacts, ...]) -> Capacity:
    return Capacity(gpus, facts.driver, None, None, facts.architecture, facts.memory_available_bytes)


def _gpus(output: str, situation: Situation) -> tuple[GpuFacts, ...]:
    """Return the GPUs as they are now, each followed by its slices."""
    live = {int(index): (uuid, int(total), int(free)) for index, uuid, total, free in _ROW.findall(output)}
    ends = situation.request is not None and situation.request.stops_first
    before = held_by_before(output) if ends else {}
    start = output.find("=== devices")
    told = nvidia_detail.parse(Reading(output[start:])) if start >= 0 else {}
    slices = {each.index: each.mig for each in told.get("gpu_details", ())}
    found: list[GpuFacts] = []
    for known in situation.facts.gpus:
        gpu = known
        if known.index in live:
            uuid, total, free = live[known.index]
            gpu = replace(known, uuid=uuid, memory_total_bytes=total * MIB, memory_free_bytes=free * MIB)
        gpu = replace(gpu, memory_free_bytes=freed(gpu, before))
        found += [gpu, *(_slice(gpu, part) for part in slices.get(gpu.index, ()) if part.memory_total_bytes)]
    return tuple(found)


def _slice(gpu: GpuFacts, part: MigInstance) -> GpuFacts:
    size = part.memory_total_bytes or 0
    return replace(
        gpu,
        name=f"{gpu.name} {part.profile or ''}".strip(),
        memory_total_bytes=size,
        memory_free_bytes=size - (part.memory_used_bytes or 0),
        is_partitioned=False,
        profile=part.profile or "MIG",
        uuid=part.uuid or "",
    )


CHECK = Check(
    "model_fit",
    Text(N_("Room for the model")),
    357,
    command,
    judge,
    Scope.DEPLOY,
    wants_gpu=True,
    asks_driver=True,
    matters=with_gpus,
)
