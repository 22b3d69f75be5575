"""The core's table of glyphs: the slot of a cell's key names its text, face and half."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from console.wire.frames import MAX_GLYPHS, Glyph, Half, ascii_glyphs

ASCII_SLOTS = tuple(ascii_glyphs())
LOOKUP = 0x20000
"""Characters below it are found by one look into an array."""


def ascii_slots(codes: NDArray[np.uint8], faces: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return what ``GlyphTable.slot`` does for printable characters of ASCII: theirs are the same in every table."""
    return codes.astype(np.uint64) - np.uint64(31) + np.uint64(95) * faces.astype(np.uint64)


class GlyphTable:
    """Append-only within a generation, one for the whole core; the desk keeps its atlas by its slots.

    A full table starts a new generation with nothing but ASCII: every slot given before is void, so
    whoever watches the table makes full frames. Send ``new_since`` what the desk has before a frame.
    """

    def __init__(self, capacity: int = MAX_GLYPHS) -> None:
        self._capacity = capacity
        self._watchers: list[Callable[[], None]] = []
        self.generation = 1
        self._slots: list[Glyph] = []
        self._by_text: dict[tuple[str, int], int] = {}
        self._lookup: NDArray[np.uint16] = np.zeros((0, 0), np.uint16)
        self._fill()

    def __len__(self) -> int:
        return len(self._slots)

    def _fill(self) -> None:
        self._slots = list(ASCII_SLOTS)
        self._by_text = {}
        # Untouched pages of it take no memory: a face that is never used costs nothing.
        self._lookup = np.zeros((8, LOOKUP), np.uint16)

    def slot(self, text: str, face: int = 0, *, wide: bool = False) -> int:
        """Return the slot of ``text`` in ``face`` (1 bold, 2 italic); a wide one's right half has the next."""
        key = (text, face | wide << 2)
        slot = self._by_text.get(key)
        return self._add(text, face, key, wide=wide) if slot is None else slot

    def _add(self, text: str, face: int, key: tuple[str, int], *, wide: bool) -> int:
        if not wide and len(text) == 1 and " " <= text <= "~":
            slot = ord(text) - 31 + 95 * face
        else:
            if len(self._slots) + 2 > self._capacity:
                self.reset()
            slot = len(self._slots)
            halves = (Half.LEFT, Half.RIGHT) if wide else (Half.WHOLE,)
            self._slots += [Glyph(text, bool(face & 1), bool(face & 2), half) for half in halves]
        self._by_text[key] = slot
        return slot

    def slots(self, codepoints: NDArray[np.uint32], kinds: NDArray[np.uint32]) -> NDArray[np.uint16]:
        """Return the slots of many single characters; a kind is a face plus 4 for a wide one."""
        at = np.minimum(codepoints, LOOKUP - 1)
        found = self._lookup[kinds, at]
        missing = np.flatnonzero((found == 0) & (codepoints > 0x20))
        if len(missing):
            generation = self.generation
            self._look_up(codepoints[missing], kinds[missing])
            if generation != self.generation:
                self._look_up(codepoints, kinds)
            found = self._lookup[kinds, at]
        beyond = np.flatnonzero(codepoints >= LOOKUP - 1)
        for i in beyond:
            found[i] = self._slot_of(int(codepoints[i]), int(kinds[i]))
        return found

    def _look_up(self, codepoints: NDArray[np.uint32], kinds: NDArray[np.uint32]) -> None:
        for packed in set((kinds << 21 | codepoints).tolist()):
            codepoint, kind = packed & 0x1FFFFF, packed >> 21
            if 0x20 < codepoint < LOOKUP - 1:
                slot = self._slot_of(codepoint, kind)
                self._lookup[kind, codepoint] = slot

    def _slot_of(self, codepoint: int, kind: int) -> int:
        text = chr(codepoint) if codepoint < 0x110000 and not 0xD800 <= codepoint < 0xE000 else "\ufffd"
        return self.slot(text, kind & 3, wide=kind >= 4)

    def reset(self) -> None:
        """Start a new generation and tell the watchers."""
        self.generation += 1
        self._fill()
        for watcher in tuple(self._watchers):
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call ``watcher`` when a new generation starts."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Stop calling ``watcher``."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    def new_since(self, slot: int) -> list[Glyph]:
        """Return the glyphs from ``slot`` on; 0 is the whole table."""
        return self._slots[slot:]
