"""What model servers ask of a node."""

from __future__ import annotations

from typing import Literal

import msgspec

from console.knowledge.edition import Edition, Number


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
    port: int
    source: str


class Precision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A way to hold weights."""

    id: str
    bytes_per_parameter: float
    gate: str = ""
    """The feature of a GPU that it needs."""
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
    room: Room

    def precision_of(self, name: str) -> Precision | None:
        """Return a way to hold weights."""
        return next((row for row in self.precision if row.id == name), None)
