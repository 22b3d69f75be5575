"""The header of GGUF gives shape and size."""

from __future__ import annotations

import struct

import pytest

from console.deploy.weights import gguf
from console.deploy.weights.failures import BadFile, NeedMore
from console.knowledge.shape import Confidence, Shape
from tests.unit.deploy.weights import files
from tests.unit.deploy.weights.files import LLAMA_KEYS, Value


def shape_of(**keys: Value) -> Shape:
    table = {name.replace("__", "."): value for name, value in keys.items()}
    family = str(table.get("general.architecture", "llama"))
    base = {
        (name if name.startswith("general.") else name.replace("llama.", f"{family}.")): value
        for name, value in LLAMA_KEYS.items()
    }
    merged = {**base, **{(k if k.startswith("general.") else f"{family}.{k}"): v for k, v in table.items()}}
    return gguf.shape(gguf.parse(files.gguf(merged), "m.gguf"), "m.gguf")


@pytest.mark.parametrize(("version", "order"), [(2, "<"), (3, "<"), (3, ">")])
def test_both_versions_and_both_byte_orders(version: int, order: str) -> None:
    data = files.gguf(version=version, order=order)
    header = gguf.parse(data, "m.gguf", len(data))
    assert header.parameters == 512 * 100 + 512
    assert header.weight_bytes == 512 * 100 // 256 * 144 + 512 * 4
    shape = gguf.shape(header, "m.gguf")
    assert (shape.layers, shape.heads, shape.kv_heads, shape.head_size, shape.context_tokens) == (4, 8, 2, 64, 8192)
    assert (shape.precision, shape.weight_bytes, shape.confidence) == ("q4_k_m", header.weight_bytes, Confidence.HIGH)


def _parsed(data: bytes, head: int) -> gguf.Header | None:
    try:
        return gguf.parse(data[:head], "m.gguf", len(data))
    except NeedMore:
        return None


def test_the_weights_are_not_needed() -> None:
    keys = {**LLAMA_KEYS, "tokenizer.ggml.tokens": ["word"] * 20_000, "tokenizer.ggml.scores": [1] * 20_000}
    data = files.gguf(keys)
    head, asked = 1024, 0
    while (header := _parsed(data, head)) is None:
        head, asked = 2 * head, asked + 1
    assert asked == 9
    assert "tokenizer.ggml.tokens" not in header.keys
    assert header.data_at <= head


def test_key_lengths_of_their_own() -> None:
    shape = shape_of(attention__key_length=256, attention__value_length=128)
    assert shape.kept_values(1) == 4 * 2 * (256 + 128)


def test_windows_as_llama_cpp_has_them() -> None:
    gemma = shape_of(general__architecture="gemma3", block_count=12, attention__sliding_window=1024)
    assert (gemma.full_layers, gemma.windowed_layers, gemma.window_tokens) == (2, 10, 1024)
    said = shape_of(attention__sliding_window=64, attention__sliding_window_pattern=[True, True, True, False])
    assert (said.full_layers, said.windowed_layers) == (1, 3)
    assert shape_of(attention__sliding_window=64).windowed_layers == 4


def test_compressed_attention() -> None:
    new = shape_of(
        general__architecture="deepseek2",
        attention__head_count=128,
        attention__head_count_kv=1,
        attention__kv_lora_rank=512,
        attention__key_length=576,
        attention__value_length=512,
        attention__key_length_mla=192,
        attention__value_length_mla=128,
        rope__dimension_count=64,
    )
    assert (new.kv_values, new.confidence) == (576, Confidence.HIGH)
    old = shape_of(
        general__architecture="deepseek2",
        attention__head_count=128,
        attention__head_count_kv=128,
        attention__kv_lora_rank=512,
        attention__key_length=192,
        attention__value_length=128,
    )
    assert (old.kv_values, old.confidence) == (128 * 320, Confidence.LOW)


def test_layers_without_attention() -> None:
    shape = shape_of(general__architecture="jamba", attention__head_count_kv=[0, 0, 8, 0], ssm__state_size=16)
    assert (shape.full_layers, shape.kv_heads, shape.confidence) == (1, 8, Confidence.LOW)


def test_a_quantisation_that_came_later_is_measured_by_the_file() -> None:
    data = files.gguf(tensors=(("a", (64,), 0), ("b", (64,), 200)))
    header = gguf.parse(data, "m.gguf", len(data))
    assert header.weight_bytes == 64 * 4 + 64
    with pytest.raises(BadFile, match="quantisation"):
        gguf.parse(data, "m.gguf")


def _claiming(field: str, value: int) -> bytes:
    if field == "tensors":
        return b"GGUF" + struct.pack("<IQQ", 3, value, 0)
    if field == "keys":
        return b"GGUF" + struct.pack("<IQQ", 3, 0, value)
    if field == "name":
        return b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, value)
    return b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1) + b"a" + struct.pack("<IIQ", 9, 4, value)


@pytest.mark.parametrize("field", ["tensors", "keys", "name", "list"])
def test_no_claim_takes_memory(field: str) -> None:
    with pytest.raises(BadFile) as caught:
        gguf.parse(_claiming(field, (1 << 64) - 1), "m.gguf")
    assert caught.value.code == "weights.too_much"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"GGML" + bytes(20), "weights.no_format"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "weights.no_format"),
        (b"GGUF" + struct.pack("<IQQ", 4, 0, 0), "weights.no_format"),
        (files.gguf()[:-1], "weights.cut_off"),
        (files.gguf()[:100], "weights.cut_off"),
        (files.gguf({**LLAMA_KEYS, "general.alignment": 0}), "weights.bad_field"),
        (files.gguf(tensors=(("a", (100,), 12),)), "weights.bad_field"),
    ],
)
def test_a_broken_file_is_named(data: bytes, code: str) -> None:
    with pytest.raises(BadFile, match=r"m\.gguf") as caught:
        gguf.parse(data, "m.gguf", len(data))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ({"general.architecture": 7}, "general.architecture"),
        ({"llama.block_count": 0}, "block_count"),
        ({"llama.block_count": 1 << 20}, "block_count"),
        ({"llama.attention.head_count": [1, 2]}, "head_count"),
        ({"llama.attention.head_count": "8"}, "head_count"),
    ],
)
def test_a_shape_that_makes_no_sense_is_refused(keys: dict[str, Value], names: str) -> None:
    header = gguf.parse(files.gguf({**LLAMA_KEYS, **keys}), "m.gguf")
    with pytest.raises(BadFile, match=names):
        gguf.shape(header, "m.gguf")
