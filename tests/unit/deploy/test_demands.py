"""A request in the words of an engine is a demand, and what is proposed comes back in the same words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from console.deploy.demands import arguments_for, demand_of, with_arguments
from console.model.field import Field, Kind, Pairs
from console.model.fit import Demand
from console.model.service import DeployRequest
from console.model.text import Text
from tests.unit.deploy.subjects import subject

WORD = Text("word")


def number(name: str, default: str = "") -> Field:
    return Field(name, WORD, WORD, Kind.NUMBER if default else Kind.INTEGER, default=default, low=0, high=10_000_000)


VLLM = (
    number("max_model_len"),
    number("gpu_memory_utilization", "0.9"),
    number("tensor_parallel_size"),
    number("pipeline_parallel_size"),
    number("max_num_seqs"),
    Field("quantization", WORD, WORD, Kind.CHOICE, choices=("", "fp8", "awq")),
    Field("kv_cache_dtype", WORD, WORD, Kind.CHOICE, default="auto", choices=("auto", "fp8", "fp8_e5m2")),
)
LLAMA = (number("context"), number("parallel"))


def asked(engine: str, fields: tuple[Field, ...], gpus: int, arguments: Pairs = ()) -> Demand:
    request = DeployRequest((), "llama-3.1-8b", engine, gpus=gpus, arguments=arguments)
    return demand_of(subject("llama-3.1-8b", engine), request, fields, sequences=3, precision="bf16")


def test_what_nobody_chose_is_what_the_engine_does() -> None:
    assert asked("vllm", VLLM, 4) == Demand("bf16", context_tokens=131072, sequences=3, tensor=4, memory_share=0.9)
    assert asked("llama_cpp", LLAMA, 2) == Demand("bf16", context_tokens=131072, sequences=3, pipeline=2)
    assert asked("llama_cpp", (), 0).world == 1


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        ((("max_model_len", "4096"),), lambda d: replace(d, context_tokens=4096)),
        ((("pipeline_parallel_size", "2"),), lambda d: replace(d, tensor=2, pipeline=2)),
        ((("tensor_parallel_size", "1"),), lambda d: replace(d, tensor=1)),
        ((("kv_cache_dtype", "fp8_e5m2"),), lambda d: replace(d, kv_precision="fp8")),
        ((("quantization", "fp8"),), lambda d: replace(d, precision="fp8")),
        ((("quantization", "awq"),), lambda d: replace(d, precision="int4")),
        ((("max_num_seqs", "16"),), lambda d: replace(d, most_sequences=16)),
        ((("gpu_memory_utilization", "0.5"),), lambda d: replace(d, memory_share=0.5)),
        ((("max_model_len", "many"),), lambda d: d),
    ],
)
def test_arguments_are_understood(arguments: Pairs, changed: Callable[[Demand], Demand]) -> None:
    assert asked("vllm", VLLM, 4, arguments) == changed(asked("vllm", VLLM, 4))


def test_contexts_at_once_are_an_argument_of_some_engines() -> None:
    assert asked("llama_cpp", LLAMA, 0, (("parallel", "8"),)).sequences == 8
    # What nobody chose leaves the wish as it is.
    usual = (LLAMA[0], replace(LLAMA[1], default="1"))
    assert asked("llama_cpp", usual, 0).sequences == 3


@pytest.mark.parametrize(
    ("after", "pairs"),
    [
        (lambda d: replace(d, context_tokens=4096), (("max_model_len", "4096"),)),
        (lambda d: replace(d, memory_share=0.61), (("gpu_memory_utilization", "0.61"),)),
        (lambda d: replace(d, tensor=2), (("gpus", "2"), ("tensor_parallel_size", "2"))),
        (lambda d: replace(d, tensor=2, pipeline=2), (("tensor_parallel_size", "2"), ("pipeline_parallel_size", "2"))),
        (
            lambda d: replace(d, kv_precision="fp8", most_sequences=64),
            (("max_num_seqs", "64"), ("kv_cache_dtype", "fp8")),
        ),
        (lambda d: replace(d, precision="fp8"), (("quantization", "fp8"),)),
        # Four bits are other files: no argument makes them.
        (lambda d: replace(d, precision="int4"), None),
        (lambda d: replace(d, sequences=1), ()),
        (lambda d: replace(d, gpus=(1, 2, 3, 4)), None),
    ],
)
def test_a_change_is_said_in_the_words_of_the_engine(after: Callable[[Demand], Demand], pairs: Pairs | None) -> None:
    about, before = subject("llama-3.1-8b"), asked("vllm", VLLM, 4)
    request = DeployRequest((), "llama-3.1-8b", "vllm", gpus=4, arguments=(("max_model_len", "9000"),))
    changed = after(before)
    found = arguments_for(about, request, VLLM, before, changed)
    assert found == pairs
    if found:
        there_and_back = demand_of(
            about, with_arguments(request, found), VLLM, sequences=before.sequences, precision=before.precision
        )
        assert replace(there_and_back, context_tokens=changed.context_tokens) == changed


def test_what_was_chosen_before_stays() -> None:
    request = DeployRequest((), "m", "vllm", gpus=1, arguments=(("max_model_len", "9000"), ("seed", "7")))
    found = with_arguments(request, (("gpus", "2"), ("max_model_len", "4096")))
    assert found.gpus == 2 and found.arguments == (("max_model_len", "4096"), ("seed", "7"))


def test_groups_are_not_proposed_to_an_engine_that_has_no_word_for_them() -> None:
    about, before = subject("llama-3.1-8b"), asked("vllm", VLLM[:3], 4)
    request = DeployRequest((), "llama-3.1-8b", "vllm", gpus=4)
    assert arguments_for(about, request, VLLM[:3], before, replace(before, tensor=1, pipeline=4)) is None
    layers = asked("llama_cpp", LLAMA, 1)
    found = arguments_for(subject("llama-3.1-8b", "llama_cpp"), request, LLAMA, layers, replace(layers, pipeline=3))
    assert found == (("gpus", "3"),)
