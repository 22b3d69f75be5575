from __future__ import annotations

import pytest

from console.knowledge.models import Model
from tests.unit.knowledge.books import books

GIB = 1 << 30


def model(name: str) -> Model:
    found = books().models.find(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "weights", "kv_kib", "at_8k", "at_32k", "at_128k"),
    [
        ("llama-3.1-8b", 15.0, 128, 1.0, 4.0, 16.0),
        ("qwen2.5-7b", 14.2, 56, 0.44, 1.75, 7.0),
        ("llama-3.1-70b", 131.5, 320, 2.5, 10.0, 40.0),
    ],
)
def test_worked_values(name: str, weights: float, kv_kib: int, at_8k: float, at_32k: float, at_128k: float) -> None:
    """With grouped queries: those who count every head get eight times as much, and it is copied widely."""
    found = model(name)
    assert found.weight_bytes(2.0) / GIB == pytest.approx(weights, abs=0.15)
    assert found.kv_bytes_per_token == kv_kib * 1024
    for tokens, gib in ((8192, at_8k), (32768, at_32k), (131072, at_128k)):
        assert found.kv_bytes_per_token * tokens / GIB == pytest.approx(gib, abs=0.01)


def test_what_each_gpu_needs() -> None:
    found = model("llama-3.1-70b")
    whole = (131.4 + 2.5) * 1.2
    assert found.need_bytes(2.0, 8192, 4) / GIB == pytest.approx(whole / 4 + 1, abs=0.1)
    # The other way round: what fits into that memory is what it was made for.
    assert found.most_tokens(2.0, found.need_bytes(2.0, 8192, 4), 4) == pytest.approx(8192, abs=2)
    assert found.most_tokens(2.0, 20 * GIB, 4) == 0


def test_heads_divide() -> None:
    assert [count for count in range(1, 9) if model("llama-3.1-70b").divides(count)] == [1, 2, 4, 8]
    assert [count for count in range(1, 9) if model("qwen2.5-7b").divides(count)] == [1, 2, 4]
    assert [count for count in range(1, 9) if model("smollm2-135m").divides(count)] == [1, 3]


def test_what_the_estimate_does_not_cover_is_marked() -> None:
    assert model("deepseek-r1").is_estimate_rough and model("gemma-3-27b").is_estimate_rough
    assert not model("qwen3-32b").is_estimate_rough
    # Compressed attention keeps 576 values a layer, not 128 heads.
    assert model("deepseek-r1").kv_bytes_per_token == 61 * 576 * 2


def test_the_well_known_models_are_there_and_sound() -> None:
    found = books().models.model
    assert len(found) >= 20 and len({row.id for row in found}) == len(found)
    for row in found:
        assert row.heads % row.kv_heads == 0 and row.context_tokens >= 2048, row.id
        assert all(books().engines.precision_of(name) for name in row.precisions), row.id
    assert books().models.find("nothing") is None
