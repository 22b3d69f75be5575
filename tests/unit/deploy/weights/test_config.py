"""A config.json becomes a shape; the cases are shortened from published ones."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from console.deploy.weights.config import read
from console.deploy.weights.failures import BadFile
from console.knowledge.shape import Confidence
from tests.unit.deploy.weights.files import LLAMA_CONFIG, config

KIB = 1024


@dataclass(frozen=True)
class Case:
    name: str
    table: dict[str, object]
    kib_per_token: float
    """What a token takes in 16 bits while no window is full."""
    confidence: Confidence = Confidence.HIGH
    more: dict[str, object] = field(default_factory=dict)


def llama(layers: int, heads: int, kv: int, hidden: int, **more: object) -> dict[str, object]:
    return {
        "model_type": "llama",
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv,
        "hidden_size": hidden,
        **more,
    }


DEEPSEEK_V3: dict[str, object] = {
    "model_type": "deepseek_v3",
    "hidden_size": 7168,
    "num_hidden_layers": 61,
    "num_attention_heads": 128,
    "num_key_value_heads": 128,
    "kv_lora_rank": 512,
    "q_lora_rank": 1536,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
    "n_routed_experts": 256,
    "num_experts_per_tok": 8,
    "max_position_embeddings": 163840,
    "quantization_config": {"quant_method": "fp8", "fmt": "e4m3"},
}
CASES = [
    Case("Llama 3.1 8B", llama(32, 32, 8, 4096), 128),
    Case("Llama 3.1 70B", llama(80, 64, 8, 8192), 320),
    Case("Qwen2.5 7B", llama(28, 28, 4, 3584, model_type="qwen2", sliding_window=131072, use_sliding_window=False), 56),
    Case("Qwen3 30B A3B", llama(48, 32, 4, 2048, head_dim=128, num_experts=128, num_experts_per_tok=8), 96),
    Case("Phi-4", llama(40, 40, 10, 5120, model_type="phi3"), 200),
    Case("Mixtral 8x7B", llama(32, 32, 8, 4096, model_type="mixtral", num_local_experts=8), 128),
    Case("DeepSeek V3", DEEPSEEK_V3, 61 * 576 * 2 / KIB, more={"heads": 128, "experts": 256, "precision": "fp8"}),
    Case(
        "DeepSeek V2 Lite",
        {**DEEPSEEK_V3, "num_hidden_layers": 27, "num_attention_heads": 16, "num_key_value_heads": 16},
        27 * 576 * 2 / KIB,
    ),
    Case(
        "DeepSeek V3.2",
        {**DEEPSEEK_V3, "index_head_dim": 128, "index_topk": 2048},
        61 * 576 * 2 / KIB,
        Confidence.LOW,
    ),
    Case("Gemma 2 9B", llama(42, 16, 8, 3584, model_type="gemma2", head_dim=256, sliding_window=4096), 336,
         more={"full_layers": 21, "windowed_layers": 21, "window_tokens": 4096}),
    Case(
        "Gemma 3 27B",
        {
            "model_type": "gemma3",
            "vision_config": {"hidden_size": 1152},
            "text_config": llama(62, 32, 16, 5376, model_type="gemma3_text", head_dim=128, sliding_window=1024),
        },
        496,
        Confidence.LOW,  # it sees, too
        {"full_layers": 10, "windowed_layers": 52, "window_tokens": 1024, "has_vision": True, "hidden_size": 5376},
    ),
    Case(
        "Gemma 3 4B, which leaves out what its class has",
        {
            "model_type": "gemma3",
            "text_config": {
                "hidden_size": 2560,
                "model_type": "gemma3_text",
                "num_hidden_layers": 34,
                "sliding_window": 1024,
            },
        },
        34 * 2 * 4 * 256 * 2 / KIB,
        Confidence.LOW,
        {"full_layers": 5, "windowed_layers": 29},
    ),
    Case("Mistral 7B v0.1", llama(32, 32, 8, 4096, model_type="mistral", sliding_window=4096), 128,
         more={"full_layers": 0, "windowed_layers": 32}),
    Case(
        "gpt-oss 20B",
        llama(24, 64, 8, 2880, model_type="gpt_oss", head_dim=64, sliding_window=128, num_local_experts=32,
              layer_types=["sliding_attention", "full_attention"] * 12,
              quantization_config={"quant_method": "mxfp4"}),
        48,
        more={"full_layers": 12, "windowed_layers": 12, "precision": "mxfp4"},
    ),
    Case("GPT-2", {"model_type": "gpt2", "n_layer": 12, "n_head": 12, "n_embd": 768, "n_positions": 1024}, 36,
         more={"context_tokens": 1024}),
    Case("Falcon 7B", {"model_type": "falcon", "num_hidden_layers": 32, "num_attention_heads": 71, "hidden_size": 4544,
                       "multi_query": True}, 8),
    Case("ChatGLM3 6B", {"model_type": "chatglm", "num_layers": 28, "num_attention_heads": 32, "hidden_size": 4096,
                         "kv_channels": 128, "multi_query_attention": True, "multi_query_group_num": 2,
                         "seq_length": 8192}, 28),
    Case("DBRX", {"model_type": "dbrx", "n_layers": 40, "n_heads": 48, "d_model": 6144,
                  "attn_config": {"kv_n_heads": 8}, "max_seq_len": 32768}, 160),
    Case("Jamba", llama(32, 32, 8, 4096, model_type="jamba", attn_layer_period=8, attn_layer_offset=4), 16,
         Confidence.LOW, {"full_layers": 4}),
    Case("Mamba", {"model_type": "mamba2", "num_hidden_layers": 64, "hidden_size": 4096}, 0, Confidence.LOW),
    Case("Qwen3 Next", llama(48, 16, 2, 2048, model_type="qwen3_next", head_dim=256, full_attention_interval=4), 24,
         Confidence.LOW, {"full_layers": 12}),
    Case("Nemotron Super 49B",
         {"model_type": "nemotron-nas", "num_hidden_layers": 4, "num_attention_heads": 64, "hidden_size": 8192,
          "num_key_value_heads": None,
          "block_configs": [{"attention": {"n_heads_in_group": 8, "no_op": False}},
                            {"attention": {"n_heads_in_group": None, "no_op": True}}] * 2}, 8, Confidence.LOW),
    Case("BGE M3", {"model_type": "xlm-roberta", "num_hidden_layers": 24, "num_attention_heads": 16,
                    "hidden_size": 1024, "max_position_embeddings": 8194}, 0),
    Case("LLaVA 1.5, which says next to nothing",
         {"model_type": "llava", "vision_config": {}, "text_config": {"model_type": "llama"}}, 512, Confidence.LOW),
    Case("Qwen Omni", {"model_type": "qwen2_5_omni", "thinker_config": {"audio_config": {},
                       "text_config": llama(28, 28, 4, 3584)}}, 56, Confidence.LOW),
    Case("Gemma 3n", {"model_type": "gemma3n", "text_config": llama(
        30, 8, 2, 2048, model_type="gemma3n_text", head_dim=256, sliding_window=512, num_kv_shared_layers=10,
        layer_types=(["sliding_attention"] * 4 + ["full_attention"]) * 6)}, 40, Confidence.LOW,
        {"full_layers": 4, "windowed_layers": 16}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_published_models(case: Case) -> None:
    shape = read(config(case.table))
    assert shape.kept_values(1) * 2 / KIB == case.kib_per_token
    assert shape.confidence is case.confidence, shape.doubts
    for name, value in case.more.items():
        assert getattr(shape, name) == value, name


def test_a_window_keeps_no_more_than_itself() -> None:
    gemma = read(config(next(case.table for case in CASES if case.name == "Gemma 2 9B")))
    per_layer = 2 * 8 * 256
    assert gemma.kept_values(100_000) == per_layer * (21 * 100_000 + 21 * 4096)


@pytest.mark.parametrize(
    ("change", "code", "names"),
    [
        ({"num_hidden_layers": None}, "weights.no_field", "num_hidden_layers"),
        ({"num_attention_heads": None}, "weights.no_field", "num_attention_heads"),
        ({"hidden_size": None}, "weights.no_field", "hidden_size"),
        ({"num_hidden_layers": 0}, "weights.bad_field", "num_hidden_layers"),
        ({"num_hidden_layers": 10**9}, "weights.bad_field", "num_hidden_layers"),
        ({"num_key_value_heads": 64}, "weights.bad_field", "num_key_value_heads"),
        ({"hidden_size": 8}, "weights.bad_field", "hidden_size"),
        ({"num_attention_heads": "32"}, "weights.bad_field", "num_attention_heads"),
        ({"num_kv_shared_layers": 33}, "weights.bad_field", "num_kv_shared_layers"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_field(change: dict[str, object], code: str, names: str) -> None:
    with pytest.raises(BadFile, match=names) as caught:
        read(config({**LLAMA_CONFIG, **change}), "dir/config.json")
    assert caught.value.code == code
    assert "dir/config.json" in str(caught.value)
