from __future__ import annotations

from tests.unit.knowledge.books import books


def test_every_engine_holds_weights_in_ways_that_are_described() -> None:
    found = books().engines
    assert len(found.engine) >= 5
    for engine in found.engine:
        for name in engine.precisions:
            precision = found.precision_of(name)
            assert precision is not None, f"{engine.id} names {name}"
            assert not precision.gate or books().gpus.gate_of(precision.gate) is not None
        for cuda in engine.cuda:
            assert books().drivers.floor_of(cuda) is not None, f"{engine.id} names CUDA {cuda}"
    assert found.precision_of("none") is None


def test_each_engine_and_each_way_to_hold_values_is_described_once() -> None:
    found = books().engines
    for rows in (found.engine, found.precision, found.kv_precision):
        names = [row.id for row in rows]
        assert len(names) == len(set(names)), "the second would never be read"


def test_what_an_engine_takes_beside_the_model_is_described() -> None:
    found = books().engines
    for engine in found.engine:
        assert set(engine.kv_precisions) <= {row.id for row in found.kv_precision}, engine.id
        assert engine.overhead.context_bytes > 0 and engine.overhead.logit_bytes > 0
    assert found.kv_bytes_of("fp8") == 1.0 and found.kv_bytes_of("something") == 2.0
    vllm, llama = found.find("vllm"), found.find("llama_cpp")
    assert vllm is not None and llama is not None and found.find("none") is None
    assert vllm.reserves == "all" and not llama.reserves
