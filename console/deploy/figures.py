"""What model servers tell of their load in Prometheus' text format, by the names that each gives its metrics."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from console.model.talking import ServiceFigures

NAMES: Mapping[str, Sequence[str]] = {
    "running": (
        "vllm:num_requests_running",
        "sglang:num_running_reqs",
        "llamacpp:requests_processing",
        "num_requests_running",
    ),
    "waiting": (
        "vllm:num_requests_waiting",
        "sglang:num_queue_reqs",
        "llamacpp:requests_deferred",
        "num_requests_waiting",
        "te_queue_size",
        "nv_inference_pending_request_count",
    ),
    "cache_used": (
        "vllm:kv_cache_usage_perc",
        "vllm:gpu_cache_usage_perc",
        "sglang:token_usage",
        "llamacpp:kv_cache_usage_ratio",
        "gpu_cache_usage_perc",
    ),
    "tokens_total": (
        "vllm:generation_tokens_total",
        "sglang:generation_tokens_total",
        "llamacpp:tokens_predicted_total",
        "generation_tokens_total",
    ),
    "prompt_tokens_total": (
        "vllm:prompt_tokens_total",
        "sglang:prompt_tokens_total",
        "llamacpp:prompt_tokens_total",
        "prompt_tokens_total",
    ),
}
"""Field of ServiceFigures, and what servers call it; several engines of one server are added up.

Read in the documentation of vLLM (usage/metrics), SGLang (references/production_metrics), llama.cpp (tools/server),
NIM (observability), text-embeddings-inference and Triton (user_guide/metrics).
"""
_FIELDS = {name: field for field, names in NAMES.items() for name in names}
MOST_BYTES = 2_000_000


def parse(text: str) -> ServiceFigures:
    """Return the figures in a page of metrics; what is not there, or makes no sense, stays unknown."""
    from prometheus_client.parser import text_string_to_metric_families

    found: dict[str, float] = {}
    for line in text[:MOST_BYTES].splitlines():
        field = _FIELDS.get(line.partition("{")[0].partition(" ")[0])
        if field is None:
            continue
        # A line by itself: one that is wrong costs no other.
        with contextlib.suppress(ValueError):
            for family in text_string_to_metric_families(f"{line}\n"):
                for sample in family.samples:
                    if math.isfinite(sample.value):
                        found[field] = found.get(field, 0.0) + sample.value
    return ServiceFigures(
        running=_whole(found.get("running")),
        waiting=_whole(found.get("waiting")),
        cache_used=found.get("cache_used"),
        tokens_total=found.get("tokens_total"),
        prompt_tokens_total=found.get("prompt_tokens_total"),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def rated(now: ServiceFigures, before: ServiceFigures | None, seconds: float) -> ServiceFigures:
    """Return ``now`` with its rates since ``before``; a counter that began anew counts from 0."""
    if before is None or seconds <= 0:
        return now
    return replace(
        now,
        tokens_per_second=_rate(now.tokens_total, before.tokens_total, seconds),
        prompt_tokens_per_second=_rate(now.prompt_tokens_total, before.prompt_tokens_total, seconds),
    )


def _rate(now: float | None, before: float | None, seconds: float) -> float | None:
    if now is None or before is None:
        return None
    return (now - before if now >= before else now) / seconds
