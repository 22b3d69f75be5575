"""Whatever a file of a model holds, it is read or refused: nothing else happens."""

from __future__ import annotations

import contextlib
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.deploy.weights import config, gguf, safetensors
from console.deploy.weights.failures import BadFile, NeedMore
from tests.unit.deploy.weights import files

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(
    (
        *config.LAYERS,
        *config.HEADS,
        *config.HIDDEN,
        *config.KV_HEADS,
        *config.HEAD_SIZE,
        *config.CONTEXT,
        *config.NESTED,
        "model_type",
        "layer_types",
        "sliding_window",
        "sliding_window_pattern",
        "kv_lora_rank",
        "qk_rope_head_dim",
        "block_configs",
        "attn_config",
        "quantization_config",
        "torch_dtype",
        "linear_attn_config",
        "no_rope_layers",
        "attn_layer_period",
        "full_attention_interval",
        "num_kv_shared_layers",
        "hybrid_override_pattern",
        "multi_query",
    )
)
SMALL = st.integers(0, 64) | JSON


@given(st.dictionaries(NAMES, SMALL, max_size=10))
def test_any_configuration(table: dict[str, object]) -> None:
    with contextlib.suppress(BadFile):
        shape = config.read(files.config(table))
        assert 0 <= shape.full_layers + shape.windowed_layers <= shape.layers
        assert shape.kept_values(1000) >= 0


@given(st.dictionaries(NAMES, SMALL, max_size=3))
def test_a_true_configuration_with_a_few_fields_changed(change: dict[str, object]) -> None:
    with contextlib.suppress(BadFile):
        assert config.read(files.config({**files.LLAMA_CONFIG, **change})).kv_heads >= 1


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    for parse in (gguf.parse, safetensors.parse):
        for size in (None, len(data)):
            with contextlib.suppress(BadFile, NeedMore):
                parse(data, "x", size)
    with contextlib.suppress(BadFile):
        config.read(data)
    with contextlib.suppress(BadFile):
        safetensors.parse_index(data)


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_gguf_with_one_byte_changed(at: int, byte: int) -> None:
    data = bytearray(files.gguf())
    data[at % len(data)] = byte
    with contextlib.suppress(BadFile, NeedMore):
        gguf.shape(gguf.parse(bytes(data), "x", len(data)), "x")


@given(st.integers(0, 1000))
def test_a_gguf_that_was_cut_off_asks_for_no_more_than_there_is(at: int) -> None:
    data = files.gguf(with_data=False)
    cut = data[: at % (len(data) - 32)]  # what pads it belongs to the data
    with pytest.raises(NeedMore) as caught:
        gguf.parse(cut, "x")
    assert len(cut) < caught.value.count <= len(data)


@given(st.dictionaries(st.text(max_size=5), st.tuples(st.sampled_from(sorted(safetensors.BITS)), st.integers(0, 40))))
def test_what_was_written_is_what_is_read(tensors: dict[str, tuple[str, int]]) -> None:
    tensors.pop("__metadata__", None)
    table = {
        name: (dtype, (count,), (count * safetensors.BITS[dtype] + 7) // 8) for name, (dtype, count) in tensors.items()
    }
    data = files.safetensors(table)
    header = safetensors.parse(data, "x", len(data))
    assert {tensor.name: (tensor.dtype, tensor.count) for tensor in header.tensors} == tensors
    assert header.data_at + header.weight_bytes == len(data)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4), st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_any_header_of_safetensors(entry: dict[str, object], table: dict[str, object]) -> None:
    text = json.dumps({**table, "a": entry}).encode()
    with contextlib.suppress(BadFile):
        safetensors.parse(struct.pack("<Q", len(text)) + text, "x")
    with contextlib.suppress(BadFile):
        safetensors.parse_index(text)
