"""Models on engines, and the GPUs for them, for tests of the estimate."""

from __future__ import annotations

from console.deploy.estimate import Subject
from console.model.readiness import GpuFacts
from tests.unit.knowledge.books import books

GIB = 1 << 30


def subject(model: str, engine: str = "vllm") -> Subject:
    shape, row = books().models.find(model), books().engines.find(engine)
    assert shape is not None and row is not None
    return Subject(shape.shape, row, books().engines)


def gpus(
    count: int, gib: float = 79.18, used: float = 0.0, name: str = "NVIDIA H100 80GB HBM3"
) -> tuple[GpuFacts, ...]:
    total = round(gib * GIB)
    return tuple(
        GpuFacts(index, name, (9, 0), memory_total_bytes=total, memory_free_bytes=total - round(used * GIB))
        for index in range(count)
    )
