"""The shape of a model: what its weights and its cache take follows from it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.text import Text


class Confidence(StrEnum):
    """How far a shape can be relied upon."""

    HIGH = "high"
    LOW = "low"


class Shape(Struct, frozen=True, kw_only=True):
    """A model as its own files describe it.

    Layers are of three kinds: ``full_layers`` keep keys and values of every token, ``windowed_layers`` of the last
    ``window_tokens`` only, and the others (recurrent ones, or those that share a cache) keep none that grows.
    """

    architecture: str
    """The family in the words of the file: ``llama``, ``deepseek_v3``."""
    layers: int
    heads: int
    """Query heads; tensor parallelism has to divide them."""
    kv_heads: int
    """Heads whose keys and values are kept; fewer than ``heads`` with grouped queries."""
    head_size: int
    """Values of one key."""
    value_size: int
    """Values of one value; differs from ``head_size`` in few."""
    full_layers: int
    windowed_layers: int = 0
    window_tokens: int = 0
    latent_size: int = 0
    """MLA: values of the compressed latent of a token, in place of keys and values; 0: there is none."""
    rotary_size: int = 0
    """MLA: values of the rotary key that is kept beside the latent."""
    experts: int = 0
    active_experts: int = 0
    context_tokens: int | None = None
    """The longest context that it was made for."""
    precision: str = ""
    """What the weights are kept in: ``bf16``, ``fp8``, ``int4``, ``q4_k``; empty: nobody says."""
    parameters: int | None = None
    wide_parameters: int = 0
    """Of these, those that stay in 16 bits where the others take fewer: the embeddings and the head, mostly."""
    hidden_size: int = 0
    """Values of a token between two layers; 0: nobody says."""
    vocabulary: int = 0
    """How many tokens there are; 0: nobody says."""
    state_bytes: int = 0
    """What the recurrent layers keep of a sequence, however long it is."""
    has_vision: bool = False
    """It reads images too: their tower is among the weights."""
    weight_bytes: int | None = None
    """What the tensors take, as they are written down."""
    source: str = ""
    """The files that it was read from."""
    doubts: tuple[Text, ...] = ()
    """What an estimate cannot rely upon."""

    @property
    def confidence(self) -> Confidence:
        """Return whether an estimate can rely on it."""
        return Confidence.LOW if self.doubts else Confidence.HIGH

    @property
    def kv_values(self) -> int:
        """Return how many values each layer that keeps any keeps of a token."""
        if self.latent_size:
            return self.latent_size + self.rotary_size
        return self.kv_heads * (self.head_size + self.value_size)

    def kept_values(self, tokens: int) -> int:
        """Return how many values a sequence of ``tokens`` tokens keeps in all layers together."""
        seen = min(tokens, self.window_tokens) if self.window_tokens else tokens
        return self.kv_values * (self.full_layers * tokens + self.windowed_layers * seen)
