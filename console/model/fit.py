"""Whether a model fits into the memory there is: what is asked, where each byte goes, what would make it fit."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.field import Pairs
from console.model.ids import NodeId
from console.model.text import Text


class Demand(Struct, frozen=True):
    """How a model is to run, as far as memory is concerned."""

    precision: str = ""
    """What the weights are held as; empty: the best that engine and GPUs both can hold."""
    kv_precision: str = "fp16"
    """What keys and values are kept as."""
    context_tokens: int = 8192
    sequences: int = 1
    """How many are served at the same time, each with a whole context of its own."""
    tensor: int = 1
    """Over how many GPUs each layer is divided."""
    pipeline: int = 1
    """Over how many groups of GPUs the layers are divided."""
    memory_share: float = 0.0
    """The part of each GPU that the engine may take; 0: its own choice."""
    most_sequences: int = 0
    """How many sequences the engine may ever run at once, which it keeps room for; 0: its own choice."""
    gpus: tuple[int, ...] = ()
    """Which GPUs, by their index; empty: those that come first, as CUDA counts them."""

    @property
    def world(self) -> int:
        """Return how many GPUs it takes."""
        return self.tensor * self.pipeline


class Parts(Struct, frozen=True):
    """Where the bytes of one GPU go."""

    weights: int = 0
    kv: int = 0
    """The cache of keys and values, for the context and the sequences that are wanted."""
    activations: int = 0
    """What is in flight: the values of a batch, and the choice of the next token."""
    runtime: int = 0
    """CUDA's context, recorded graphs, buffers between GPUs."""

    @property
    def total(self) -> int:
        """Return all of it."""
        return self.weights + self.kv + self.activations + self.runtime


class GpuUse(Struct, frozen=True):
    """One GPU, or the memory of the node where there is none, with the model on it."""

    index: int
    """-1: the memory of the node."""
    name: str
    total_bytes: int
    used_bytes: int
    """What others hold of it."""
    parts: Parts
    room_bytes: int
    """What the model may take at most: what is free, or the share of the engine."""
    taken_bytes: int
    """What the engine takes: more than it needs, where it reserves its share."""
    fits: bool

    @property
    def free_bytes(self) -> int:
        """Return what is left for others; 0 where it does not fit."""
        return max(0, self.total_bytes - self.used_bytes - max(self.taken_bytes, self.parts.total))


class Limit(StrEnum):
    """What keeps a model from fitting."""

    NONE = ""
    MEMORY = "memory"
    """The weights alone are too much for each GPU."""
    KV = "kv"
    """The weights fit; the cache for that context and so many sequences does not."""
    OTHERS = "others"
    """It would fit, were it not for what others hold."""
    HEADS = "heads"
    """Its heads cannot be shared out over so many GPUs."""
    LAYERS = "layers"
    """It has fewer layers than groups of GPUs."""
    GPUS = "gpus"
    """There are not so many GPUs."""
    SLICES = "slices"
    """Slices of a GPU cannot work on one model together."""
    PRECISION = "precision"
    """There are no such weights of it, or engine or GPU cannot hold them."""
    CONTEXT = "context"
    """Longer than the model was made for."""
    UNKNOWN = "unknown"
    """The node does not say what it has."""


class Change(Struct, frozen=True):
    """Something that makes it fit: the estimate with it says so."""

    demand: Demand
    texts: tuple[Text, ...]
    """What is different; more than one where nothing alone is enough."""
    need_bytes: int
    """On the fullest GPU."""
    room_bytes: int
    context_tokens: int
    """The longest context that then fits, for each of the sequences."""
    arguments: Pairs | None = None
    """The same in the words of the engine, with ``gpus`` for their number; None: it cannot be told to do so."""


class Band(Struct, frozen=True):
    """How far the estimates of earlier deploys were from what was measured."""

    samples: int
    low: float
    """Measured bytes for each estimated one: the least, or of many the tenth in a hundred."""
    high: float
    of_model: bool = False
    """They were deploys of this very model; else of any model on this engine."""


class Estimate(Struct, frozen=True):
    """Whether a model fits as it is wanted, and why."""

    engine_id: str
    engine: str
    demand: Demand
    """What was asked, with the choices that were left to the estimate made."""
    fits: bool
    limit: Limit = Limit.NONE
    why: Text | None = None
    """The limit in words, with its figures."""
    gpus: tuple[GpuUse, ...] = ()
    need_bytes: int = 0
    """On the fullest GPU."""
    room_bytes: int = 0
    """On the GPU with the least room."""
    context_tokens: int = 0
    """The longest context that fits, for each of the sequences."""
    changes: tuple[Change, ...] = ()
    """What would make it fit, the least costly first."""
    doubts: tuple[Text, ...] = ()
    """Why it is of low confidence."""
    band: Band | None = None

    @property
    def confident(self) -> bool:
        """Tell whether nothing speaks against relying on it."""
        return not self.doubts


class NodeEstimate(Struct, frozen=True):
    """The estimate for one node."""

    node_id: NodeId
    name: str
    estimate: Estimate | None = None
    why: Text | None = None
    """Why there is no estimate: the node has not told yet what it has, nobody knows the shape of the model."""
