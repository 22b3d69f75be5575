"""A request on a node: what it takes there, and what to write where it does not fit."""

from __future__ import annotations

from msgspec.structs import replace

from console.deploy.fit import Capacity
from console.deploy.sizing import Asked, known_model, size, usual_precision
from console.knowledge.shape import Shape
from console.model.fit import Limit
from console.model.readiness import GpuFacts
from console.model.service import DeployRequest
from tests.unit.deploy.subjects import GIB, gpus
from tests.unit.deploy.test_demands import VLLM
from tests.unit.knowledge.books import books


def asked(model: str, engine: str = "vllm", count: int = 1, arguments: tuple[tuple[str, str], ...] = ()) -> Asked:
    row, there = known_model(books(), model), books().engines.find(engine)
    assert row is not None and there is not None
    request = DeployRequest((), model, engine, gpus=count, arguments=arguments)
    return Asked(request, row.shape, there, VLLM if engine == "vllm" else (), row.precisions)


def node(count: int, used: float = 0.0, memory: int = 512 * GIB) -> Capacity:
    return Capacity(gpus(count, used=used), "580.95.05", "glibc", (2, 39), "x86_64", memory)


def test_seventy_billions_with_vllm_on_eight_h100() -> None:
    whole = asked("llama-3.3-70b", count=4, arguments=(("max_model_len", "32768"),))
    found = size(whole, node(8), books())
    assert found.fits and found.demand.precision == "bf16" and len(found.gpus) == 4
    assert found.context_tokens == 131072 and found.confident
    one = size(replace(whole, request=replace(whole.request, gpus=1)), node(8), books())
    assert one.limit is Limit.MEMORY and not one.fits
    first = one.changes[0]
    assert first.arguments == (("gpus", "4"), ("tensor_parallel_size", "4"))


def test_what_the_engine_cannot_be_told_has_no_arguments() -> None:
    found = size(asked("llama-3.3-70b", count=1), node(1), books())
    assert found.changes and any(change.arguments is None for change in found.changes)


def test_without_gpus_the_memory_of_the_node_is_meant() -> None:
    found = size(asked("smollm2-1.7b", "llama_cpp", count=0), node(0, memory=4 * GIB), books())
    assert found.fits and found.gpus[0].index == -1 and found.demand.precision == "int4"
    assert size(asked("smollm2-1.7b", "llama_cpp", count=0), node(8, memory=4 * GIB), books()).gpus[0].index == -1
    assert size(asked("smollm2-1.7b", "llama_cpp", count=1), node(8), books()).gpus[0].index >= 0
    assert size(asked("llama-3.1-8b", count=0), node(0), books()).limit is Limit.GPUS


def test_models_are_known_by_every_name_that_they_have() -> None:
    for name in ("llama-3.3-70b", "meta-llama/Llama-3.3-70B-Instruct", "hf:meta-llama/Llama-3.3-70B-Instruct@main"):
        row = known_model(books(), name)
        assert row is not None and row.id == "llama-3.3-70b"
    assert known_model(books(), "hf:somebody/else") is None


def test_the_files_of_a_model_say_what_they_are() -> None:
    shape = Shape(
        architecture="llama", layers=32, heads=32, kv_heads=8, head_size=128, value_size=128, full_layers=32,
        parameters=8_000_000_000, weight_bytes=5 * GIB, precision="q4_1", vocabulary=128256, hidden_size=4096,
        context_tokens=8192,
    )  # fmt: skip
    row = books().engines.find("llama_cpp")
    assert row is not None
    whole = Asked(DeployRequest((), "node:/m.gguf", "llama_cpp", gpus=1), shape, row)
    assert usual_precision(whole, ("bf16", "int4")) == "q4_1"
    found = size(whole, node(1), books())
    assert found.fits and found.gpus[0].parts.weights == 5 * GIB


def test_a_lost_gpu_takes_nothing_from_the_others() -> None:
    lost = GpuFacts(8, "?")
    found = size(asked("llama-3.1-8b"), replace(node(2), gpus=(*gpus(2), lost)), books())
    assert found.fits and found.demand.precision == "bf16"
