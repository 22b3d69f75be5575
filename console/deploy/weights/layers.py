"""What each layer of a model keeps of a token: all of it, a window, or nothing that grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from console.deploy.weights.failures import bad_field
from console.deploy.weights.fields import Fields

MOST_LAYERS = 4096


class Kind(Enum):
    """What a layer keeps."""

    FULL = "full"
    WINDOW = "window"
    NONE = "none"
    """A recurrent layer, a convolution, one without attention, one that uses the cache of another."""


WORDS = {
    "full_attention": Kind.FULL,
    "attention": Kind.FULL,
    "global_attention": Kind.FULL,
    "global": Kind.FULL,
    "hybrid": Kind.FULL,
    "sliding_attention": Kind.WINDOW,
    "chunked_attention": Kind.WINDOW,
    "local_attention": Kind.WINDOW,
    "local": Kind.WINDOW,
    "linear_attention": Kind.NONE,
    "mamba": Kind.NONE,
    "mamba2": Kind.NONE,
    "conv": Kind.NONE,
    "recurrent": Kind.NONE,
    "mlp": Kind.NONE,
    "moe": Kind.NONE,
    "linear": Kind.NONE,
}
"""How configurations call their layers."""

WITHOUT_ATTENTION = frozenset({"mamba", "mamba2", "falcon_mamba", "rwkv", "rwkv5", "rwkv6", "rwkv7", "xlstm"})
ENCODERS = ("bert", "roberta", "distilbert", "modernbert", "electra", "deberta", "mpnet", "new")
"""They read a text at once and keep nothing; ``new`` is what GTE calls itself."""

_Rule = Callable[[Fields, int], Sequence[Kind] | None]


def kinds(config: Fields, layers: int) -> tuple[Kind, ...]:
    """Return the kind of each layer."""
    for rule in (_nothing, _named, _lettered, _listed, _periodic, _windowed):
        found = rule(config, layers)
        if found is not None:
            return tuple(found)
    return (Kind.FULL,) * layers


def window(config: Fields) -> int:
    """Return how many tokens a windowed layer keeps; 0 where none is spoken of."""
    names = (
        "sliding_window",
        "sliding_window_size",
        "attention_chunk_size",
        "attention_window_size",
        "local_attention",
    )
    return config.number(*names) or 0


def is_encoder(model_type: str) -> bool:
    """Tell whether a model reads only and writes nothing."""
    return model_type.replace("-", "_").removeprefix("xlm_").removeprefix("nomic_") in ENCODERS


def _nothing(config: Fields, layers: int) -> Sequence[Kind] | None:
    kind = config.text("model_type")
    return (Kind.NONE,) * layers if kind in WITHOUT_ATTENTION or is_encoder(kind) else None


def _named(config: Fields, layers: int) -> Sequence[Kind] | None:
    """Take one word a layer."""
    for name in ("layer_types", "layers_block_type"):
        words = config.items(name, most=MOST_LAYERS)
        if not words:
            continue
        found = [WORDS.get(word) if isinstance(word, str) else None for word in words]
        known = [kind for kind in found if kind is not None]
        if len(known) != len(found) or len(found) < layers:
            raise bad_field(config.file, name, words)
        return known[:layers]
    words = config.items("block_types", most=MOST_LAYERS)
    if words:  # RecurrentGemma: a pattern that is repeated, whose attention is local
        local = {"recurrent": Kind.NONE, "attention": Kind.WINDOW}
        pattern = [local.get(str(word), Kind.FULL) for word in words]
        return [pattern[layer % len(pattern)] for layer in range(layers)]
    return None


def _lettered(config: Fields, layers: int) -> Sequence[Kind] | None:
    """Take one letter a layer: Nemotron-H writes ``M-M*``, others ``LLLG``."""
    pattern = config.text("hybrid_override_pattern")
    if pattern:
        if len(pattern) < layers:
            raise bad_field(config.file, "hybrid_override_pattern", pattern)
        return [Kind.FULL if letter == "*" else Kind.NONE for letter in pattern[:layers]]
    if isinstance(config.table.get("sliding_window_pattern"), str):
        pattern = config.text("sliding_window_pattern")
        letters = {"L": Kind.WINDOW, "G": Kind.FULL}
        if not pattern or set(pattern) - letters.keys():
            raise bad_field(config.file, "sliding_window_pattern", pattern)
        return [letters[pattern[layer % len(pattern)]] for layer in range(layers)]
    return None


def _listed(config: Fields, layers: int) -> Sequence[Kind] | None:
    """Take a list of the layers that have attention, or of numbers that say so."""
    linear = config.below("linear_attn_config")
    if linear is not None:  # Kimi Linear counts from one
        chosen = linear.numbers("full_attn_layers", most=MOST_LAYERS) or []
        return _where({layer - 1 for layer in chosen}, layers)
    for name in ("attn_layer_indices", "full_attn_idxs", "hybrid_layer_ids"):
        chosen_here = config.numbers(name, most=MOST_LAYERS)
        if chosen_here is not None:
            return _where(set(chosen_here), layers)
    types = config.numbers("attn_type_list", most=MOST_LAYERS)
    if types is not None:  # MiniMax: 1 is attention, 0 is its linear form
        return _where({layer for layer, is_full in enumerate(types) if is_full}, layers)
    windows = config.numbers("hybrid_layer_pattern", most=MOST_LAYERS)
    if windows is not None:  # MiMo: 1 is a window
        return _where({layer for layer, is_windowed in enumerate(windows) if not is_windowed}, layers, Kind.WINDOW)
    blocks = list(config.objects("block_configs", most=MOST_LAYERS))
    if blocks:
        return [_block(block) for block in blocks[:layers]]
    return None


def _block(block: Fields) -> Kind:
    """Tell of a block of DeciLM, which took attention out of some."""
    attention = block.below("attention")
    if attention is None or attention.flag("no_op") or attention.flag("replace_with_linear"):
        return Kind.NONE
    return Kind.FULL


def _periodic(config: Fields, layers: int) -> Sequence[Kind] | None:
    """Find attention in every so many layers."""
    period = config.number("attn_layer_period", least=1, most=MOST_LAYERS)
    if period is not None:  # Jamba
        offset = config.number("attn_layer_offset", most=MOST_LAYERS) or 0
        return _where({layer for layer in range(layers) if layer % period == offset % period}, layers)
    interval = config.number("full_attention_interval", least=1, most=MOST_LAYERS)
    if interval is not None:  # Qwen3-Next
        return _where(set(range(interval - 1, layers, interval)), layers)
    if config.number("attention_chunk_size"):  # Llama 4: layers without rotary positions see everything
        rotary = config.numbers("no_rope_layers", most=MOST_LAYERS)
        step = config.number("no_rope_layer_interval", least=1, most=MOST_LAYERS) or 4
        has_rotary = rotary or [int((layer + 1) % step != 0) for layer in range(layers)]
        return _where({layer for layer, value in enumerate(has_rotary) if not value}, layers, Kind.WINDOW)
    return None


def _windowed(config: Fields, layers: int) -> Sequence[Kind] | None:
    """Find who looks through the window: that depends on the family."""
    family = config.text("model_type")
    if not window(config) or config.table.get("use_sliding_window") is False:
        return None
    pattern = config.number(
        "sliding_window_pattern", "_sliding_window_pattern", "layer_switch", least=1, most=MOST_LAYERS
    )
    if pattern is None and family in {"gemma3", "gemma3_text"}:
        pattern = 6
    if pattern is None and family in {"gemma2", "gpt_oss"}:
        pattern = 2
    if pattern is None and family == "cohere2":
        pattern = 4
    if pattern is not None:
        return _where(set(range(pattern - 1, layers, pattern)), layers, Kind.WINDOW)
    first = config.number("max_window_layers", most=MOST_LAYERS)
    if config.has("use_sliding_window") and first is not None:  # Qwen: the upper layers only
        return _where(set(range(min(first, layers))), layers, Kind.WINDOW)
    return (Kind.WINDOW,) * layers


def _where(full: set[int], layers: int, others: Kind = Kind.NONE) -> list[Kind]:
    return [Kind.FULL if layer in full else others for layer in range(layers)]
