"""What model servers ask of a node."""

from __future__ import annotations

from typing import Literal

import msgspec

from console.knowledge.edition import Edition, Number


class Overhead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a server takes on each GPU beside weights and cache."""

    context_bytes: int = 640 << 20
    """CUDA's own context."""
    graph_bytes: int = 256 << 20
    """Recorded graphs, workspaces of the libraries."""
    link_bytes: int = 0
    """Buffers for talking to the other GPUs, where there are any."""
    logit_bytes: float = 4.0
    """For each entry of the vocabulary, while the next token is chosen: logits, their order, probabilities."""
    rows: int = 512
    """For how many tokens that is done at once."""
    large_rows: int = 0
    """On GPUs of 70 GB and more; 0: as on the others."""
    rows_are_sequences: bool = False
    """There is one row for each sequence that may run, which a person may limit."""
    batch_tokens: int = 512
    """How many tokens go through the layers at once."""
    large_batch_tokens: int = 0
    hidden_bytes: float = 4.0
    """For each value of a token between two layers."""


class EngineRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model server."""

    id: str
    title: str
    release: str
    """Which release this was read of."""
    capability: Number
    """The least compute capability."""
    glibc: Number = ""
    """Of the node, where it is installed from wheels or says so; empty: a container brings its own."""
    cuda: tuple[Number, ...] = ()
    """The CUDA versions that it is built for, best first; empty: it brings no demand of its own."""
    driver: Number = ""
    architectures: tuple[str, ...] = ("x86_64", "aarch64")
    precisions: tuple[str, ...]
    """What it can hold weights as, best first."""
    splits: Literal["heads", "layers"]
    """How it divides a model over GPUs: by attention heads, which must divide evenly, or by layers."""
    runs_on_cpu: bool = False
    memory_share: float = 0.9
    """The part of a GPU's memory that it takes at most."""
    reserves: Literal["", "all", "cache"] = ""
    """What it takes whatever the model needs: all of its share, that for weights and cache, or nothing."""
    kv_precisions: tuple[str, ...] = ("fp16",)
    """What it can keep keys and values as, best first."""
    format: Literal["safetensors", "gguf"] = "safetensors"
    caches: tuple[Literal["window", "latent", "state"], ...] = ()
    """Which special caches it keeps as small as they can be; of others the estimate is of low confidence."""
    overhead: Overhead = Overhead()
    port: int
    serves: Literal["text", "embeddings"] = "text"
    """What its models make."""
    image_bytes: int = 0
    """What its image takes unpacked; 0: nobody knows, or there is none."""
    source: str


class Precision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A way to hold weights."""

    id: str
    bytes_per_parameter: float
    gguf_bytes: float = 0.0
    """In a GGUF file, its usual mixture of types; 0: it has none of this name."""
    gate: str = ""
    """The feature of a GPU that it needs."""
    source: str


class KvPrecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A way to keep keys and values."""

    id: str
    bytes_per_value: float
    source: str


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much a node that serves models wants to have, whatever the model is."""

    disk_bytes: int
    """For an image, its cache and the weights of a middling model."""
    memory_bytes: int
    shared_memory_bytes: int
    """Below /dev/shm: the processes of one model on several GPUs talk through it."""
    cores: int
    source: str


class Engines(Edition, frozen=True, kw_only=True):
    """``engines.toml``."""

    engine: tuple[EngineRow, ...]
    precision: tuple[Precision, ...]
    kv_precision: tuple[KvPrecision, ...] = ()
    room: Room

    @property
    def writers(self) -> tuple[EngineRow, ...]:
        """Return the model servers whose models write text."""
        return tuple(row for row in self.engine if row.serves == "text")

    def precision_of(self, name: str) -> Precision | None:
        """Return a way to hold weights."""
        return next((row for row in self.precision if row.id == name), None)

    def kv_bytes_of(self, name: str) -> float:
        """Return what a value of the cache takes; 16 bits where nothing is known of it."""
        return next((row.bytes_per_value for row in self.kv_precision if row.id == name), 2.0)

    def find(self, engine_id: str) -> EngineRow | None:
        """Return a model server."""
        return next((row for row in self.engine if row.id == engine_id), None)
