from __future__ import annotations

from console.model.fit import Demand, Estimate, GpuUse, Parts
from console.model.text import Text


def test_the_parts_add_up() -> None:
    parts = Parts(weights=10, kv=5, activations=3, runtime=2)
    assert parts.total == 20
    assert GpuUse(0, "H100", 100, 30, parts, 50, 20, fits=True).free_bytes == 50
    assert GpuUse(0, "H100", 100, 30, parts, 50, 45, fits=True).free_bytes == 25
    assert GpuUse(0, "H100", 100, 90, parts, 10, 20, fits=False).free_bytes == 0


def test_a_demand_takes_as_many_gpus_as_it_divides_over() -> None:
    assert Demand().world == 1 and Demand(tensor=4, pipeline=2).world == 8


def test_a_doubt_is_low_confidence() -> None:
    assert Estimate("vllm", "vLLM", Demand(), fits=True).confident
    assert not Estimate("vllm", "vLLM", Demand(), fits=True, doubts=(Text("Why."),)).confident
