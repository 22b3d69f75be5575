"""What a paste would do: control characters taken out, what is worth a question found. Knows no window."""

from __future__ import annotations

import re
import shlex
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct

from console.ui.terminal.dangers import dangers_in

MOST_EXAMINED = 32 * 1024
"""Characters. A longer paste is asked about for its length: looking through it would hold up the window."""

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_HIDDEN = "\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
"""Turn the direction of what is read round, or cannot be seen: a command is not what it looks like."""
_UNWANTED = re.compile(f"[{_CONTROL}{_HIDDEN}]")
_UNWANTED_RUN = re.compile(f"[{_CONTROL}{_HIDDEN}]+")
_JOINT = re.compile(r"[ \t]*\\?\n\s*")


class Concern(Enum):
    """Why a paste is asked about."""

    LINES = "lines"
    """Several lines: a shell runs each as it comes."""
    NEWLINE = "newline"
    """One line with its end: a shell runs it at once."""
    CONTROL = "control"
    """Characters that would press keys, or are not what they look like. They never reach a program."""
    DANGER = "danger"
    LENGTH = "length"
    """Too long to be looked at."""


ONLY_WHEN_TYPED = frozenset({Concern.LINES, Concern.NEWLINE})
"""Harmless where the program takes a paste as a whole, or has the screen for itself."""


class Piece(Struct, frozen=True):
    """A part of a paste as it is shown. ``danger`` is an English template of what it would do."""

    text: str
    is_stripped: bool = False
    danger: str = ""


class Pasting(Struct, frozen=True):
    """A paste. ``text`` is what may be sent: no control characters but tab and the end of a line."""

    text: str
    pieces: tuple[Piece, ...]
    """The first MOST_EXAMINED characters as they came, what is stripped made visible."""
    concerns: frozenset[Concern]
    line_count: int
    stripped_count: int

    def worth_asking(self, *, is_held: bool) -> frozenset[Concern]:
        """Return why a person is to be asked. ``is_held``: the program does not run lines as they come."""
        return self.concerns - ONLY_WHEN_TYPED if is_held else self.concerns

    @property
    def dangers(self) -> tuple[Piece, ...]:
        """Return the dangerous parts."""
        return tuple(piece for piece in self.pieces if piece.danger)


def clean(text: str) -> str:
    """Return ``text`` without control characters; every end of a line is a newline."""
    return _UNWANTED.sub("", _with_newlines(text))


def examine(text: str) -> Pasting:
    """Return what pasting ``text`` would do."""
    raw = _with_newlines(text)
    cleaned = _UNWANTED.sub("", raw)
    stripped = len(raw) - len(cleaned)
    body = cleaned.rstrip("\n")
    pieces = tuple(_pieces(raw[:MOST_EXAMINED]))
    found = {
        Concern.LINES: "\n" in body,
        Concern.NEWLINE: body != cleaned and "\n" not in body,
        Concern.CONTROL: stripped > 0,
        Concern.DANGER: any(piece.danger for piece in pieces),
        Concern.LENGTH: len(raw) > MOST_EXAMINED,
    }
    concerns = frozenset(concern for concern, is_there in found.items() if is_there)
    return Pasting(cleaned, pieces, concerns, body.count("\n") + bool(body), stripped)


def one_line(text: str) -> str:
    """Return cleaned ``text`` as one line that nothing runs yet; what a backslash continues is joined."""
    return _JOINT.sub(" ", text.strip("\n")).strip("\n")


def visible(char: str) -> str:
    """Return a control character as one can read it."""
    code = ord(char)
    if code < 0x20:
        return "<ESC>" if char == "\x1b" else f"<^{chr(code + 0x40)}>"
    return "<DEL>" if code == 0x7F else f"<U+{code:04X}>"


def quoted(paths: Sequence[str]) -> str:
    """Return paths as a shell reads them, with a blank behind each. No name can press a key."""
    return "".join(_quoted(path) + " " for path in paths)


def _quoted(path: str) -> str:
    if not _UNWANTED.search(path) and "\n" not in path and "\t" not in path:
        return shlex.quote(path)
    # POSIX.1-2024 has $'...'; what was no text on the disk are bytes again.
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a pair: no file has such a name, so none is lost
        raw = path.encode("utf-8", "replace")
    plain = (chr(byte) if 0x20 <= byte < 0x7F and byte not in b"'\\" else f"\\{byte:03o}" for byte in raw)
    return "$'" + "".join(plain) + "'"


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pieces(raw: str) -> Iterator[Piece]:
    """Cut ``raw`` at what is stripped and at what is dangerous once the rest has closed up."""
    # In the cleaned text, the n-th unwanted character stands before this place.
    gaps = [match.start() - number for number, match in enumerate(_UNWANTED.finditer(raw))]
    at = 0
    for start, end, danger in dangers_in(_UNWANTED.sub("", raw)):
        first, last = start + bisect_right(gaps, start), end - 1 + bisect_right(gaps, end - 1)
        yield from _split(raw, at, first, "")
        at = last + 1
        yield from _split(raw, first, at, danger.what)
    yield from _split(raw, at, len(raw), "")


def _split(raw: str, start: int, end: int, danger: str) -> Iterator[Piece]:
    for run in _UNWANTED_RUN.finditer(raw, start, end):
        if run.start() > start:
            yield Piece(raw[start : run.start()], danger=danger)
        yield Piece("".join(map(visible, run.group())), is_stripped=True, danger=danger)
        start = run.end()
    if end > start:
        yield Piece(raw[start:end], danger=danger)
