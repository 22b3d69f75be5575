"""GPUs by their names: compute capability, and what each needs."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from console.knowledge.edition import Edition, Number, numbers


class GpuRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """GPUs of one compute capability."""

    capability: Number
    names: tuple[str, ...]
    """Words that stand in the name as the driver reports it."""
    generation: str
    first_cuda: Number
    last_cuda: Number = ""
    """The last CUDA major version that still builds for it; empty: there is no end yet."""
    source: str


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The least compute capability for a feature."""

    feature: str
    capability: Number
    source: str


class Gpus(Edition, frozen=True, kw_only=True):
    """``gpus.toml``."""

    gpu: tuple[GpuRow, ...]
    gate: tuple[Gate, ...]

    def by_name(self, name: str) -> GpuRow | None:
        """Return the row of a GPU; the longest name that stands in what the driver says wins."""
        fits = [(len(word), row) for row in self.gpu for word in row.names if _stands_in(word, name)]
        return max(fits, key=lambda fit: fit[0], default=(0, None))[1]

    def by_capability(self, capability: tuple[int, int]) -> GpuRow | None:
        """Return the row of a compute capability."""
        return next((row for row in self.gpu if numbers(row.capability) == capability), None)

    def gate_of(self, feature: str) -> Gate | None:
        """Return what a feature needs."""
        return next((row for row in self.gate if row.feature == feature), None)


@lru_cache(maxsize=4096)
def _stands_in(word: str, name: str) -> bool:
    # "A10" stands in "NVIDIA A10" and not in "A100"; "H100" stands in "H100-SXM".
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", name, re.IGNORECASE) is not None
