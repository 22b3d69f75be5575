"""Small files of models for tests: GGUF and safetensors with chosen headers, as the real tools write them."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from math import prod

from console.deploy.weights.ggml import TYPES

Value = int | float | bool | str | Sequence[int] | Sequence[str] | Sequence[bool]

LLAMA_KEYS: Mapping[str, Value] = {
    "general.architecture": "llama",
    "general.file_type": 15,
    "llama.block_count": 4,
    "llama.context_length": 8192,
    "llama.embedding_length": 512,
    "llama.attention.head_count": 8,
    "llama.attention.head_count_kv": 2,
}
LLAMA_TENSORS = (("token_embd.weight", (512, 100), 12), ("output_norm.weight", (512,), 0))


def gguf(
    keys: Mapping[str, Value] = LLAMA_KEYS,
    tensors: Sequence[tuple[str, tuple[int, ...], int]] = LLAMA_TENSORS,
    *,
    version: int = 3,
    order: str = "<",
    with_data: bool = True,
) -> bytes:
    """Return a GGUF file; a tensor is its name, its dimensions and the number of its quantisation."""
    out = b"GGUF" + struct.pack(order + "IQQ", version, len(tensors), len(keys))
    for name, value in keys.items():
        out += _text(name, order) + _value(value, order)
    offset = 0
    for name, shape, kind in tensors:
        out += _text(name, order) + struct.pack(f"{order}I{len(shape)}Q", len(shape), *shape)
        out += struct.pack(order + "IQ", kind, offset)
        offset += -(-_size(shape, kind) // 32) * 32
    out += bytes(-len(out) % 32)
    return out + bytes(offset) if with_data else out


def _size(shape: tuple[int, ...], kind: int) -> int:
    known = TYPES.get(kind)
    return prod(shape) // known.block * known.size_bytes if known else prod(shape)


def _text(text: str, order: str) -> bytes:
    data = text.encode()
    return struct.pack(order + "Q", len(data)) + data


def _value(value: Value, order: str) -> bytes:
    if isinstance(value, bool):
        return struct.pack(order + "I?", 7, value)
    if isinstance(value, int):
        return struct.pack(order + "II", 4, value)
    if isinstance(value, float):
        return struct.pack(order + "If", 6, value)
    if isinstance(value, str):
        return struct.pack(order + "I", 8) + _text(value, order)
    head = struct.pack(order + "I", 9)
    if value and isinstance(value[0], str):
        return head + struct.pack(order + "IQ", 8, len(value)) + b"".join(_text(str(one), order) for one in value)
    if value and isinstance(value[0], bool):
        return head + struct.pack(f"{order}IQ{len(value)}?", 7, len(value), *value)
    return head + struct.pack(f"{order}IQ{len(value)}i", 5, len(value), *value)


def safetensors(tensors: Mapping[str, tuple[str, Sequence[int], int]], *, with_data: bool = True) -> bytes:
    """Return a safetensors file; a tensor is its dtype, its dimensions and its size in bytes."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, (dtype, shape, size) in tensors.items():
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + (bytes(at) if with_data else b"")


LLAMA_CONFIG: Mapping[str, object] = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 4096,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "max_position_embeddings": 131072,
    "torch_dtype": "bfloat16",
}


def config(table: Mapping[str, object] = LLAMA_CONFIG, **more: object) -> bytes:
    """Return a config.json."""
    return json.dumps({**table, **more}).encode()
