"""Cuts a feed at the sequences that libghostty-vt does not know, or around which the adapter has to look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

SOFT_RESET, CLEAR_HISTORY = b"\x1b[!p", b"\x1b[3J"
RESET = b"\x1bc"
COLORS_BACK = b"\x1b]104\x07\x1b]110\x07\x1b]111\x07\x1b]112\x07"
REWRITTEN = {
    RESET: RESET + COLORS_BACK,  # RIS leaves the colours that a program set
    b"\x1b[g": b"\x1b[0g",  # TBC wants its number
    b"\x1b[>4m": b"\x1b[>4;0m",  # so does XTMODKEYS
}
"""Sequences that libghostty-vt understands in another form alone."""
SPECIAL = re.compile(rb"\x1b(?:c|\[(?:!p|3J|g|>4m)|\][16]33;)")
STARTS = (SOFT_RESET, CLEAR_HISTORY, b"\x1b]133;", b"\x1b]633;", *REWRITTEN)
DEL = b"\x7f"
MOST_AT_ONCE = 1 << 20
"""Larger feeds are taken in parts, so that what is copied of one stays small."""
LONGEST_START = 6
MARK_END = re.compile(b"[\x07\x18\x1a\x1b]")
MOST_MARK = 8192


class Cut(Enum):
    """What a piece of a feed is."""

    PLAIN = auto()
    SOFT_RESET = auto()
    CLEAR_HISTORY = auto()
    REWRITTEN = auto()
    MARK = auto()
    """A complete OSC 133 or 633."""


class Cutter:
    """Keeps what is incomplete until the rest of it comes, so that any split of the bytes gives the same pieces."""

    def __init__(self) -> None:
        self._held = b""

    def forget(self) -> None:
        """Drop what is incomplete."""
        self._held = b""

    def cut(self, data: bytes) -> Iterator[tuple[Cut, bytes]]:
        """Yield the pieces of ``data`` in their order."""
        if len(data) <= MOST_AT_ONCE:
            yield from self._cut(data)
            return
        for at in range(0, len(data), MOST_AT_ONCE):
            yield from self._cut(data[at : at + MOST_AT_ONCE])

    def _cut(self, data: bytes) -> Iterator[tuple[Cut, bytes]]:
        if DEL in data:
            # It is drawn by libghostty-vt; nothing in a stream needs it.
            data = data.replace(DEL, b"")
        if self._held:
            data, self._held = self._held + data, b""
        at = 0
        found = SPECIAL.search(data)
        while found is not None:
            if found.start() > at:
                yield Cut.PLAIN, data[at : found.start()]
            at = found.end()
            if found[0] == SOFT_RESET:
                yield Cut.SOFT_RESET, found[0]
            elif found[0] == CLEAR_HISTORY:
                yield Cut.CLEAR_HISTORY, found[0]
            elif found[0] in REWRITTEN:
                yield Cut.REWRITTEN, REWRITTEN[found[0]]
            else:
                end = _mark_end(data, at)
                if end < 0:
                    self._held = data[found.start() :]
                    return
                yield (Cut.MARK if end else Cut.PLAIN), data[found.start() : end or at]
                at = end or at
            found = SPECIAL.search(data, at)
        end = _held_from(data, at)
        if end > at:
            yield Cut.PLAIN, data[at:end] if at or end < len(data) else data
        self._held = data[end:]


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
