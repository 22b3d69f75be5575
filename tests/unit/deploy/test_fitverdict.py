"""What an estimate means before a deploy; the values themselves are held in the contract test of the check."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.deploy import fitverdict
from console.deploy.fit import Capacity
from console.deploy.sizing import Asked, asked_of, size
from console.engines import engines
from console.model.fit import Estimate, Limit
from console.model.launch import NodeFacts
from console.model.service import DeployRequest, Verdict
from console.model.text import Text
from tests.unit.deploy.subjects import gpus
from tests.unit.knowledge.books import books

DOUBT = Text("Nobody knows.")


def asked(engine: str = "vllm", *arguments: tuple[str, str], count: int = 1) -> Asked:
    request = DeployRequest((), "llama-3.1-8b", engine, target="docker", gpus=count, arguments=arguments)
    found = asked_of(request, books(), engines()[engine], None, NodeFacts())
    assert isinstance(found, Asked)
    return found


def estimate(whole: Asked, gib: float = 24) -> Estimate:
    return size(whole, Capacity(gpus(1, gib), None, None, None, None, None), books())


def verdict(found: Estimate, whole: Asked) -> Verdict:
    return fitverdict.of(found, whole, books()).verdict


def test_what_is_surely_too_much_fails_whatever_is_in_doubt() -> None:
    whole = asked("vllm", ("max_model_len", "131072"))
    found = estimate(whole)
    assert found.limit is Limit.KV and verdict(found, whole) is Verdict.FAIL
    assert verdict(replace(found, doubts=(DOUBT,)), whole) is Verdict.FAIL, "the cache alone is too much"
    unsure = replace(whole, shape=replace(whole.shape, doubts=(DOUBT,)))
    assert verdict(replace(found, doubts=(DOUBT,)), unsure) is Verdict.WARN, "nobody knows the cache"


def test_a_hair_too_much_only_warns() -> None:
    whole = asked("vllm", ("max_model_len", "8192"))
    found = estimate(whole)
    assert verdict(found, whole) is Verdict.PASS
    near = replace(found, fits=False, limit=Limit.KV, need_bytes=round(found.room_bytes * 1.02))
    assert verdict(near, whole) is Verdict.WARN
    assert verdict(replace(near, need_bytes=round(found.room_bytes * 1.05)), whole) is Verdict.FAIL


@pytest.mark.parametrize(("engine", "expected"), [("vllm", Verdict.FAIL), ("llama_cpp", Verdict.WARN)])
def test_a_context_longer_than_the_model_was_made_for(engine: str, expected: Verdict) -> None:
    name = "max_model_len" if engine == "vllm" else "context"
    whole = asked(engine, (name, "262144"))
    whole = replace(whole, request=replace(whole.request, gpus=1))
    found = estimate(whole, 80)
    assert found.limit is Limit.CONTEXT and verdict(found, whole) is expected


def test_no_doubt_helps_against_heads_that_do_not_divide() -> None:
    whole = asked("vllm", ("tensor_parallel_size", "3"), ("cpu_offload_gb", "4"), count=3)
    found = size(whole, Capacity(gpus(4), None, None, None, None, None), books())
    assert found.limit is Limit.HEADS and verdict(found, whole) is Verdict.FAIL


@pytest.mark.parametrize(
    ("model", "count", "precision", "expected"),
    [("deepseek-r1", 8, "fp8", Verdict.FAIL), ("llama-3.1-8b", 1, "bf16", Verdict.PASS)],
)
def test_weights_are_what_was_published_whatever_the_gpu_would_rather_have(
    model: str, count: int, precision: str, expected: Verdict
) -> None:
    """On an A100, which has no 8-bit floats, half of the bytes are not there because another precision would fit."""
    request = DeployRequest((), model, "vllm", target="docker", gpus=count, arguments=(("max_model_len", "8192"),))
    whole = asked_of(request, books(), engines()["vllm"], None, NodeFacts())
    assert isinstance(whole, Asked)
    a100 = tuple(replace(gpu, name="NVIDIA A100-SXM4-80GB", capability=(8, 0)) for gpu in gpus(8))
    found = size(whole, Capacity(a100, None, None, None, None, None), books())
    assert found.demand.precision == precision and verdict(found, whole) is expected
    v100 = tuple(replace(gpu, name="Tesla V100", capability=(7, 0)) for gpu in gpus(8))
    older = size(whole, Capacity(v100, None, None, None, None, None), books())
    assert older.demand.precision == {"bf16": "fp16"}.get(precision, precision)
