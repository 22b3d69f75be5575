"""What every file of knowledge has: a version, the day it was true, and its sources by a short name."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from console.model.errors import Problem
from console.model.text import N_
from console.settings.toml_file import TomlFile
from console.settings.toml_places import KeyPath

SCHEMA = 1
"""The version of the shape of these files that this program reads."""

Number = Annotated[str, msgspec.Meta(pattern=r"^\d+(\.\d+)*$")]
"""Numbers with dots, as versions are written: ``580.65.06``."""

_AT = re.compile(r"^(?P<reason>.*?)(?: - at `(?:key in )?\$?(?P<path>.*?)`)?$", re.DOTALL)
_STEP = re.compile(r"\.?([A-Za-z0-9_-]+)|\[(\d+)\]")


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The head of a file."""

    version: int
    date: date
    """When what stands in it was read at its sources."""
    source: dict[str, str]
    """Address or title by the short name that the rows use."""

    def address(self, name: str) -> str:
        """Return where a row was read."""
        return self.source.get(name, name)


Book = TypeVar("Book", bound=Edition)


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[int, ...]:
    """Return ``580.65.06`` as something that can be compared; what is no number ends it."""
    found: list[int] = []
    for part in text.split("."):
        digits = re.match(r"\d+", part)
        if digits is None:
            break
        found.append(int(digits[0]))
    return tuple(found)


def read(path: Path, shape: type[Book]) -> tuple[Book | None, list[Problem]]:
    """Read a file; None where there is none or it is wrong, which the problems say with its line."""
    file = TomlFile(path)
    if not file.table or not file.is_readable:
        return None, file.problems
    try:
        book = msgspec.convert(file.table, shape)
    except msgspec.ValidationError as error:
        at, reason = _where(str(error))
        file.refuse(at, reason)
        return None, file.problems
    if book.version != SCHEMA:
        file.refuse(("version",), N_("this program reads another version of it"))
        return None, file.problems
    for at, name in _cited(file.table):
        if name not in book.source:
            file.refuse(at, N_("there is no such source in the file"))
            return None, file.problems
    return book, file.problems


def newest(shipped: Path, own: Path, shape: type[Book]) -> tuple[Book, bool, list[Problem]]:
    """Return the person's file where it is right and not older, else the one that came with the program.

    The second value says whether it is the person's.
    """
    ours, broken = read(shipped, shape)
    if ours is None:
        raise AssertionError(broken or shipped)
    theirs, problems = read(own, shape)
    if theirs is None:
        return ours, False, problems
    if theirs.date < ours.date:
        stale = Problem(
            "knowledge.older",
            N_("{file} is of {theirs}, older than what came with the program ({ours})."),
            N_("Remove it, or bring it up to date: until then it does not count."),
            {"file": str(own), "theirs": theirs.date.isoformat(), "ours": ours.date.isoformat()},
        )
        return ours, False, [*problems, stale]
    return theirs, True, problems


def _where(message: str) -> tuple[KeyPath, str]:
    """Split msgspec's words into the place and the reason."""
    match = _AT.match(message)
    if match is None:
        return (), message
    steps = _STEP.findall(match["path"] or "")
    path: KeyPath = tuple(int(place) if place else name for name, place in steps)
    return path, match["reason"].rstrip(".")


def _cited(table: object, at: KeyPath = ()) -> list[tuple[KeyPath, str]]:
    """Return the sources that the rows name, and where."""
    found: list[tuple[KeyPath, str]] = []
    if isinstance(table, dict):
        for key, value in table.items():
            if key == "source" and isinstance(value, str):
                found.append(((*at, key), value))
            else:
                found += _cited(value, (*at, key))
    elif isinstance(table, list):
        for place, value in enumerate(table):
            found += _cited(value, (*at, place))
    return found
