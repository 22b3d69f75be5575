"""Open models by their shape, and how much memory they take: the estimate, with what it does not cover."""

from __future__ import annotations

from typing import Literal

import msgspec

from console.knowledge.edition import Edition

KV_BYTES = 2
"""A key or a value is kept in 16 bits unless somebody chooses otherwise."""
OVERHEAD = 1.2
"""Activations, buffers, fragments: up to a fifth more, as EleutherAI and Hugging Face estimate."""
CONTEXT_BYTES = 1 << 30
"""CUDA's own context and its graphs, on each GPU."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model."""

    id: str
    name: str
    repository: str
    license: str
    parameters: int
    layers: int
    heads: int
    kv_heads: int
    """Heads whose keys and values are kept; fewer than ``heads`` with grouped queries."""
    head_size: int
    context_tokens: int
    """The longest context that it was made for."""
    attention: Literal["full", "sliding", "mla"]
    precisions: tuple[str, ...]
    kv_values: int = 0
    """Values kept per token and layer, where that is not keys and values of ``kv_heads``."""
    source: str

    @property
    def is_estimate_rough(self) -> bool:
        """Tell whether it keeps less per token than the estimate says."""
        return self.attention != "full"

    @property
    def kv_bytes_per_token(self) -> int:
        """Return what a token of context takes on all GPUs together."""
        values = self.kv_values or 2 * self.kv_heads * self.head_size
        return self.layers * values * KV_BYTES

    def weight_bytes(self, bytes_per_parameter: float) -> int:
        """Return what the weights take."""
        return round(self.parameters * bytes_per_parameter)

    def need_bytes(self, bytes_per_parameter: float, tokens: int, gpus: int) -> int:
        """Return what each of ``gpus`` has to have free; ``tokens`` are those of all sequences together."""
        whole = (self.weight_bytes(bytes_per_parameter) + self.kv_bytes_per_token * tokens) * OVERHEAD
        return round(whole / gpus) + CONTEXT_BYTES

    def most_tokens(self, bytes_per_parameter: float, bytes_per_gpu: int, gpus: int) -> int:
        """Return how many tokens of context fit; 0 where not even the weights do."""
        room = (bytes_per_gpu - CONTEXT_BYTES) * gpus / OVERHEAD - self.weight_bytes(bytes_per_parameter)
        return max(0, int(room // self.kv_bytes_per_token))

    def divides(self, gpus: int) -> bool:
        """Tell whether its heads can be shared out evenly."""
        return self.heads % gpus == 0 and self.kv_heads % gpus == 0


class Models(Edition, frozen=True, kw_only=True):
    """``models.toml``."""

    model: tuple[Model, ...]

    def find(self, model_id: str) -> Model | None:
        """Return a model."""
        return next((row for row in self.model if row.id == model_id), None)
