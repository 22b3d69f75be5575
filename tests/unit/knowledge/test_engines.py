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
