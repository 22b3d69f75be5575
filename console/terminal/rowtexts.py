"""Rows of cells as text, with the way back from each character to its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from console.terminal.frame import View
from console.terminal.glyphs import GlyphTable
from console.wire.frames import MAX_GLYPHS, Half, Keys

SLOT = np.uint64(48)
"""How far the slot of a glyph stands in a key."""

Codes = NDArray[np.uint32]


class GlyphTexts:
    """The characters of the glyphs of a table, by slot. 0 is the right half of a wide one."""

    def __init__(self, glyphs: GlyphTable) -> None:
        self._generation = -1
        self._count = 0
        self.codes: Codes = np.zeros(MAX_GLYPHS + 2, np.uint32)
        self.faces = np.zeros(MAX_GLYPHS + 2, np.uint8)
        self.clusters: dict[int, str] = {}
        """The texts of those that have more than one character."""
        self.follow(glyphs)

    def follow(self, glyphs: GlyphTable) -> None:
        """Take in what is new in the table."""
        if glyphs.generation != self._generation:
            self._generation, self._count = glyphs.generation, 0
            self.clusters.clear()
        for slot, glyph in enumerate(glyphs.new_since(self._count), self._count):
            self.codes[slot] = 0 if glyph.half is Half.RIGHT else ord(glyph.text[:1] or " ")
            self.faces[slot] = glyph.bold | glyph.italic << 1
            if len(glyph.text) > 1 and glyph.half is not Half.RIGHT:
                self.clusters[slot] = glyph.text
            self._count = slot + 1


class RowText:
    """The text of a row of cells, and the cell of each of its characters."""

    def __init__(self, slots: NDArray[np.intp], codes: Codes, clusters: dict[int, str]) -> None:
        self.columns: list[int] | None = None
        if not codes.all() or (clusters and not clusters.keys().isdisjoint(slots.tolist())):
            texts = [
                clusters.get(slot, chr(code) if code else "")
                for slot, code in zip(slots.tolist(), codes.tolist(), strict=True)
            ]
            self.text = "".join(texts)
            self.columns = [column for column, text in enumerate(texts) for _ in text]
        else:
            self.text = codes.tobytes().decode("utf-32-le", "replace")


def row_texts(keys: Keys, texts: GlyphTexts) -> list[RowText]:
    """Return the rows of a view."""
    slots = (keys >> SLOT).astype(np.intp)
    codes = texts.codes[slots]
    return [RowText(*row, texts.clusters) for row in zip(slots, codes, strict=True)]


def lines_of(view: View) -> Iterator[Sequence[int]]:
    """Yield the rows of each line of a view."""
    start = 0
    for y in range(view.rows):
        if not view.wrapped[y] or y == view.rows - 1:
            yield range(start, y + 1)
            start = y + 1


def part_of(rows: Sequence[RowText], y: int, last: int) -> str:
    """Return what a row adds to its line; a wide character that found no room at the edge has left a blank there."""
    text = rows[y].text
    if y == last:
        return text.rstrip(" ")
    follows = rows[y + 1].columns
    return text[:-1] if follows and len(follows) > 1 and follows[1] != 1 and text.endswith(" ") else text
