"""What an estimate means before a deploy: whether it stands in the way, on what that rests, what to ask for instead."""

from __future__ import annotations

from console.deploy.demands import PARALLEL, loosened
from console.deploy.estimate import Subject, cache_doubts, gib
from console.deploy.preflight import Finding
from console.deploy.sizing import Asked
from console.knowledge.shelf import Knowledge
from console.model.fit import Change, Estimate, GpuUse, Limit
from console.model.service import Amendment, Verdict

NEAR = 0.03
"""So far estimates have been from what engines themselves print, of which the tests of them tell."""
SHAPES = frozenset({Limit.HEADS, Limit.LAYERS, Limit.GPUS, Limit.SLICES})
"""What has nothing to do with bytes: no doubt about them helps."""


def of(found: Estimate, asked: Asked, knowledge: Knowledge) -> Finding:
    """Return the finding for an estimate. Without doubts it fails or passes; with doubts it only warns."""
    evidence, limit = _evidence(found), _demand(found)
    if found.fits:
        if found.doubts:
            return Finding(Verdict.WARN, f"{evidence}; low confidence", found.doubts[0], limit=limit)
        return Finding(Verdict.PASS, evidence, limit=limit)
    amendments = tuple(_amendment(change, found, asked) for change in found.changes)
    if found.limit is Limit.UNKNOWN:
        return Finding(Verdict.UNKNOWN, evidence, found.why, limit=limit)
    verdict = Verdict.FAIL if _is_certain(found, asked, knowledge) else Verdict.WARN
    if found.doubts:
        evidence += "; low confidence"
    return Finding(verdict, evidence, found.why, limit=limit, amendments=amendments)


def _amendment(change: Change, found: Estimate, asked: Asked) -> Amendment:
    is_said = any(name in PARALLEL for name, _ in change.arguments or ())
    changes = change.demand.sequences != found.demand.sequences and not is_said
    return Amendment(change.texts, change.arguments, change.demand.sequences if changes else asked.request.sequences)


def _is_certain(found: Estimate, asked: Asked, knowledge: Knowledge) -> bool:
    if found.limit in SHAPES:
        return True
    if found.limit is Limit.PRECISION:
        return False  # vLLM computes 8-bit floats on GPUs that have none in another way
    if found.limit is Limit.CONTEXT:
        # llama.cpp and what is made of it stretch a context further than the model was made for, and only warn of it.
        return asked.engine.format != "gguf"
    subject, worst = Subject(asked.shape, asked.engine, knowledge.engines), _fullest(found)
    if loosened(subject, asked.request, asked.fields) or worst is None:
        return False
    # What is not known of a model comes on top of its weights, mostly on top of its cache too.
    sure = worst.parts.weights + (0 if cache_doubts(subject) else worst.parts.kv)
    if sure > worst.room_bytes * (1 + NEAR):
        return True
    return not found.doubts and (found.limit is Limit.OTHERS or found.need_bytes > found.room_bytes * (1 + NEAR))


def _fullest(found: Estimate) -> GpuUse | None:
    return min(found.gpus, key=lambda use: use.room_bytes - use.parts.total, default=None)


def _evidence(found: Estimate) -> str:
    use = _fullest(found)
    if use is None:
        return f"{len(found.gpus)} of {found.demand.world} GPUs" if found.limit is Limit.GPUS else ""
    parts = use.parts
    where = f"GPU {use.index}" if use.index >= 0 else "memory"
    taken = f", {gib(use.used_bytes)} GiB held by others" if use.used_bytes and use.index >= 0 else ""
    return (
        f"{where}: {gib(parts.total)} GiB needed (weights {gib(parts.weights)}, cache {gib(parts.kv)}, "
        f"other {gib(parts.activations + parts.runtime)}), {gib(use.room_bytes)} of {gib(use.total_bytes)} GiB usable"
        f"{taken}"
    )


def _demand(found: Estimate) -> str:
    """Return what is asked for, as short as on a label."""
    asked = found.demand
    spread = "".join(f", {name} {count}" for name, count in (("TP", asked.tensor), ("PP", asked.pipeline)) if count > 1)
    return f"{asked.precision or '?'}, {asked.sequences} x {asked.context_tokens} tokens{spread}"
