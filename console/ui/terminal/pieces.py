"""Slots of the desk's own: the cells of runs that are drawn as a whole. No numpy here."""

from __future__ import annotations

from msgspec import Struct

SLOTS = 65_536
FIRST_PIECE = 65_001
"""The core uses no slot from here on (``wire.frames.MAX_GLYPHS``)."""


class Piece(Struct, frozen=True):
    """One cell of a run that is drawn as a whole."""

    text: str
    index: int
    bold: bool
    italic: bool


class Pieces:
    """Slot by slot, for as long as the window stands."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    def add(self, pieces: list[Piece]) -> int:
        """Take pieces; return the slot of the first, 0 when there is no room for them."""
        first = FIRST_PIECE + len(self._pieces)
        if first + len(pieces) > SLOTS:
            return 0
        self._pieces += pieces
        return first

    def __getitem__(self, slot: int) -> Piece:
        return self._pieces[slot - FIRST_PIECE]
