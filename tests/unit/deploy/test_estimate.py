"""The estimate against what engines themselves print, and against what has to be true of any estimate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.deploy.estimate import (
    divides,
    doubts,
    emptiest,
    estimate,
    fits,
    kv_bytes,
    longest_context,
    use_of,
    weight_bytes,
)
from console.model.fit import Demand, GpuUse, Limit
from console.model.readiness import GpuFacts
from tests.unit.deploy.subjects import GIB, gpus, subject
from tests.unit.knowledge.books import books

LLM_D = "llm-d/llm-d-benchmark, config_explorer/empirical-vllm-memory-results.md; H100 of 79.18 GiB, 16,000 tokens"
MODELS = [model.id for model in books().models.model]
ENGINES = [engine.id for engine in books().engines.engine]


def use(model: str, demand: Demand, gpu: GpuFacts, engine: str = "vllm") -> GpuUse:
    about = subject(model, engine)
    precision = about.precision(demand.precision)
    assert precision is not None
    return use_of(about, precision, demand, gpu)


# ---- published figures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "precision", "tensor", "share", "weights", "activations", "kv"),
    [
        ("gpt-oss-20b", "mxfp4", 1, 0.9, 13.47, 7.38, 50.28),
        ("gpt-oss-120b", "mxfp4", 1, 0.95, 64.38, 7.38, 3.33),
        ("llama-3.3-70b", "fp8", 2, 0.9, 33.88, 4.84, 32.0),
        ("llama-3.3-70b", "fp8", 1, 0.9, 67.72, 4.84, -1.44),
        ("llama-3.1-8b", "bf16", 1, 0.9, 14.99, 4.76, 51.38),
        ("qwen3-32b", "bf16", 1, 0.9, 61.03, 5.64, 4.45),
        ("qwen3-32b", "bf16", 2, 0.9, 30.59, 5.64, 34.49),
    ],
)
def test_what_vllm_printed_on_an_h100(
    model: str, precision: str, tensor: int, share: float, weights: float, activations: float, kv: float
) -> None:
    demand = Demand(precision, context_tokens=16000, tensor=tensor, memory_share=share)
    found = use(model, demand, gpus(1)[0])
    assert found.parts.weights / GIB == pytest.approx(weights, rel=0.01), LLM_D
    assert found.parts.activations / GIB == pytest.approx(activations, rel=0.025), LLM_D
    # What is left for keys and values: never more than there was, and less by the graphs only, which came after.
    left = (found.taken_bytes - found.parts.total + found.parts.kv) / GIB
    assert kv - 0.75 <= left <= kv + 0.1, LLM_D
    assert found.fits is (kv * GIB >= found.parts.kv), LLM_D


def test_the_same_where_fewer_sequences_run_at_once() -> None:
    """vllm-project/vllm#10511 and #13882: releases that kept room for 256 sequences on any GPU."""
    llama = use("llama-3.1-8b", Demand("bf16", most_sequences=256), gpus(1)[0])
    assert llama.parts.activations / GIB == pytest.approx(1.26, rel=0.03)
    assert llama.parts.weights / GIB == pytest.approx(14.96, rel=0.01)
    qwen = use("qwen2.5-7b", Demand("int4", context_tokens=4096), gpus(1, gib=8.0, name="NVIDIA RTX 4060")[0])
    assert qwen.parts.activations / GIB == pytest.approx(1.42, rel=0.03)
    assert qwen.parts.weights / GIB == pytest.approx(5.2032, rel=0.01), "Qwen2.5-7B-Instruct-AWQ"


@pytest.mark.parametrize(
    ("model", "kilobytes"), [("deepseek-r1", 70.272), ("qwen2.5-72b", 327.680), ("llama-3.1-405b", 516.096)]
)
def test_a_token_of_context_as_deepseek_counts_it(model: str, kilobytes: float) -> None:
    """arXiv:2505.09343, table 1: keys and values of a token in 16 bits, with MLA and with grouped queries."""
    assert kv_bytes(subject(model), Demand("fp8", context_tokens=1)) == kilobytes * 1000


def test_a_cache_that_vllm_filled() -> None:
    """vllm-project/vllm#21348: Qwen3-235B in FP8 on four H100, 8.11 GiB on each hold 178,880 tokens."""
    about = subject("qwen3-235b-a22b")
    found = use("qwen3-235b-a22b", Demand("fp8", context_tokens=178_880, tensor=4), gpus(1)[0])
    assert found.parts.kv / GIB == pytest.approx(8.11, rel=0.02)
    assert divides(about, 8), "more GPUs than heads of keys and values: each has one of them"
    assert use("qwen3-235b-a22b", Demand("fp8", context_tokens=178_880, tensor=8), gpus(1)[0]).parts.kv == (
        found.parts.kv
    )


def test_deepseek_on_eight() -> None:
    """HabanaAI/vllm-fork#809: DeepSeek-R1 as published takes 79.41 GiB on each of eight devices."""
    found = use("deepseek-r1", Demand("fp8", tensor=8), gpus(1, gib=141)[0])
    assert found.parts.weights / GIB == pytest.approx(79.41, rel=0.02)
    # One latent for all heads: it is not shared out.
    assert found.parts.kv == kv_bytes(subject("deepseek-r1"), Demand("fp8"))


@pytest.mark.parametrize(
    ("model", "precision", "gib", "where"),
    [
        ("gpt-oss-120b", "mxfp4", 59.02, "ggml-org/llama.cpp#15253"),
        ("qwen3-30b-a3b", "int4", 17.35, "ggml-org/llama.cpp#13217: Q4_K_M"),
    ],
)
def test_files_of_llama_cpp(model: str, precision: str, gib: float, where: str) -> None:
    about = subject(model, "llama_cpp")
    row = about.precision(precision)
    assert row is not None and weight_bytes(about, row) / GIB == pytest.approx(gib, rel=0.01), where


def test_a_window_as_llama_cpp_keeps_it() -> None:
    """ollama/ollama#16480: gpt-oss-120b, two sequences of 131,072 tokens: 9,216 MiB and 90 MiB for the windows."""
    found = kv_bytes(subject("gpt-oss-120b", "llama_cpp"), Demand("mxfp4", context_tokens=131072, sequences=2))
    assert found / (1 << 20) == pytest.approx(9216 + 90, rel=0.01)


@pytest.mark.parametrize(
    ("model", "weights", "kib", "at_8k", "at_32k", "at_128k"),
    [
        ("llama-3.1-8b", 15.0, 128, 1.0, 4.0, 16.0),
        ("qwen2.5-7b", 14.2, 56, 0.44, 1.75, 7.0),
        ("llama-3.1-70b", 131.5, 320, 2.5, 10.0, 40.0),
    ],
)
def test_worked_values(model: str, weights: float, kib: float, at_8k: float, at_32k: float, at_128k: float) -> None:
    """With grouped queries: who counts every head gets eight times as much, and it is copied widely."""
    about = subject(model)
    row = about.precision("bf16")
    assert row is not None and weight_bytes(about, row) / GIB == pytest.approx(weights, abs=0.15)
    assert kv_bytes(about, Demand(context_tokens=1)) == kib * 1024
    for tokens, gib in ((8192, at_8k), (32768, at_32k), (131072, at_128k)):
        assert kv_bytes(about, Demand(context_tokens=tokens)) / GIB == pytest.approx(gib, abs=0.01)


# ---- what has to be true of any estimate -------------------------------------------------------------------------

models, engines = st.sampled_from(MODELS), st.sampled_from(ENGINES)
tokens, many = st.integers(1, 131072), st.integers(1, 256)


@given(models, engines, tokens, tokens, many, many)
def test_more_context_and_more_sequences_take_more(
    model: str, engine: str, one: int, two: int, few: int, lots: int
) -> None:
    about = subject(model, engine)
    short = kv_bytes(about, Demand(context_tokens=min(one, two), sequences=min(few, lots)))
    long = kv_bytes(about, Demand(context_tokens=max(one, two), sequences=max(few, lots)))
    assert 0 < short <= long


@given(models, engines, st.sampled_from(["fp8", "q8_0"]))
def test_fewer_bits_take_less(model: str, engine: str, kv: str) -> None:
    about = subject(model, engine)
    rows = [row for name in ("bf16", "fp8", "int8", "int4") if (row := about.precision(name)) is not None]
    for wide in rows:
        for narrow in rows:
            if narrow.bytes_per_parameter < wide.bytes_per_parameter:
                assert weight_bytes(about, narrow) < weight_bytes(about, wide), (narrow.id, wide.id)
    assert kv_bytes(about, Demand(kv_precision=kv)) < kv_bytes(about, Demand())


@given(models, engines, st.sampled_from([1, 2, 4, 8]), st.integers(1, 4), tokens)
def test_more_gpus_take_less_each(model: str, engine: str, tensor: int, pipeline: int, context: int) -> None:
    about, gpu = subject(model, engine), gpus(1)[0]
    row = about.precision(about.engine.precisions[-1])
    assert row is not None
    base = Demand(row.id, context_tokens=context, tensor=tensor, pipeline=pipeline)
    here = use_of(about, row, base, gpu).parts
    wider = use_of(about, row, replace(base, tensor=tensor * 2), gpu).parts
    deeper = use_of(about, row, replace(base, pipeline=pipeline * 2), gpu).parts
    assert wider.weights < here.weights and wider.kv <= here.kv
    assert deeper.weights <= here.weights and deeper.kv <= here.kv


@given(models, engines, tokens, many, st.floats(8, 200), st.integers(1, 8))
def test_the_longest_context_fits_and_one_more_does_not(
    model: str, engine: str, context: int, sequences: int, gib: float, count: int
) -> None:
    about, there = subject(model, engine), gpus(count, gib)
    demand = Demand(about.engine.precisions[-1], context_tokens=context, sequences=sequences)
    most = longest_context(about, demand, there)
    if most:
        assert fits(about, replace(demand, context_tokens=most), there)
    assert not fits(about, replace(demand, context_tokens=most + 1), there)
    found = estimate(about, demand, there)
    assert found.fits is fits(about, demand, there) and found.fits is (found.limit is Limit.NONE)
    assert found.fits or (found.why is not None and "{" not in str(found.why))


# ---- the limit is named ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "engine", "demand", "there", "limit", "words"),
    [
        ("llama-3.1-70b", "vllm", Demand("bf16"), gpus(8), Limit.MEMORY, "on the GPU needed"),
        ("llama-3.1-8b", "vllm", Demand("bf16", context_tokens=131072, sequences=8), gpus(8), Limit.KV, "The weights"),
        ("llama-3.1-70b", "vllm", Demand("bf16", tensor=3), gpus(8), Limit.HEADS, "64 heads (8 of keys"),
        ("llama-3.1-70b", "vllm", Demand("bf16", tensor=8), gpus(4), Limit.GPUS, "needs 8 GPUs, 4"),
        ("llama-3.1-8b", "vllm", Demand("bf16"), gpus(1, used=30), Limit.OTHERS, "Others hold 30.0 GiB"),
        ("llama-3.1-8b", "llama_cpp", Demand("bf16"), gpus(1, used=70), Limit.OTHERS, "others hold 70.0 GiB"),
        ("llama-3.1-8b", "vllm", Demand("bf16", context_tokens=200_000), gpus(1), Limit.CONTEXT, "131072"),
        ("llama-3.1-8b", "nim", Demand("int4"), gpus(1), Limit.PRECISION, "no weights"),
        ("llama-3.2-1b", "llama_cpp", Demand("bf16", tensor=20), gpus(20), Limit.LAYERS, "16 layers"),
        ("llama-3.1-8b", "vllm", Demand("bf16"), (GpuFacts(0, "H100"),), Limit.UNKNOWN, "do not say"),
    ],
)
def test_the_limit_is_named(
    model: str, engine: str, demand: Demand, there: tuple[GpuFacts, ...], limit: Limit, words: str
) -> None:
    found = estimate(subject(model, engine), demand, there)
    assert not found.fits and found.limit is limit and words in str(found.why), found


def test_slices_of_a_gpu_stand_alone() -> None:
    slices = tuple(replace(gpu, profile="3g.40gb") for gpu in gpus(2, gib=40))
    assert estimate(subject("llama-3.1-8b"), Demand("bf16"), slices).fits
    assert estimate(subject("llama-3.1-8b"), Demand("bf16", tensor=2), slices).limit is Limit.SLICES
    # Where there are whole GPUs too, these work together, though a slice may have more memory left.
    mixed = (*slices, *gpus(2, used=50))
    found = estimate(subject("llama-3.1-8b"), Demand("bf16", context_tokens=2048, tensor=2), mixed)
    assert all(use.total_bytes > 70 * GIB for use in found.gpus) and found.limit is Limit.OTHERS


def test_an_engine_that_reserves_takes_its_share_and_another_what_it_needs() -> None:
    vllm = estimate(subject("llama-3.2-1b"), Demand("bf16"), gpus(1)).gpus[0]
    assert vllm.taken_bytes / GIB == pytest.approx(79.18 * 0.9, abs=1.0)
    assert vllm.free_bytes < 8 * GIB and vllm.parts.total < 12 * GIB
    other = estimate(subject("llama-3.2-1b", "llama_cpp"), Demand("bf16"), gpus(1)).gpus[0]
    assert other.taken_bytes == other.parts.total and other.free_bytes > 70 * GIB


def test_the_gpus_that_are_named_are_taken_else_those_that_come_first() -> None:
    there = (*gpus(1, used=60), *(replace(gpu, index=gpu.index + 1) for gpu in gpus(2)))
    about = subject("llama-3.1-8b")
    assert [gpu.index for gpu in estimate(about, Demand("bf16", tensor=2), there).gpus] == [0, 1]
    assert [gpu.index for gpu in estimate(about, Demand("bf16", gpus=(2,)), there).gpus] == [2]
    assert emptiest(Demand("bf16", tensor=2), there).gpus == (1, 2)


def test_why_an_estimate_is_of_low_confidence() -> None:
    assert not doubts(subject("gpt-oss-20b")) and not doubts(subject("deepseek-r1"))
    assert "look back" in str(doubts(subject("gpt-oss-20b", "sglang"))[0])
    assert "compressed" in str(doubts(subject("deepseek-r1", "llama_cpp"))[0])
    assert "Images" in str(doubts(subject("gemma-3-27b"))[0])
    recurrent = replace(subject("llama-3.1-8b").shape, state_bytes=1 << 20)
    assert "recurrent" in str(doubts(replace(subject("llama-3.1-8b"), shape=recurrent))[0])
    assert not estimate(subject("gemma-3-27b"), Demand("bf16"), gpus(2)).confident


def test_true_sizes_stand_above_the_formula() -> None:
    about = subject("llama-3.1-8b")
    row = about.precision("bf16")
    assert row is not None
    known = replace(about, shape=replace(about.shape, weight_bytes=GIB, precision="bf16"))
    assert weight_bytes(known, row) == GIB
    half = about.precision("fp8")
    unknown = replace(known, shape=replace(known.shape, parameters=None, wide_parameters=0))
    assert half is not None and weight_bytes(unknown, half) == GIB // 2


def test_the_memory_of_the_node_is_one_place() -> None:
    memory = GpuFacts(-1, "", memory_total_bytes=4 * GIB, memory_free_bytes=4 * GIB)
    found = estimate(subject("smollm2-135m", "llama_cpp"), Demand("int4", context_tokens=2048), (memory,))
    assert found.fits and found.gpus[0].parts.runtime == 0
    assert found.need_bytes < GIB // 2
