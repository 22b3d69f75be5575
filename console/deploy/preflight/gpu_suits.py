"""GPU and driver suit what is to run: compute capability, number format, the CUDA it is built for."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, cite, first_line, with_gpus
from console.knowledge.drivers import Runs
from console.knowledge.edition import numbers
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print the driver and the compute capability of each GPU."""
    return "nvidia-smi --query-gpu=driver_version,compute_cap --format=csv,noheader 2>/dev/null || nvidia-smi -L"


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where it cannot start; warn where it starts with less than it could."""
    needs, facts = situation.needs, situation.facts
    known = [gpu.capability for gpu in facts.gpus if gpu.capability is not None]
    if needs is None or not known or not re.search(r"^\d[\d.]+, \d+\.\d+$|^GPU \d+: ", output, re.MULTILINE):
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    least, driver = min(known), facts.driver or ""
    evidence = f"compute capability {least[0]}.{least[1]}, driver {driver or '?'}"
    if needs.compute_capability is not None and least < needs.compute_capability:
        limit = ".".join(map(str, needs.compute_capability))
        hint = Text(N_("It needs compute capability {needed}, there is {least}."), _fields(limit, least))
        return Finding(Verdict.FAIL, evidence, hint, limit=f">= {limit}", source=_engine_source(situation))
    return _format(least, evidence, situation) or _cuda(driver, evidence, situation)


def _format(least: tuple[int, int], evidence: str, situation: Situation) -> Finding | None:
    """Return what stands against the number format; None: nothing does."""
    said = dict(situation.request.arguments) if situation.request is not None else {}
    wanted = {"bfloat16": "bf16", "fp8": "fp8"}.get(said.get("dtype", "") or said.get("quantization", ""), "")
    gate = situation.knowledge.gpus.gate_of(wanted or "bf16")
    if gate is None or least >= numbers(gate.capability) or said.get("dtype") in {"half", "float16", "float32"}:
        return None
    source = cite(situation.knowledge.gpus, gate.source)
    limit = f"{gate.feature} >= {gate.capability}"
    if wanted:
        hint = Text(
            N_("These GPUs do not compute with {method}. Take other weights, or newer GPUs."), {"method": wanted}
        )
        return Finding(Verdict.FAIL, evidence, hint, limit=limit, source=source)
    if situation.request is None or situation.request.engine in {"llama_cpp", "ollama"}:
        return None
    hint = Text(N_("These GPUs have no bfloat16, in which most models are published: choose dtype = half."))
    return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)


def _cuda(driver: str, evidence: str, situation: Situation) -> Finding:
    needs, book = situation.needs, situation.knowledge.drivers
    if needs is None or not driver:
        return Finding(Verdict.UNKNOWN, evidence)
    if needs.driver and numbers(driver) < numbers(needs.driver):
        hint = Text(N_("It needs driver {needed}, there is {driver}."), {"needed": needs.driver, "driver": driver})
        return Finding(Verdict.FAIL, evidence, hint, limit=f">= {needs.driver}", source=_engine_source(situation))
    found = [book.runs(driver, cuda) for cuda in needs.cuda]
    limit, source = "CUDA " + "/".join(needs.cuda) if needs.cuda else "", cite(book, book.floor[-1].source)
    if not needs.cuda or Runs.YES in found:
        return Finding(Verdict.PASS, evidence, limit=limit, source=source)
    if Runs.MINOR in found:
        hint = Text(N_("CUDA by minor-version compatibility."))
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    floor = book.floor_of(needs.cuda[-1])
    if Runs.NO not in found or floor is None:
        return Finding(Verdict.UNKNOWN, evidence, limit=limit, source=source)
    hint = Text(N_("It needs driver {needed}, there is {driver}."), {"needed": floor.driver, "driver": driver})
    return Finding(Verdict.FAIL, evidence, hint, limit=limit, source=source)


def _fields(needed: str, least: tuple[int, int]) -> dict[str, str]:
    return {"needed": needed, "least": f"{least[0]}.{least[1]}"}


def _engine_source(situation: Situation) -> str:
    book = situation.knowledge.engines
    row = book.find(situation.request.engine) if situation.request is not None else None
    return cite(book, row.source) if row is not None else ""


CHECK = Check(
    "gpu_suits",
    Text(N_("GPU and driver for this server")),
    325,
    command,
    judge,
    Scope.DEPLOY,
    wants_gpu=True,
    asks_driver=True,
    matters=with_gpus,
)
