"""The header of safetensors gives the true sizes."""

from __future__ import annotations

import json
import struct

import pytest

from console.deploy.weights.failures import BadFile, NeedMore
from console.deploy.weights.safetensors import Tensor, is_plain, parameters, parse, parse_index, precision
from tests.unit.deploy.weights.files import safetensors

TWO = {"embed": ("BF16", (100, 64), 12_800), "norm": ("F32", (64,), 256)}


def test_sizes_by_tensor_and_dtype() -> None:
    data = safetensors(TWO)
    header = parse(data, "model.safetensors", len(data))
    assert header.weight_bytes == 13_056
    assert header.data_at + header.weight_bytes == len(data)
    assert parameters(header.tensors, "bf16") == 6464
    assert precision(header.tensors) == "bf16"


def test_only_the_header_is_needed() -> None:
    data = safetensors(TWO)
    with pytest.raises(NeedMore) as caught:
        parse(data[:8], "x", len(data))
    assert parse(data[: caught.value.count], "x", len(data)).weight_bytes == 13_056


def test_packed_weights_are_unpacked_when_parameters_are_counted() -> None:
    packed = (
        Tensor("a.qweight", "I32", 100, 400),
        Tensor("a.scales", "F16", 10, 20),
        Tensor("a.qzeros", "I32", 10, 40),
        Tensor("b.weight", "BF16", 7, 14),
    )
    assert parameters(packed, "int4") == 807
    assert parameters((Tensor("a_blocks", "U8", 50, 50),), "mxfp4") == 100
    fp8 = (Tensor("w", "F8_E4M3", 9, 9), Tensor("w_scale_inv", "F32", 1, 4))
    assert parameters(fp8, "fp8") == 9


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (struct.pack("<Q", 1 << 60) + b"{}", "weights.too_much"),
        (struct.pack("<Q", 4) + b"nope", "weights.no_format"),
        (safetensors({"a": ("BF17", (1,), 2)}), "weights.bad_field"),
        (safetensors({"a": ("BF16", (3,), 4)}), "weights.bad_field"),
        (safetensors({"a": ("BF16", (-1,), 4)}), "weights.bad_field"),
        (safetensors(TWO)[:-1], "weights.cut_off"),
        (safetensors(TWO)[:20], "weights.cut_off"),
        (b"abc", "weights.cut_off"),
    ],
)
def test_a_broken_file_is_named(data: bytes, code: str) -> None:
    with pytest.raises(BadFile, match=r"m\.safetensors") as caught:
        parse(data, "m.safetensors", len(data))
    assert caught.value.code == code


def test_tensors_that_overlap_are_refused() -> None:
    header = {name: {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]} for name in "ab"}
    text = json.dumps(header).encode()
    with pytest.raises(BadFile, match="overlap"):
        parse(struct.pack("<Q", len(text)) + text, "x")


def test_the_index_lists_each_file_once() -> None:
    index = parse_index(
        json.dumps(
            {
                "metadata": {"total_size": 30.0},
                "weight_map": {"a": "2.safetensors", "b": "1.safetensors", "c": "1.safetensors"},
            }
        ).encode()
    )
    assert index.shards == ("1.safetensors", "2.safetensors")
    assert index.total_bytes == 30


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a\\b", "", "..", "C:x", "a\nb", 7])
def test_an_index_leads_nowhere_else(name: object) -> None:
    assert not (isinstance(name, str) and is_plain(name))
    with pytest.raises(BadFile, match="weight_map"):
        parse_index(json.dumps({"weight_map": {"a": name}}).encode())
