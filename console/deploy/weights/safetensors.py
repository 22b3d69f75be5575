"""The header of a safetensors file and the index of a sharded model: true sizes, without the weights.

A file is 8 bytes with the length of the header (little endian), the header in JSON, and the tensors
(https://github.com/huggingface/safetensors, "Format").
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from math import prod

from msgspec import Struct

from console.deploy.weights.failures import NeedMore, bad_field, cut_off, no_format, too_much
from console.deploy.weights.fields import MOST_BYTES, Fields

INDEX = "model.safetensors.index.json"
SINGLE = "model.safetensors"
KIND = "safetensors"
MOST_SHARDS = 4096
BITS = {
    "F64": 64, "I64": 64, "U64": 64, "C64": 64, "F32": 32, "I32": 32, "U32": 32, "F16": 16, "BF16": 16, "I16": 16,
    "U16": 16, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I8": 8, "U8": 8,
    "BOOL": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
}  # fmt: skip
BESIDE = ("scale", "scales", "scale_inv", "zeros", "qzeros", "zero_point", "g_idx", "weight_shape", "absmax",
          "quant_map", "scale_2", "input_scale", "quant_state")  # fmt: skip
"""How tensors end that say how others were quantised: they take room and are no parameters."""


class Tensor(Struct, frozen=True):
    """A tensor of a file."""

    name: str
    dtype: str
    count: int
    size_bytes: int


class Header(Struct, frozen=True):
    """What a file holds."""

    tensors: tuple[Tensor, ...]
    data_at: int
    """Where the tensors begin in the file."""

    @property
    def weight_bytes(self) -> int:
        """Return what the tensors take together."""
        return sum(tensor.size_bytes for tensor in self.tensors)


def parse(data: bytes, file: str, size: int | None = None) -> Header:
    """Return the header at the beginning of a file; NeedMore when ``data`` ends before it does.

    ``size`` is that of the whole file, where it is known: a file that was cut off is found by it.
    """
    if len(data) < 8:
        if size is not None and size < 8:
            raise cut_off(file, 8, size)
        raise NeedMore(8)
    (length,) = struct.unpack_from("<Q", data)
    if length > MOST_BYTES:
        raise too_much(file, f"a header of {length} bytes", MOST_BYTES)
    if size is not None and size < 8 + length:
        raise cut_off(file, 8 + length, size)
    if len(data) < 8 + length:
        raise NeedMore(8 + length)
    fields = Fields.parse(data[8 : 8 + length], file)
    tensors = tuple(_tensor(fields, name) for name in fields.table if name != "__metadata__")
    ends = sorted(_offsets(fields, name) for name in fields.table if name != "__metadata__")
    at = 0
    for begin, end in ends:
        if begin != at:
            raise no_format(file, KIND, f"there is a gap or an overlap at byte {begin}")
        at = end
    if size is not None and size < 8 + length + at:
        raise cut_off(file, 8 + length + at, size)
    return Header(tensors, 8 + length)


def _tensor(fields: Fields, name: str) -> Tensor:
    entry = fields.below(name)
    if entry is None:
        raise bad_field(fields.file, name, None)
    dtype = entry.text("dtype")
    if dtype not in BITS:
        raise bad_field(fields.file, f"{name[:80]}.dtype", dtype)
    shape = entry.numbers("shape", most=16)
    if shape is None:
        raise bad_field(fields.file, f"{name[:80]}.shape", None)
    count = prod(shape)
    begin, end = _offsets(fields, name)
    if (count * BITS[dtype] + 7) // 8 != end - begin:
        raise bad_field(fields.file, f"{name[:80]}.data_offsets", [begin, end])
    return Tensor(name, dtype, count, end - begin)


def _offsets(fields: Fields, name: str) -> tuple[int, int]:
    entry = fields.below(name)
    offsets = entry.numbers("data_offsets", most=2) if entry is not None else None
    if offsets is None or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise bad_field(fields.file, f"{name[:80]}.data_offsets", offsets)
    return offsets[0], offsets[1]


class Index(Struct, frozen=True):
    """How a model is spread over files."""

    shards: tuple[str, ...]
    total_bytes: int | None


def parse_index(data: bytes, file: str = INDEX) -> Index:
    """Return which files a model has; their names are plain, none leads out of the folder."""
    fields = Fields.parse(data, file)
    where = fields.below("weight_map")
    if where is None or not where.table:
        raise bad_field(file, "weight_map", fields.table.get("weight_map"))
    shards: set[str] = set()
    for shard in where.table.values():
        if not isinstance(shard, str) or not is_plain(shard):
            raise bad_field(file, "weight_map", shard)
        shards.add(shard)
    if len(shards) > MOST_SHARDS:
        raise too_much(file, f"{len(shards)} files", MOST_SHARDS)
    metadata = fields.below("metadata")
    total = metadata.number("total_size", most=1 << 50) if metadata is not None else None
    return Index(tuple(sorted(shards)), total)


def is_plain(name: str) -> bool:
    """Tell whether a name is that of a file in the same folder."""
    return name.isprintable() and name not in {"", ".", ".."} and not set(name) & {"/", "\\", ":"}


def parameters(tensors: Iterable[Tensor], precision: str) -> int:
    """Return how many parameters tensors hold; ``precision`` tells how many are packed into one integer."""
    digits = "".join(character for character in precision if character.isdigit())
    bits = int(digits[:2]) if digits else 8
    total = 0
    for tensor in tensors:
        if tensor.name.endswith(BESIDE):
            continue
        if tensor.dtype[0] in "IU" and 0 < bits < BITS[tensor.dtype]:
            total += tensor.count * BITS[tensor.dtype] // bits
        else:
            total += tensor.count
    return total


def precision(tensors: Iterable[Tensor]) -> str:
    """Return what most of the weights are kept in, for a model that does not say."""
    words = {"BF16": "bf16", "F16": "fp16", "F32": "fp32", "F8_E4M3": "fp8", "F8_E5M2": "fp8", "I8": "int8"}
    by_dtype: dict[str, int] = {}
    for tensor in tensors:
        by_dtype[tensor.dtype] = by_dtype.get(tensor.dtype, 0) + tensor.size_bytes
    most = max(by_dtype, key=lambda dtype: by_dtype[dtype], default="")
    return words.get(most, most.lower())
