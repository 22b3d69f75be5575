"""The desk's copy of the core's glyph table, and the tiles made of it at each size and pixel ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from console.ui.terminal.fonts import CellMetrics, best_family, measure
from console.ui.terminal.pieces import FIRST_PIECE, Pieces

if TYPE_CHECKING:
    from console.ui.terminal.pieces import Piece
    from console.ui.terminal.tile import TileCache
    from console.wire.frames import Glyph


RIGHT_HALF = 2
"""``wire.frames.Half.RIGHT``, which would bring numpy."""


class GlyphAtlas:
    """Slots by number, shared by every terminal of a window.

    numpy is imported with the first tile, so that a window can be painted before it is there.
    """

    def __init__(self, family: str | None = None) -> None:
        self.family = family or best_family()
        self.generation = 0
        self.edition = 0
        """Counts how often slots came to mean something else."""
        self.glyphs: list[Glyph] = []
        self.pieces = Pieces()
        self._metrics: dict[tuple[float, float], CellMetrics] = {}
        self._tiles: WeakValueDictionary[tuple[float, float], TileCache] = WeakValueDictionary()

    def add(self, generation: int, first_slot: int, glyphs: list[Glyph]) -> None:
        """Take new slots; another generation forgets the old ones.

        A core that was started again counts its generations from the start: slots that mean something else
        than before are forgotten too.
        """
        known = self.glyphs[first_slot:]
        if generation != self.generation or known != glyphs[: len(known)]:
            self.edition += 1
            for tiles in self._tiles.values():
                tiles.forget()
        if generation != self.generation:
            self.generation = generation
            self.glyphs = []
        del self.glyphs[first_slot:]
        self.glyphs.extend(glyphs)

    def text(self, slot: int) -> str:
        """Return what ``slot`` shows; blank for one that is not known."""
        return self.glyphs[slot].text if slot < len(self.glyphs) else " "

    def cell_text(self, slot: int) -> str:
        """Return the text of a cell: that of a wide character stands in its left half only."""
        return "" if slot < len(self.glyphs) and self.glyphs[slot].half == RIGHT_HALF else self.text(slot)

    def glyph(self, slot: int) -> Glyph | Piece | None:
        """Return what ``slot`` is drawn as, None for one that is not known."""
        if slot >= FIRST_PIECE:
            return self.pieces[slot]
        return self.glyphs[slot] if slot < len(self.glyphs) else None

    def metrics(self, size: float, ratio: float) -> CellMetrics:
        """Return the cell at a font size and a device pixel ratio."""
        key = (size, ratio)
        if key not in self._metrics:
            self._metrics[key] = measure(size, ratio, self.family)
        return self._metrics[key]

    def tiles(self, size: float, ratio: float) -> TileCache:
        """Return the tiles at a font size and ratio; they live for as long as somebody holds them."""
        from console.ui.terminal.tile import TileCache

        tiles = self._tiles.get((size, ratio))
        if tiles is None:
            tiles = TileCache(self.metrics(size, ratio), self.glyph)
            self._tiles[size, ratio] = tiles
        return tiles
