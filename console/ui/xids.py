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
    doubt: str = ""
    """Where the sources disagree."""


class Source(msgspec.Struct, frozen=True):
    """Where something was read, and when."""

    title: str
    address: str
    read_on: date


class Xid(msgspec.Struct, frozen=True):
    """One XID. ``concerns`` is who has to act: the program that ran, the GPU, the node, nobody."""

    name: str
    """As NVIDIA calls it, in English: it is what one searches for."""
    concerns: Literal["app", "gpu", "node", "none"]
    nvidia: str
    """NVIDIA's own words for what to do at once and, behind the semicolon, for finding out more."""
    sources: tuple[str, ...]
    english: Words
    german: Words
    also: tuple[int, ...] = ()
    """Other numbers of the same meaning."""

    @property
    def words(self) -> Words:
        """Return it in the language of the person."""
        return self.german if language() == "de" else self.english


class _Content(msgspec.Struct, frozen=True):
    source: dict[str, Source]
    xid: dict[str, Xid]


class XidBook:
    """Reads the file when the first XID is looked up."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _content(self) -> _Content:
        return msgspec.convert(tomllib.loads(self._file.read_text("utf-8")), _Content)

    @cached_property
    def _xids(self) -> dict[int, Xid]:
        return {number: xid for code, xid in self._content.xid.items() for number in (int(code), *xid.also)}

    @property
    def catalog(self) -> Source:
        """Where NVIDIA describes them."""
        return self._content.source["catalog"]

    def find(self, code: int) -> Xid | None:
        """Return what is known of an XID."""
        return self._xids.get(code)

    def sources(self, xid: Xid) -> list[Source]:
        """Return where that was read, the weightiest first."""
        return [self._content.source[name] for name in xid.sources]
