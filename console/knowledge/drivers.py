"""Drivers of NVIDIA: what CUDA needs of them, how long branches live, which kernel module suits, their origin."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Literal

import msgspec

from console.knowledge.edition import Edition, Number, numbers
from console.model.node import Distro


class Runs(Enum):
    """How well a CUDA version runs on a driver."""

    YES = "yes"
    MINOR = "minor"
    """By minor-version compatibility: some features may be missing, code compiled at run time may fail."""
    NO = "no"


class Floor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The oldest driver on which anything of a CUDA major version runs."""

    cuda: int
    driver: Number
    source: str


class Toolkit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The driver that came with a CUDA version."""

    cuda: Number
    driver: Number
    source: str


class Branch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A branch of data-centre drivers."""

    branch: int
    kind: str
    ends: date | None = None
    source: str


class Module(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which kernel module a range of compute capabilities wants."""

    generation: str
    least: Number
    below: Number
    open: Literal["no", "yes", "required"]
    last_proprietary_branch: int | None = None
    """The last branch that has a proprietary module for it."""
    last_branch: int | None = None
    """The last branch that knows it at all."""
    source: str


class Repository(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the driver of a distribution comes from. ``listed`` is: NVIDIA's guide names it."""

    distro: str
    version: str
    name: str = ""
    folder: str = ""
    """The folder of NVIDIA's repository; empty: there is none that suits."""
    listed: bool = True
    source: str


class Drivers(Edition, frozen=True, kw_only=True):
    """``drivers.toml``."""

    floor: tuple[Floor, ...]
    toolkit: tuple[Toolkit, ...]
    branch: tuple[Branch, ...]
    module: tuple[Module, ...]
    repository: tuple[Repository, ...]

    def runs(self, driver: str, cuda: str) -> Runs | None:
        """Return how a CUDA version runs on a driver; None where the table does not know the version."""
        least = self.floor_of(cuda)
        if least is None:
            return None
        if numbers(driver) < numbers(least.driver):
            return Runs.NO
        own = self.toolkit_of(cuda)
        return Runs.MINOR if own is not None and numbers(driver) < numbers(own.driver) else Runs.YES

    def floor_of(self, cuda: str) -> Floor | None:
        """Return the oldest driver for a CUDA version."""
        major = numbers(cuda)[:1]
        return next((row for row in self.floor if (row.cuda,) == major), None)

    def toolkit_of(self, cuda: str) -> Toolkit | None:
        """Return the driver of a CUDA version; for ``12.4`` that of its first release."""
        wanted = numbers(cuda)
        rows = [row for row in self.toolkit if numbers(row.cuda)[: len(wanted)] == wanted]
        return min(rows, key=lambda row: numbers(row.driver), default=None)

    def newest_cuda(self, driver: str) -> str:
        """Return the newest CUDA version whose own driver is not newer; empty where the table has none."""
        has = numbers(driver)
        rows = [row for row in self.toolkit if numbers(row.driver) <= has]
        return max((row.cuda for row in rows), key=numbers, default="")

    def branch_of(self, driver: str) -> Branch | None:
        """Return the branch of a driver, where the table has it."""
        major = numbers(driver)[:1]
        return next((row for row in self.branch if (row.branch,) == major), None)

    def module_for(self, capability: tuple[int, int]) -> Module | None:
        """Return which kernel module a GPU wants."""
        return next((row for row in self.module if numbers(row.least) <= capability < numbers(row.below)), None)

    def repository_for(self, distro: Distro) -> Repository | None:
        """Return where the driver of a distribution comes from; the row with the longest version that fits."""
        parts = (distro.version or "").split(".")
        versions = {".".join(parts[: count + 1]) for count in range(len(parts))} | {"*"}
        fits = [
            row
            for row in self.repository
            if row.distro == distro.id and row.version in versions and (not row.name or row.name == distro.name)
        ]
        return max(fits, key=lambda row: (row.version != "*", len(row.version)), default=None)
