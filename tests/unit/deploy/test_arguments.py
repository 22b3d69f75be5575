"""Arguments are held against the fields of engine and target."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.deploy import arguments
from console.engines import engines
from console.model.errors import ConsoleError
from tests.unit.deploy.plans import REQUEST

VLLM = engines()["vllm"]
ASKED = replace(REQUEST, engine="vllm", target="process")


def test_what_belongs_passes() -> None:
    arguments.check(replace(ASKED, arguments=(("max_model_len", "8192"), ("dtype", "half"))), VLLM)


@pytest.mark.parametrize(
    ("pairs", "code", "field", "words"),
    [
        ((("max_model_len", "many"),), "deploy.argument", "max_model_len", "from 1 to 10000000"),
        ((("gpu_memory_utilization", "2"),), "deploy.argument", "gpu_memory_utilization", "from 0.05 to 1"),
        ((("max_model_length", "1"),), "deploy.argument_unknown", "max_model_length", "vLLM has no argument"),
        ((("extra", "--host 192.0.2.7"),), "deploy.argument", "extra", "--host"),
    ],
)
def test_what_does_not_is_refused_at_its_field(
    pairs: tuple[tuple[str, str], ...], code: str, field: str, words: str
) -> None:
    with pytest.raises(ConsoleError) as refused:
        arguments.check(replace(ASKED, arguments=pairs), VLLM)
    problem = refused.value.problem
    assert (problem.code, problem.params["field"]) == (code, field) and words in problem.text()


def test_options_of_the_target_count_too() -> None:
    with pytest.raises(ConsoleError) as refused:
        arguments.check(replace(ASKED, options=(("namespace", "x"),)), VLLM)
    assert refused.value.problem.params["field"] == "namespace"


def test_what_an_engine_cannot_do_without_is_asked_for() -> None:
    with pytest.raises(ConsoleError) as refused:
        arguments.check(replace(ASKED, engine="command"), engines()["command"])
    assert refused.value.code == "deploy.argument_missing" and "{port}" in refused.value.problem.advice()
