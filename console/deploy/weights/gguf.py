"""The header of a GGUF file, versions 2 and 3: the shape and the true size of a model, without its weights.

The layout is that of https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, the names of the keys and which layers
have a window are llama.cpp's.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from math import prod

from msgspec import Struct

from console.deploy.weights.failures import NeedMore, bad_field, cut_off, no_field, no_format, too_much
from console.deploy.weights.ggml import FILE_TYPES, TYPES
from console.knowledge.shape import Shape
from console.model.text import N_, Text

KIND = "GGUF"
MOST_KEYS = 1 << 16
MOST_TENSORS = 1 << 18
MOST_STRING_BYTES = 1 << 24
MOST_ELEMENTS = 1 << 24
MOST_KEPT = 4096
"""Lists of more numbers than there are layers in a model are of the tokenizer and skipped."""
MOST_HEADER_BYTES = 1 << 28
MOST_LAYERS = 4096
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
PERIODS = {"gemma2": 2, "gemma3": 6, "gpt-oss": 2, "cohere2": 4, "llama4": 4, "gemma3n": 5, "exaone4": 4}
"""Every so many layers one sees everything, where the file has a window and does not say."""
STATES = ("ssm.state_size", "wkv.head_size", "shortconv.l_cache")

Value = int | float | bool | str | tuple[int | float | bool | str, ...]


class Header(Struct, frozen=True):
    """What a file says about itself."""

    version: int
    keys: Mapping[str, Value]
    tensors: int
    parameters: int
    weight_bytes: int
    data_at: int
    """Where the tensors begin in the file."""
    by_type: Mapping[str, int]
    """Bytes by the name of the quantisation."""


class _Reader:
    """Reads what follows; NeedMore at the end of what there is."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data, self.file, self.at = data, file, 0
        self.order = "<"

    def need(self, count: int) -> None:
        if self.at + count > MOST_HEADER_BYTES:
            raise too_much(self.file, "the header", MOST_HEADER_BYTES)
        if self.at + count > len(self.data):
            raise NeedMore(self.at + count)

    def scalar(self, code: str) -> int | float | bool:
        size = struct.calcsize("=" + code)
        self.need(size)
        found: int | float | bool = struct.unpack_from(self.order + code, self.data, self.at)[0]
        self.at += size
        return found

    def number(self, code: str, most: int, what: str) -> int:
        found = int(self.scalar(code))
        if found > most:
            raise too_much(self.file, f"{what} {found}", most)
        return found

    def text(self) -> str:
        length = self.number("Q", MOST_STRING_BYTES, "a text of")
        self.need(length)
        found = self.data[self.at : self.at + length]
        self.at += length
        return found.decode("utf-8", errors="replace")

    def skip_text(self) -> None:
        length = self.number("Q", MOST_STRING_BYTES, "a text of")
        self.need(length)
        self.at += length

    def value(self, kind: int, depth: int = 0) -> Value | None:
        """Return a value; None for a list that is longer than any that matters."""
        if kind in SCALARS:
            return self.scalar(SCALARS[kind])
        if kind == STRING:
            return self.text()
        if kind != ARRAY or depth > 2:
            raise no_format(self.file, KIND, f"there is no type {kind} of values")
        inner = self.number("I", 1 << 32, "a type")
        count = self.number("Q", MOST_ELEMENTS, "a list of")
        return self._array(inner, count, depth)

    def _array(self, inner: int, count: int, depth: int) -> Value | None:
        if inner in SCALARS:
            width = struct.calcsize("=" + SCALARS[inner])
            self.need(width * count)
            found: tuple[int | float | bool, ...] = ()
            if count <= MOST_KEPT:
                found = struct.unpack_from(f"{self.order}{count}{SCALARS[inner]}", self.data, self.at)
            self.at += width * count
            return found if count <= MOST_KEPT else None
        for _ in range(count):
            if inner == STRING:
                self.skip_text()
            else:
                self.value(inner, depth + 1)
        return None


def parse(data: bytes, file: str, size: int | None = None) -> Header:
    """Return the header at the beginning of a file; NeedMore when ``data`` ends before it does.

    ``size`` is that of the whole file, where it is known: a file that was cut off is found by it.
    """
    try:
        return _parse(data, file, size)
    except NeedMore as more:
        if size is not None and more.count > size:
            raise cut_off(file, more.count, size) from more
        raise


def _parse(data: bytes, file: str, size: int | None) -> Header:
    reader = _Reader(data, file)
    reader.need(8)
    if data[:4] != b"GGUF":
        raise no_format(file, KIND, "it does not begin with GGUF")
    reader.at = 4
    version = int(reader.scalar("I"))
    if version & 0xFFFF == 0:  # written on a machine of the other byte order
        reader.order = ">"
        version = int.from_bytes(data[4:8], "big")
    if version not in {2, 3}:
        raise no_format(file, KIND, f"version {version} is not read, 2 and 3 are")
    tensors = reader.number("Q", MOST_TENSORS, "tensors:")
    count = reader.number("Q", MOST_KEYS, "keys:")
    keys: dict[str, Value] = {}
    for _ in range(count):
        name = reader.text()
        value = reader.value(reader.number("I", 1 << 32, "a type"))
        if value is not None:
            keys[name] = value
    return _tensors(reader, version, keys, tensors, size)


def _tensors(reader: _Reader, version: int, keys: Mapping[str, Value], count: int, size: int | None) -> Header:
    file = reader.file
    parameters, end, strange = 0, 0, False
    by_type: dict[str, int] = {}
    for _ in range(count):
        name = reader.text()
        dimensions = reader.number("I", 4, "dimensions:")
        shape = [reader.number("Q", 1 << 40, "values:") for _ in range(dimensions)]
        kind = int(reader.scalar("I"))
        offset = reader.number("Q", 1 << 50, "an offset of")
        values = prod(shape)
        if values > 1 << 50:
            raise too_much(file, f"values: {values}", 1 << 50)
        parameters += values
        known = TYPES.get(kind)
        if known is None:
            strange = True
            continue
        if values % known.block:
            raise bad_field(file, name[:80], shape)
        taken = values // known.block * known.size_bytes
        by_type[known.name] = by_type.get(known.name, 0) + taken
        end = max(end, offset + taken)
    alignment = keys.get("general.alignment", 32)
    if not isinstance(alignment, int) or isinstance(alignment, bool) or alignment < 1 or alignment > 1 << 20:
        raise bad_field(file, "general.alignment", alignment)
    data_at = -(-reader.at // alignment) * alignment
    if size is not None and size < data_at + end:
        raise cut_off(file, data_at + end, size)
    whole = sum(by_type.values())
    if strange:  # a quantisation that came later: what lies behind the header is its size
        if size is None:
            raise no_format(file, KIND, "it has a quantisation that is not known")
        whole = size - data_at
    return Header(version, keys, count, parameters, whole, data_at, by_type)


def shape(header: Header, file: str) -> Shape:
    """Return the shape that a header describes; BadFile where it is none of a language model."""
    said = _Said(header.keys, file)
    layers = said.required("block_count", MOST_LAYERS) - (said.number("nextn_predict_layers") or 0)
    if layers < 1:
        raise bad_field(file, "block_count", layers)
    has_state = any(said.has(name) for name in STATES)
    kv_each = said.each("attention.head_count_kv", layers) or said.each("attention.head_count", layers)
    heads_each = said.each("attention.head_count", layers)
    some = [count for count in kv_each if count] or [1]
    heads = max(heads_each, default=0) or 1
    if not heads_each and not has_state:
        raise no_field(file, f"{said.family}.attention.head_count")
    full, windowed = _kinds(said, [bool(count) for count in kv_each] or [False] * layers)
    doubts = _doubts(said, some, has_state=has_state)
    size = said.number("attention.key_length") or (said.number("embedding_length") or 0) // heads
    if size < 1 and heads_each:
        raise no_field(file, f"{said.family}.attention.key_length")
    latent = said.number("attention.kv_lora_rank") if said.has("attention.key_length_mla") else 0
    return Shape(
        architecture=said.family,
        layers=layers,
        heads=heads,
        kv_heads=max(set(some), key=lambda count: (some.count(count), count)),
        head_size=said.number("attention.key_length_mla") or size,
        value_size=said.number("attention.value_length_mla") or said.number("attention.value_length") or size,
        full_layers=full,
        windowed_layers=windowed,
        window_tokens=(said.number("attention.sliding_window") or 0) if windowed else 0,
        latent_size=latent or 0,
        rotary_size=(said.number("rope.dimension_count") or 0) if latent else 0,
        experts=said.number("expert_count") or 0,
        active_experts=said.number("expert_used_count") or 0,
        context_tokens=said.number("context_length"),
        hidden_size=said.number("embedding_length") or 0,
        vocabulary=said.number("vocab_size") or 0,
        precision=_precision(header),
        parameters=header.parameters,
        weight_bytes=header.weight_bytes,
        source=file,
        doubts=doubts,
    )


def _kinds(said: _Said, has_attention: Sequence[bool]) -> tuple[int, int]:
    """Return how many layers see everything, and how many a window."""
    layers = len(has_attention)
    interval = said.number("full_attention_interval")
    if interval:
        has_attention = [has and layer % interval == interval - 1 for layer, has in enumerate(has_attention)]
    shared = said.number("attention.shared_kv_layers") or 0
    has_attention = [has and layer < layers - shared for layer, has in enumerate(has_attention)]
    total = sum(has_attention)
    if not said.number("attention.sliding_window") or said.family == "phi3":  # llama.cpp does not use the one of Phi-3
        return total, 0
    pattern = said.each("attention.sliding_window_pattern", layers, spread=False)
    period = said.number("attention.sliding_window_pattern") if not pattern else None
    period = period or PERIODS.get(said.family)
    if pattern:
        looks = [bool(value) for value in pattern]
    elif period:
        looks = [layer % period < period - 1 for layer in range(layers)]
    else:
        looks = [True] * layers
    windowed = sum(has and through for has, through in zip(has_attention, looks, strict=True))
    return total - windowed, windowed


def _doubts(said: _Said, some: Sequence[int], *, has_state: bool) -> tuple[Text, ...]:
    found = []
    if has_state:
        found.append(Text(N_("Some of its layers keep a state of their own, which is not counted.")))
    if len(set(some)) > 1:
        found.append(Text(N_("Its layers differ in their heads: the usual one was taken for all.")))
    if said.has("attention.kv_lora_rank") and not said.has("attention.key_length_mla"):
        found.append(
            Text(N_("It was written before its attention could be kept compressed: it takes more than it had to."))
        )
    return tuple(found)


def _precision(header: Header) -> str:
    kind = header.keys.get("general.file_type")
    if isinstance(kind, int) and kind in FILE_TYPES:
        return FILE_TYPES[kind]
    return max(header.by_type, key=lambda name: header.by_type[name], default="")


class _Said:
    """The keys of the family of a file."""

    def __init__(self, keys: Mapping[str, Value], file: str) -> None:
        family = keys.get("general.architecture")
        if not isinstance(family, str) or not family:
            raise no_field(file, "general.architecture")
        self._keys, self._file, self.family = keys, file, family

    def has(self, name: str) -> bool:
        return f"{self.family}.{name}" in self._keys

    def number(self, name: str) -> int | None:
        value = self._keys.get(f"{self.family}.{name}")
        if value is None or isinstance(value, tuple):
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1 << 40:
            raise bad_field(self._file, f"{self.family}.{name}", value)
        return value

    def required(self, name: str, most: int) -> int:
        found = self.number(name)
        if found is None:
            raise no_field(self._file, f"{self.family}.{name}")
        if not 1 <= found <= most:
            raise bad_field(self._file, f"{self.family}.{name}", found)
        return found

    def each(self, name: str, layers: int, *, spread: bool = True) -> list[int]:
        """Return a number for each layer; one number stands for all of them, unless it is something else."""
        value = self._keys.get(f"{self.family}.{name}")
        if not isinstance(value, tuple):
            found = self.number(name) if spread else None
            most = 1 << 16
            if found is not None and found > most:
                raise bad_field(self._file, f"{self.family}.{name}", found)
            return [] if found is None else [found] * layers
        if len(value) < layers or any(isinstance(one, float | str) or not 0 <= one <= 1 << 16 for one in value):
            raise bad_field(self._file, f"{self.family}.{name}", value)
        return [int(one) for one in value[:layers]]
