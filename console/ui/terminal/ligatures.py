"""Ligatures: ``->`` as one arrow, where a person wants it and the font has it. Display only.

The core sends a glyph a cell. The desk looks for runs of signs in the rows that it paints, lets the font shape a
run once, cuts the picture into the cells, and gives each piece a slot that the core never uses.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QFont

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.clusters import glyph_indexes
from console.ui.terminal.pieces import Piece
from console.ui.terminal.slotkinds import SlotKinds
from console.wire.frames import Glyph, Half, Keys

SIGNS = frozenset("!#$%&*+-./:;<=>?@\\^_|~")
LONGEST = 8
"""What is longer is a rule, not an operator."""

_SLOT = np.uint64(48)
_COLORS = np.uint64(0xFFFF_FFFF_FFFF)


def _face(glyph: Glyph) -> int:
    """Return 0 for what never joins, else the face: signs of different faces do not join."""
    joins = glyph.text in SIGNS and glyph.half is Half.WHOLE
    return 1 + glyph.bold + 2 * glyph.italic if joins else 0


class Ligatures:
    """Knows the runs that a font draws otherwise than sign by sign."""

    def __init__(self, atlas: GlyphAtlas, font: QFont) -> None:
        self._atlas = atlas
        self._font = font
        self._faces = SlotKinds(atlas, _face)
        self._runs: dict[tuple[str, int], int] = {}
        """Text and face to the slot of the first piece; 0 where the font joins nothing."""

    def apply(self, keys: Keys) -> None:
        """Put pieces in place of runs of signs in one face and colour, in place."""
        slots = keys >> _SLOT
        faces = self._faces.of(slots)
        joins = (faces[:, 1:] == faces[:, :-1]) & (faces[:, 1:] > 0)
        joins &= (keys[:, 1:] & _COLORS) == (keys[:, :-1] & _COLORS)
        for row in np.flatnonzero(joins.any(axis=1)).tolist():
            turns = np.flatnonzero(np.diff(joins[row], prepend=False, append=False)).tolist()
            for start, last in zip(turns[::2], turns[1::2], strict=True):
                cells = slice(start, last + 1)
                if last + 1 - start > LONGEST:
                    continue
                text = "".join(self._atlas.text(slot) for slot in slots[row, cells].tolist())
                first = self._first_piece(text, int(faces[row, start]))
                if first:
                    pieces = np.arange(first, first + len(text), dtype=np.uint64) << _SLOT
                    keys[row, cells] = keys[row, cells] & _COLORS | pieces

    def _first_piece(self, text: str, face: int) -> int:
        known = self._runs.get((text, face))
        if known is not None:
            return known
        bold, italic = bool((face - 1) & 1), bool((face - 1) & 2)
        font = QFont(self._font)
        font.setBold(bold)
        font.setItalic(italic)
        alone = [index for char in text for index in glyph_indexes(char, font)]
        first = 0
        if glyph_indexes(text, font) != alone:
            first = self._atlas.pieces.add([Piece(text, index, bold, italic) for index in range(len(text))])
        self._runs[text, face] = first
        return first
