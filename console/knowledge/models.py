"""Open models by their shape, as their own files give it: what the estimate of memory begins with."""

from __future__ import annotations

from typing import Literal

import msgspec

from console.knowledge.edition import Edition
from console.knowledge.shape import Shape
from console.model.text import N_, Text


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model."""

    id: str
    name: str
    repository: str
    license: str
    parameters: int
    wide_parameters: int = 0
    """Those that stay in 16 bits where the others take fewer: the embeddings and the head, mostly."""
    layers: int
    hidden_size: int = 0
    vocabulary: int = 0
    heads: int
    kv_heads: int
    """Heads whose keys and values are kept; fewer than ``heads`` with grouped queries."""
    head_size: int
    context_tokens: int
    """The longest context that it was made for."""
    attention: Literal["full", "sliding", "mla"]
    full_layers: int | None = None
    """Of a sliding one: how many layers look back over the whole context; None: nobody says."""
    window_tokens: int = 0
    """How far the others look back; 0: nobody says."""
    latent_size: int = 0
    """MLA: values of the compressed latent of a token (``kv_lora_rank``)."""
    rotary_size: int = 0
    """MLA: values of the rotary key beside it (``qk_rope_head_dim``)."""
    experts: int = 0
    active_experts: int = 0
    has_vision: bool = False
    precisions: tuple[str, ...]
    """What weights there are of it, as published first."""
    is_gated: bool = False
    """Its makers give it only to those who agreed to its licence."""
    source: str

    def weight_bytes(self, bytes_per_parameter: float) -> int:
        """Return what the weights take in a precision."""
        return round((self.parameters - self.wide_parameters) * bytes_per_parameter) + 2 * self.wide_parameters

    @property
    def shape(self) -> Shape:
        """Return what an estimate needs."""
        full, windowed, doubts = self.layers, 0, []
        if self.attention == "sliding":
            if self.full_layers is None or not self.window_tokens:
                doubts.append(Text(N_("How far its layers look back is not known: it may need less.")))
            else:
                full, windowed = self.full_layers, self.layers - self.full_layers
        elif self.attention == "mla" and not self.latent_size:
            doubts.append(Text(N_("The size of its compressed cache is not known: it needs much less.")))
        return Shape(
            architecture=self.id,
            layers=self.layers,
            heads=self.heads,
            kv_heads=self.kv_heads,
            head_size=self.head_size,
            value_size=self.head_size,
            full_layers=full,
            windowed_layers=windowed,
            window_tokens=self.window_tokens if windowed else 0,
            latent_size=self.latent_size,
            rotary_size=self.rotary_size,
            experts=self.experts,
            active_experts=self.active_experts,
            context_tokens=self.context_tokens,
            parameters=self.parameters,
            wide_parameters=self.wide_parameters,
            hidden_size=self.hidden_size,
            vocabulary=self.vocabulary,
            has_vision=self.has_vision,
            source=self.source,
            doubts=tuple(doubts),
        )


class Models(Edition, frozen=True, kw_only=True):
    """``models.toml``."""

    model: tuple[Model, ...]

    def find(self, model_id: str) -> Model | None:
        """Return a model."""
        return next((row for row in self.model if row.id == model_id), None)
