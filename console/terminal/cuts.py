"""Cuts a feed at the sequences that libghostty-vt does not know, or around which the adapter has to look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from console.terminal.kitty_graphics import MOST_CONTROL, MOST_ENCODED
from console.terminal.kitty_graphics import START as PICTURE

SOFT_RESET, CLEAR_HISTORY = b"\x1b[!p", b"\x1b[3J"
RESET = b"\x1bc"
COLORS_BACK = b"\x1b]104\x07\x1b]110\x07\x1b]111\x07\x1b]112\x07"
REWRITTEN = {
    RESET: RESET + COLORS_BACK,  # RIS leaves the colours that a program set
    b"\x1b[g": b"\x1b[0g",  # TBC wants its number
}
"""Sequences that libghostty-vt understands in another form alone."""
OTHER_KEYS = {b"\x1b[>4m": b"\x1b[>4;0m"} | {sequence: sequence for sequence in map(b"\x1b[>4;%dm".__mod__, range(3))}
"""XTMODKEYS: libghostty-vt wants its number, and does not tell it."""
SPECIAL = re.compile(rb"\x1b(?:c|\[(?:!p|3J|g|>4(?:;[012])?m)|\][16]33;|_G)")
STARTS = (SOFT_RESET, CLEAR_HISTORY, b"\x1b]133;", b"\x1b]633;", PICTURE, *REWRITTEN, *OTHER_KEYS)
DEL = b"\x7f"
MOST_AT_ONCE = 1 << 20
"""Larger feeds are taken in parts, so that what is copied of one stays small."""
LONGEST_START = 7
STRING_END = re.compile(b"[\x18\x1a\x1b]")
MOST_PICTURE = MOST_ENCODED + MOST_CONTROL
MARK_END = re.compile(b"[\x07\x18\x1a\x1b]")
MOST_MARK = 8192


class Cut(Enum):
    """What a piece of a feed is."""

    PLAIN = auto()
    SOFT_RESET = auto()
    CLEAR_HISTORY = auto()
    REWRITTEN = auto()
    OTHER_KEYS = auto()
    MARK = auto()
    """A complete OSC 133 or 633."""
    PICTURE = auto()
    """What is inside of a complete APC of the kitty graphics protocol."""
    LARGE_PICTURE = auto()
    """The beginning of one that is larger than any that is wanted."""


KNOWN = {SOFT_RESET: (Cut.SOFT_RESET, SOFT_RESET), CLEAR_HISTORY: (Cut.CLEAR_HISTORY, CLEAR_HISTORY)} | {
    sequence: (kind, other)
    for kind, others in ((Cut.REWRITTEN, REWRITTEN), (Cut.OTHER_KEYS, OTHER_KEYS))
    for sequence, other in others.items()
}
"""What sequences without content become."""


class Cutter:
    """Keeps what is incomplete until the rest of it comes, so that any split of the bytes gives the same pieces."""

    def __init__(self) -> None:
        self._held = b""
        self._picture: bytearray | None = None
        self._is_large = False

    def forget(self) -> None:
        """Drop what is incomplete."""
        self._held, self._picture = b"", None

    def cut(self, data: bytes) -> Iterator[tuple[Cut, bytes]]:
        """Yield the pieces of ``data`` in their order."""
        for at in range(0, len(data), MOST_AT_ONCE):
            part = data if len(data) <= MOST_AT_ONCE else data[at : at + MOST_AT_ONCE]
            # DEL is drawn by libghostty-vt; nothing in a stream needs it.
            yield from self._cut(part.replace(DEL, b"") if DEL in part else part)

    def _cut(self, data: bytes) -> Iterator[tuple[Cut, bytes]]:
        data, self._held = self._held + data if self._held else data, b""
        at = 0
        while True:
            if self._picture is not None:
                at, picture = self._more_of_picture(data, at)
                if picture is not None:
                    yield (Cut.LARGE_PICTURE if self._is_large else Cut.PICTURE), picture
                if self._picture is not None:
                    return
            found = SPECIAL.search(data, at)
            if found is None:
                break
            if found.start() > at:
                yield Cut.PLAIN, data[at : found.start()]
            at = found.end()
            if found[0] in KNOWN:
                kind, piece = KNOWN[found[0]]
                yield kind, piece
            elif found[0] == PICTURE:
                self._picture, self._is_large = bytearray(), False
            else:
                end = _mark_end(data, at)
                if end < 0:
                    self._held = data[found.start() :]
                    return
                yield (Cut.MARK if end else Cut.PLAIN), data[found.start() : end or at]
                at = end or at
        end = _held_from(data, at)
        if end > at:
            yield Cut.PLAIN, data[at:end] if at or end < len(data) else data
        self._held = data[end:]

    def _more_of_picture(self, data: bytes, at: int) -> tuple[int, bytes | None]:
        """Take what belongs to a picture; return where that ends, and the whole of it if it is complete."""
        content = self._picture
        if content is None:
            return at, None
        end = STRING_END.search(data, at)
        stop = len(data) if end is None else end.start()
        if not self._is_large:
            content += data[at:stop]
            self._is_large = len(content) > MOST_PICTURE
            if self._is_large:
                del content[MOST_CONTROL + 1 :]
        if end is None:
            return stop, None
        if end[0] == b"\x1b" and end.end() == len(data):
            self._held = end[0]
            return len(data), None
        self._picture = None
        if end[0] != b"\x1b":
            return end.end(), None
        if data[end.end()] != ord("\\"):
            return stop, None
        return end.end() + 1, bytes(content)


def _mark_end(data: bytes, at: int) -> int:
    """Return where the string that starts before ``at`` ends; -1 not yet, 0 it is broken off or too long."""
    end = MARK_END.search(data, at, at + MOST_MARK)
    if end is None:
        return 0 if len(data) - at >= MOST_MARK else -1
    if end[0] == b"\x1b":
        if end.end() == len(data):
            return -1
        return end.end() + 1 if data[end.end()] == ord("\\") else end.start()
    return end.end() if end[0] == b"\x07" else 0


def _held_from(data: bytes, at: int) -> int:
    """Return where the start of a sequence that may become one of ours begins at the end of ``data``."""
    start = data.rfind(b"\x1b", max(at, len(data) - LONGEST_START + 1))
    if start >= 0 and any(known.startswith(data[start:]) for known in STARTS):
        return start
    return len(data)
