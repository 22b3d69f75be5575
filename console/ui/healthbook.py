"""What values of a GPU mean that a healthy one does not have, from the dated file that travels with the program."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec

from console.model.node_detail import GpuDetail
from console.settings.language import language


class Words(msgspec.Struct, frozen=True):
    """A finding in one language."""

    name: str
    meaning: str
    cause: str
    advice: str


class Entry(msgspec.Struct, frozen=True):
    """A finding; a grave one wants somebody before the GPU gets more work."""

    grave: bool
    source: str
    english: Words
    german: Words

    @property
    def words(self) -> Words:
        """Return it in the language of the person."""
        return self.german if language() == "de" else self.english


class _Content(msgspec.Struct, frozen=True):
    version: int
    date: date
    source: dict[str, str]
    finding: dict[str, Entry]


class HealthBook:
    """Reads the file when the first finding is looked up."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _content(self) -> _Content:
        return msgspec.convert(tomllib.loads(self._file.read_text("utf-8")), _Content)

    @property
    def read_on(self) -> date:
        """When the sources were read."""
        return self._content.date

    def find(self, code: str) -> Entry | None:
        """Return what is known of a finding."""
        return self._content.finding.get(code)

    def source(self, entry: Entry) -> str:
        """Return the address of where it was read."""
        return self._content.source.get(entry.source, "")

    def concern(self, code: str) -> Entry | None:
        """Return what is known of a problem of a GPU, by the code of the problem."""
        return self.find(CONCERNS.get(code, ""))


CONCERNS = {
    "gpu.lost": "lost",
    "gpu.ecc": "ecc_uncorrected_volatile",
    "gpu.remap_failed": "remap_failed",
    "gpu.remap_pending": "remap_pending",
    "gpu.pages_pending": "retired_pending",
    "gpu.hot_brake": "hardware_thermal",
    "gpu.power_brake": "power_brake",
    "gpu.warm_brake": "software_thermal",
}
"""Problems that samples tell, and the findings that explain them."""

_COUNTED = (
    "ecc_uncorrected_volatile", "ecc_uncorrected_aggregate", "remap_failed", "remap_pending", "remapped_uncorrected",
    "retired_pending", "retired_uncorrected",
)  # fmt: skip
_REASONS = ("hardware_thermal", "power_brake", "hardware_slowdown", "software_thermal")


def findings(gpu: GpuDetail) -> list[tuple[str, str]]:
    """Return what is to be explained about a device, as (code, value as text), gravest first as far as it is known."""
    if gpu.fault is not None:
        return [("lost", "")] if gpu.fault.code == "gpu.lost" else []
    found = [
        (name, "" if isinstance(value, bool) else str(value)) for name in _COUNTED if (value := gpu.values.get(name))
    ]
    reasons = gpu.values.get("throttle_reasons")
    found += [(name, "") for name in _REASONS if isinstance(reasons, tuple) and name in reasons]
    down = [str(link.index) for link in gpu.links if link.active is False]
    if down and len(down) < len(gpu.links):
        found.append(("link_down", ", ".join(down)))
    bad = [str(link.index) for link in gpu.links if link.errors]
    if bad:
        found.append(("link_errors", ", ".join(bad)))
    width, widest = gpu.values.get("pcie_width"), gpu.values.get("pcie_width_max")
    if isinstance(width, int) and isinstance(widest, int) and 0 < width < widest:
        found.append(("pcie_width", f"x{width} / x{widest}"))
    return found
