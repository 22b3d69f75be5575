"""Which layers keep what, in the words of each family."""

from __future__ import annotations

import json

import pytest

from console.deploy.weights.failures import BadFile
from console.deploy.weights.fields import Fields
from console.deploy.weights.layers import Kind, is_encoder, kinds, window

F, W, N = Kind.FULL, Kind.WINDOW, Kind.NONE


def of(layers: int, **table: object) -> tuple[Kind, ...]:
    return kinds(Fields.parse(json.dumps(table).encode(), "config.json"), layers)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"model_type": "llama"}, (F,) * 4),
        ({"model_type": "mistral", "sliding_window": 4096}, (W,) * 4),
        ({"model_type": "mistral", "sliding_window": None}, (F,) * 4),
        ({"model_type": "qwen2", "sliding_window": 32768, "use_sliding_window": False}, (F,) * 4),
        (
            {"model_type": "qwen2", "sliding_window": 32768, "use_sliding_window": True, "max_window_layers": 1},
            (F, W, W, W),
        ),
        ({"model_type": "gemma2", "sliding_window": 4096}, (W, F, W, F)),
        ({"model_type": "cohere2", "sliding_window": 4096, "sliding_window_pattern": 4}, (W, W, W, F)),
        ({"sliding_window": 128, "layer_types": ["sliding_attention", "full_attention"] * 2}, (W, F, W, F)),
        ({"layer_types": ["linear_attention"] * 3 + ["full_attention"]}, (N, N, N, F)),
        ({"layer_types": ["conv", "full_attention", "conv", "conv"]}, (N, F, N, N)),
        ({"layers_block_type": ["mamba", "attention", "mamba", "mamba"]}, (N, F, N, N)),
        ({"model_type": "qwen3_next", "full_attention_interval": 4}, (N, N, N, F)),
        ({"model_type": "jamba", "attn_layer_period": 4, "attn_layer_offset": 2}, (N, N, F, N)),
        ({"model_type": "bamba", "attn_layer_indices": [1]}, (N, F, N, N)),
        ({"model_type": "nemotron_h", "hybrid_override_pattern": "M-*M"}, (N, N, F, N)),
        ({"model_type": "mamba2"}, (N,) * 4),
        ({"model_type": "kimi_linear", "linear_attn_config": {"full_attn_layers": [4]}}, (N, N, N, F)),
        ({"attn_type_list": [0, 0, 0, 1]}, (N, N, N, F)),
        ({"sliding_window": 128, "hybrid_layer_pattern": [0, 1, 1, 0]}, (F, W, W, F)),
        ({"sliding_window": 4096, "sliding_window_pattern": "LLG"}, (W, W, F, W)),
        ({"model_type": "llama4_text", "attention_chunk_size": 8192, "no_rope_layers": []}, (W, W, W, F)),
        ({"block_types": ["recurrent", "recurrent", "attention"], "attention_window_size": 2048}, (N, N, W, N)),
        (
            {"block_configs": [{"attention": {"n_heads_in_group": 8}}, {"attention": {"no_op": True}}] * 2},
            (F, N, F, N),
        ),
        ({"model_type": "xlm-roberta"}, (N,) * 4),
    ],
)
def test_each_family_says_it_in_its_own_way(table: dict[str, object], expected: tuple[Kind, ...]) -> None:
    assert of(4, **table) == expected


@pytest.mark.parametrize(
    "table",
    [
        {"layer_types": ["full_attention"]},
        {"layer_types": ["full_attention"] * 3 + ["surprising_attention"]},
        {"layer_types": [1, 2, 3, 4]},
        {"hybrid_override_pattern": "M"},
        {"sliding_window": 8, "sliding_window_pattern": "LX"},
    ],
)
def test_a_word_that_is_not_known_is_not_guessed_at(table: dict[str, object]) -> None:
    with pytest.raises(BadFile):
        of(4, **table)


def test_the_window_and_what_only_reads() -> None:
    assert window(Fields("x", {"sliding_window": 4096})) == 4096
    assert window(Fields("x", {"sliding_window": None})) == 0
    assert [is_encoder(name) for name in ("xlm-roberta", "nomic_bert", "bert", "llama")] == [True, True, True, False]
