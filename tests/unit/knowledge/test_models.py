from __future__ import annotations

import msgspec

from console.knowledge.models import Model
from tests.unit.knowledge.books import books


def model(name: str) -> Model:
    found = books().models.find(name)
    assert found is not None
    return found


def test_what_is_kept_of_a_token_follows_from_the_kind_of_attention() -> None:
    assert model("llama-3.1-70b").shape.kept_values(1) == 80 * 2 * 8 * 128
    # Compressed attention keeps 512 + 64 values a layer, not 128 heads.
    assert model("deepseek-r1").shape.kept_values(1000) == 61 * 576 * 1000
    # Every sixth of 62 layers looks back over everything, the others over 1,024 tokens.
    gemma = model("gemma-3-27b").shape
    assert (gemma.full_layers, gemma.windowed_layers) == (10, 52)
    assert gemma.kept_values(131072) == 2 * 16 * 128 * (10 * 131072 + 52 * 1024)
    assert model("gpt-oss-120b").shape.kept_values(8192) == 2 * 8 * 64 * 18 * (8192 + 128)


def test_what_is_not_known_of_a_shape_is_a_doubt() -> None:
    gemma, deepseek = model("gemma-3-27b"), model("deepseek-r1")
    assert not gemma.shape.doubts and not deepseek.shape.doubts
    unknown = msgspec.structs.replace(gemma, full_layers=None)
    assert "look back" in str(unknown.shape.doubts[0]) and unknown.shape.windowed_layers == 0
    assert "compressed" in str(msgspec.structs.replace(deepseek, latent_size=0).shape.doubts[0])


def test_the_embeddings_stay_wide() -> None:
    llama, tied = model("llama-3.1-8b"), model("llama-3.2-1b")
    assert llama.wide_parameters == 2 * llama.vocabulary * llama.hidden_size
    assert tied.wide_parameters == tied.vocabulary * tied.hidden_size


def test_the_well_known_models_are_there_and_sound() -> None:
    found = books().models.model
    assert len(found) >= 20 and len({row.id for row in found}) == len(found)
    for row in found:
        assert row.heads % row.kv_heads == 0 and row.context_tokens >= 2048, row.id
        assert 0 < row.wide_parameters < row.parameters and row.vocabulary and row.hidden_size, row.id
        assert all(books().engines.precision_of(name) for name in row.precisions), row.id
    assert books().models.find("nothing") is None
