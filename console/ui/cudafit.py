"""Whether a driver runs software of a CUDA version, from the dated file of knowledge that travels with the program."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path

import msgspec

from console.model.node_detail import CudaFit
from console.model.text import fill
from console.settings.language import _
from console.ui.nodeview.cells import Tone


class _Floor(msgspec.Struct, frozen=True):
    cuda: int
    driver: str


class _Toolkit(msgspec.Struct, frozen=True):
    cuda: str
    driver: str


class _Drivers(msgspec.Struct, frozen=True):
    floor: tuple[_Floor, ...] = ()
    toolkit: tuple[_Toolkit, ...] = ()


class CudaBook:
    """Reads the file when the first version is judged."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _content(self) -> _Drivers:
        return msgspec.convert(tomllib.loads(self._file.read_text("utf-8")), _Drivers)

    def judge(self, driver: str | None, cuda: str) -> CudaFit:
        """Return whether ``driver`` runs what was built for CUDA ``cuda``; there is no driver too new for it."""
        have, want = numbers(driver or ""), numbers(cuda)
        if not have or not want:
            return CudaFit.UNKNOWN
        floor = next((row.driver for row in self._content.floor if row.cuda == want[0]), None)
        if floor is None:
            return CudaFit.UNKNOWN
        if have < numbers(floor):
            return CudaFit.TOO_OLD
        needed = [numbers(row.driver) for row in self._content.toolkit if numbers(row.cuda)[:2] == want[:2]]
        return CudaFit.MINOR if needed and have < min(needed) else CudaFit.RUNS

    def words(self, driver: str | None, cuda: str) -> tuple[Tone, str]:
        """Return the judgement as a tone and a sentence."""
        fit = self.judge(driver, cuda)
        said = {
            CudaFit.RUNS: (Tone.PLAIN, _("The driver {driver} runs CUDA {cuda}.")),
            CudaFit.MINOR: (
                Tone.WARN,
                _("The driver {driver} is older than CUDA {cuda} expects: what is new in it may be missing."),
            ),
            CudaFit.TOO_OLD: (Tone.FAIL, _("The driver {driver} is too old for CUDA {cuda}.")),
            CudaFit.UNKNOWN: (Tone.PLAIN, _("Whether the driver runs CUDA {cuda} is not known.")),
        }
        tone, sentence = said[fit]
        return tone, fill(sentence, {"driver": driver or "?", "cuda": cuda})


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers at the start of a version."""
    found = re.match(r"\d{1,6}(\.\d{1,6})*", version, re.ASCII)
    return tuple(map(int, found[0].split("."))) if found else ()
