"""The ``config.json`` of a model of the hub, in the words of all its families.

The names of the fields are those of the configuration classes of the library ``transformers`` and of the models
that bring their own code.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from console.deploy.weights import layers as of_layers
from console.deploy.weights.failures import bad_field, no_field
from console.deploy.weights.fields import Fields
from console.deploy.weights.layers import MOST_LAYERS, Kind
from console.deploy.weights.precision import of_config
from console.knowledge.shape import Shape
from console.model.text import N_, Text

NAME = "config.json"
MOST_HEADS = 1 << 16
MOST_VALUES = 1 << 20

LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "decoder_layers", "num_decoder_layers")
HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads", "decoder_attention_heads")
HIDDEN = ("hidden_size", "n_embd", "d_model", "dim", "model_dim")
KV_HEADS = (
    "num_key_value_heads",
    "num_kv_heads",
    "n_head_kv",
    "kv_n_heads",
    "multi_query_group_num",
    "num_query_groups",
)
HEAD_SIZE = ("head_dim", "attention_head_dim", "kv_channels", "d_kv", "head_size")
CONTEXT = ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "max_sequence_length", "n_ctx",
           "model_max_length", "max_target_positions")  # fmt: skip
EXPERTS = ("num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts")
ACTIVE = ("num_experts_per_tok", "num_experts_per_token", "moe_topk", "moe_top_k", "top_k_experts")
NESTED = ("text_config", "llm_config", "language_config", "thinker_config")
"""Where models that also see or hear keep the part that writes."""

_LLAMA = {"num_hidden_layers": 32, "num_attention_heads": 32, "hidden_size": 4096}
_GEMMA_3 = {"num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256, "sliding_window": 4096,
            "max_position_embeddings": 131072}  # fmt: skip
UNSAID: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "llama": _LLAMA,
        "mistral": {**_LLAMA, "num_key_value_heads": 8},
        "gemma3_text": _GEMMA_3,
    }
)
"""What the classes take where a nested configuration leaves a field out, as some published ones do."""


def read(data: bytes, file: str = NAME) -> Shape:
    """Return the shape that a configuration describes; BadFile where it is none or makes no sense."""
    outer = Fields.parse(data, file)
    inner, doubts = _language(outer)
    shape = _shape(inner, doubts)
    precision = shape.precision or of_config(outer)
    return replace(shape, precision=precision, source=file, has_vision=outer.has("vision_config", "visual"))


def _language(config: Fields) -> tuple[Fields, list[Text]]:
    """Return the part of a configuration that describes the language model."""
    doubts: list[Text] = []
    outer = config
    for _ in range(2):  # Qwen Omni has its text_config in a thinker_config
        nested = next((found for name in NESTED if (found := config.below(name)) is not None), None)
        if nested is None:
            break
        inherited = {name: value for name, value in config.table.items() if name not in NESTED and name != "model_type"}
        if config.below("vision_config") or config.below("audio_config") or config.below("visual"):
            doubts.append(Text(N_("What pictures and sounds take beside the text is not counted.")))
        family = nested.text("model_type") or config.text("model_type")
        table = {**inherited, **nested.table, "model_type": family}
        config = Fields(config.file, table)
    attention = config.below("attn_config")
    if attention is not None:  # MPT and DBRX
        config = Fields(config.file, {**attention.table, **config.table})
    unsaid = UNSAID.get(config.text("model_type"), {})
    left_out = {name: value for name, value in unsaid.items() if not config.has(name)}
    needed = not config.has(*LAYERS) or not config.has(*HEADS)
    if left_out and needed and config is not outer:
        doubts.append(Text(N_("It leaves out what its family usually has: that was taken.")))
        config = Fields(config.file, {**config.table, **left_out})
    return config, doubts


def _required(config: Fields, names: tuple[str, ...], most: int) -> int:
    found = config.number(*names, least=1, most=most)
    if found is None:
        raise no_field(config.file, names[0])
    return found


def _shape(config: Fields, doubts: list[Text]) -> Shape:
    family = config.text("model_type")
    count = _required(config, LAYERS, MOST_LAYERS)
    kinds = of_layers.kinds(config, count)
    if all(kind is Kind.NONE for kind in kinds) and not of_layers.is_encoder(family):
        doubts.append(
            Text(N_("Its layers keep a state of their own instead of keys and values, which is not counted."))
        )
    elif Kind.NONE in kinds and not of_layers.is_encoder(family):
        doubts.append(Text(N_("Some of its layers keep a state of their own, which is not counted.")))
    if family == "falcon_h1":
        doubts.append(Text(N_("Some of its layers keep a state of their own, which is not counted.")))
    if config.flag("is_encoder_decoder"):
        doubts.append(Text(N_("It has an encoder, whose part of the cache is not counted.")))
    kinds = _without_shared(config, kinds, doubts)
    heads = _heads(config, kinds)
    kv_heads = _kv_heads(config, heads, doubts)
    head_size, value_size = _sizes(config, heads)
    window = of_layers.window(config) if Kind.WINDOW in kinds else 0
    latent = config.number("kv_lora_rank", most=MOST_VALUES) or 0
    if config.has("index_head_dim", "index_topk"):
        doubts.append(Text(N_("Its index of past tokens is not counted.")))
    if config.has("global_head_dim", "num_global_key_value_heads"):
        doubts.append(Text(N_("Its layers differ in their heads: the usual one was taken for all.")))
    return Shape(
        architecture=family or "?",
        layers=count,
        heads=heads,
        kv_heads=kv_heads,
        head_size=head_size,
        value_size=value_size,
        full_layers=kinds.count(Kind.FULL),
        windowed_layers=kinds.count(Kind.WINDOW),
        window_tokens=window,
        latent_size=latent,
        rotary_size=(config.number("qk_rope_head_dim", most=MOST_VALUES) or 0) if latent else 0,
        experts=config.number(*EXPERTS, most=MOST_HEADS) or 0,
        active_experts=config.number(*ACTIVE, most=MOST_HEADS) or 0,
        context_tokens=config.number(*CONTEXT, least=1),
        hidden_size=config.number(*HIDDEN, most=MOST_VALUES) or 0,
        vocabulary=config.number("vocab_size", "padded_vocab_size") or 0,
        precision=of_config(config),
        doubts=tuple({doubt.template: doubt for doubt in doubts}.values()),
    )


def _without_shared(config: Fields, kinds: tuple[Kind, ...], doubts: list[Text]) -> tuple[Kind, ...]:
    """Gemma 3n: the last layers use the cache of earlier ones."""
    shared = config.number("num_kv_shared_layers", most=MOST_LAYERS) or 0
    if not shared:
        return kinds
    if shared > len(kinds):
        raise bad_field(config.file, "num_kv_shared_layers", shared)
    doubts.append(Text(N_("Some of its layers use the cache of others; not every server does it that way.")))
    return (*kinds[: len(kinds) - shared], *(Kind.NONE,) * shared)


def _heads(config: Fields, kinds: tuple[Kind, ...]) -> int:
    found = config.number(*HEADS, least=0, most=MOST_HEADS)
    if not found and all(kind is Kind.NONE for kind in kinds):
        return 1  # a model without attention has none
    return _required(config, HEADS, MOST_HEADS)


def _kv_heads(config: Fields, heads: int, doubts: list[Text]) -> int:
    if config.flag("multi_query") and not config.flag("new_decoder_architecture"):
        return 1  # Falcon 7B, StarCoder
    if config.table.get("multi_query_attention") is False:
        return heads  # ChatGLM names a number of groups all the same
    grouped = [_grouped(block, heads) for block in config.objects("block_configs", most=MOST_LAYERS)]
    some = [count for count in grouped if count]
    lists = [name for name in KV_HEADS if isinstance(config.table.get(name), list)]
    listed = config.numbers(lists[0], most=MOST_LAYERS) if lists else None
    some = some or [count for count in listed or () if count]
    if some:
        if len(set(some)) > 1:
            doubts.append(Text(N_("Its layers differ in their heads: the usual one was taken for all.")))
        return max(set(some), key=lambda count: (some.count(count), count))
    found = config.number(*KV_HEADS, least=0, most=MOST_HEADS)
    if found is not None and found > heads:
        raise bad_field(config.file, "num_key_value_heads", found)
    return found or heads


def _grouped(block: Fields, heads: int) -> int:
    attention = block.below("attention")
    group = attention.number("n_heads_in_group", least=1, most=MOST_HEADS) if attention is not None else None
    return heads // group if group else 0


def _sizes(config: Fields, heads: int) -> tuple[int, int]:
    """Return the values of a key and of a value."""
    if config.has("kv_lora_rank"):
        nope = config.number("qk_nope_head_dim", "qk_head_dim", most=MOST_VALUES) or 0
        rope = config.number("qk_rope_head_dim", most=MOST_VALUES) or 0
        if nope + rope:
            return nope + rope, config.number("v_head_dim", least=1, most=MOST_VALUES) or nope + rope
    size = config.number(*HEAD_SIZE, least=1, most=MOST_VALUES)
    if size is None:
        hidden = _required(config, HIDDEN, MOST_VALUES)
        # Some have a hidden size that the heads do not divide; their classes round down too.
        size = hidden // heads
        if size == 0:
            raise bad_field(config.file, HIDDEN[0], hidden)
    return size, config.number("v_head_dim", least=1, most=MOST_VALUES) or size
