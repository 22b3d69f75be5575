"""What XID messages of the NVIDIA driver mean, from the dated file of knowledge that travels with the program."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from console.settings.language import language


class Words(msgspec.Struct, frozen=True):
    """An XID in one language."""

    meaning: str
    cause: str
    """The likely one."""
    advice: str


class Xid(msgspec.Struct, frozen=True):
    """One XID. ``concerns`` is who has to act: the program that ran, the GPU, the node, nobody."""

    name: str
    """As NVIDIA calls it, in English: it is what one searches for."""
    concerns: Literal["app", "gpu", "node", "none"]
    english: Words
    german: Words

    @property
    def words(self) -> Words:
        """Return it in the language of the person."""
        return self.german if language() == "de" else self.english


class XidBook:
    """Reads the file when the first XID is looked up."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _content(self) -> dict[str, object]:
        return tomllib.loads(self._file.read_text("utf-8"))

    @property
    def source(self) -> str:
        """Where NVIDIA describes them."""
        return str(self._content["source"])

    @property
    def read_on(self) -> date:
        """When that was read."""
        return msgspec.convert(self._content["read_on"], date)

    def find(self, code: int) -> Xid | None:
        """Return what is known of an XID."""
        entry = self._content.get(str(code))
        return None if entry is None else msgspec.convert(entry, Xid)
