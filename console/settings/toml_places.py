"""Where a key stands in a TOML file: tomllib reads the values but does not keep their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

KeyPath = tuple[str | int, ...]
"""Keys and list positions, outermost first: ``("datacenter", 0, "group", 1, "name")``."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))*)\s*="""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]')


class Place(Struct, frozen=True):
    """A position in a file, from 1."""

    line: int
    column: int


def places(text: str) -> Mapping[KeyPath, Place]:
    """Return where each table and each key of ``text`` stands. ``text`` is valid TOML.

    Keys inside an inline table have the place of the key that holds it: see ``nearest``.
    """
    found: dict[KeyPath, Place] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for number, line in _logical_lines(text):
        if (header := _HEADER.match(line)) is not None and (parts := _parts(header[2])):
            table = _open_table(parts, counts, is_list=header[1] == "[[")
            found.setdefault(table, Place(number, line.index("[") + 1))
        elif (key := _KEY.match(line)) is not None:
            found.setdefault((*table, *_parts(key[1])), Place(number, len(line) - len(line.lstrip()) + 1))
    return found


def nearest(found: Mapping[KeyPath, Place], path: KeyPath) -> Place:
    """Return the place of ``path``, or of what it stands in."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return Place(1, 1)


def _open_table(parts: list[str], counts: dict[KeyPath, int], *, is_list: bool) -> KeyPath:
    path: KeyPath = ()
    for part in parts[:-1]:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, parts[-1])
    if is_list:
        counts[path] = counts.get(path, -1) + 1
        path = (*path, counts[path])
    return path


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that begin a statement: not those inside a list or a string of several lines."""
    lines = text.split("\n")
    number, depth, closing, begins = 1, 0, "", True
    for token in _TOKEN.finditer(text + "\n"):
        word = token[0]
        if begins and not closing and depth == 0:
            yield number, lines[number - 1]
            begins = False
        if word == "\n":
            number += 1
            begins = not closing and depth == 0
        elif closing:
            closing = "" if word == closing else closing
        elif word in {'"""', "'''"}:
            closing = word
        elif word in {"[", "{"}:
            depth += 1
        elif word in {"]", "}"}:
            depth = max(0, depth - 1)
