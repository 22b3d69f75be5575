"""Which CUDA the driver runs, against what the engines are built for."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, cite, first_line
from console.knowledge.drivers import Runs
from console.knowledge.engines import EngineRow
from console.model.service import Verdict
from console.model.text import N_, Text

# 610 and later write "CUDA UMD Version", and in --version that the old line is deprecated.
SAID = re.compile(r"CUDA(?:\s+UMD)?\s+Version\s*:\s*(\d+)\.(\d+)", re.IGNORECASE)


def command(_situation: Situation) -> str:
    """Print what the driver says of CUDA; only for the eye, the verdict rests on its version."""
    return "nvidia-smi --version 2>/dev/null || nvidia-smi 2>/dev/null | head -n 12"


def said_version(output: str) -> str:
    """Return the CUDA version that the driver names; empty where it names none, never a guess."""
    found = SAID.search(output)
    return f"{found[1]}.{found[2]}" if found else ""


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Pass when every engine finds a CUDA; fail when none does."""
    driver, book, said = situation.facts.driver, situation.knowledge.drivers, said_version(output)
    if driver is None or "NVIDIA-SMI" not in output:
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    newest = said or book.newest_cuda(driver)
    asking = [engine for engine in situation.knowledge.engines.engine if engine.cuda]
    best = {engine.id: runs for engine in asking if (runs := _best(engine, situation)) is not None}
    refused = [engine for engine in asking if best.get(engine.id) is Runs.NO]
    partly = [engine for engine in asking if best.get(engine.id) is Runs.MINOR]
    evidence = f"driver {driver}, CUDA {newest or '?'}"
    limit = ", ".join(f"{engine.title}: {'/'.join(engine.cuda)}" for engine in asking)
    source = cite(book, book.floor[-1].source)
    if refused:
        hint = Text(N_("{engines} need a newer driver than {driver}."), {"engines": _titles(refused), "driver": driver})
        verdict = Verdict.FAIL if len(refused) == len(asking) else Verdict.WARN
        return Finding(verdict, evidence, hint, limit=limit, source=source)
    if partly:
        hint = Text(
            N_("{engines} run by minor-version compatibility: what is compiled on the node may fail."),
            {"engines": _titles(partly)},
        )
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    return Finding(Verdict.PASS if best else Verdict.UNKNOWN, evidence, limit=limit, source=source)


def _best(engine: EngineRow, situation: Situation) -> Runs | None:
    """Return how the best of an engine's builds runs."""
    found = [situation.knowledge.drivers.runs(situation.facts.driver or "", cuda) for cuda in engine.cuda]
    return next((runs for runs in (Runs.YES, Runs.MINOR, Runs.NO) if runs in found), None)


def _titles(engines: list[EngineRow]) -> str:
    return ", ".join(engine.title for engine in engines)


CHECK = Check("cuda", Text(N_("CUDA of the driver")), 320, command, judge, Scope.NODE, wants_gpu=True, asks_driver=True)
