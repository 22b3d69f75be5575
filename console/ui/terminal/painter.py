"""The framebuffer of a terminal: rows painted into a numpy array that Qt shows as an image.

The rows form a ring: a scroll changes where the ring begins, and only new rows are painted. Some rows that have
left the screen stay in it, for a view that is on its way from one row to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from console.ui.terminal.decorations import SHOWN, Decorations
from console.ui.terminal.ligatures import Ligatures
from console.ui.terminal.marking import Rows
from console.ui.terminal.rules import RuleDimmer
from console.wire.frames import Attributes

if TYPE_CHECKING:
    from console.ui.terminal.atlas import GlyphAtlas
    from console.ui.terminal.colors import TerminalColors
    from console.ui.terminal.highlights import Highlights
    from console.ui.terminal.screen import Screen
    from console.ui.terminal.selection import Selection
    from console.ui.terminal.tile import TileCache

_COLOR = np.uint64(0xFFFFFF)


SPARE = 4
"""Rows that are kept above and below the screen: one more than a notch of the wheel scrolls."""


class Painter:
    """Paints the dirty rows of one screen; ``pieces`` says what to copy to the window."""

    def __init__(self, atlas: GlyphAtlas, tiles: TileCache, rows: int, cols: int, ground: int) -> None:
        self._tiles = tiles
        self._rows = rows
        self._cols = cols
        self._ring = rows + 2 * SPARE
        self.above = self.below = 0
        """How many rows beside the screen are painted as they were when they left it."""
        self._top = 0
        self._rules = RuleDimmer(atlas)
        self._decorations = Decorations(tiles.metrics)
        self.dim_rules = True
        self._ligatures = Ligatures(atlas, tiles.metrics.font())
        self.ligate = False
        self.faded = False
        """Whether blinking text is in its quiet half."""
        metrics = tiles.metrics
        # Rows that wait for their band are ground until then, not what the memory held before.
        self._pixels = np.full((self._ring, metrics.height, cols, metrics.width), 0xFF000000 | ground, np.uint32)
        width = cols * metrics.width
        self.image = QImage(
            self._pixels.data, width, self._ring * metrics.height, width * 4, QImage.Format.Format_RGB32
        )

    def fits(self, screen: Screen, tiles: TileCache) -> bool:
        """Return whether this framebuffer is the right one for ``screen``."""
        return (self._rows, self._cols) == (screen.rows, screen.cols) and self._tiles is tiles

    def scroll(self, lines: int, clean: NDArray[np.bool_]) -> None:
        """Move what is painted up by ``lines`` rows; the rows that come in are to be painted.

        ``clean`` are the rows that were painted before: of what leaves the screen they are worth keeping.
        """
        self._top = (self._top + lines) % self._ring
        if abs(lines) > self._rows:
            self.forget_spares()
        elif lines > 0:
            self.above, self.below = _kept(self.above, clean[:lines][::-1]), max(0, self.below - lines)
        elif lines < 0:
            self.above, self.below = max(0, self.above + lines), _kept(self.below, clean[lines:])

    def forget_spares(self) -> None:
        """Show nothing beside the screen: it is not what stands there any more."""
        self.above = self.below = 0

    def paint(
        self,
        screen: Screen,
        colors: TerminalColors,
        highlights: Highlights,
        selection: Selection | None = None,
        most_rows: int | None = None,
    ) -> list[int]:
        """Paint dirty rows from the top, at most ``most_rows``; return their numbers."""
        numbers = np.flatnonzero(screen.dirty)[:most_rows]
        if not numbers.size:
            return []
        screen.dirty[numbers] = False
        rows = Rows.of(screen, numbers.tolist())
        if self.dim_rules:
            self._rules.apply(rows.keys, colors)
        if self.faded:
            rows.fade()
        if highlights:
            rows.highlight(highlights, colors)
        if selection is not None:
            rows.select(selection, colors)
        if self.ligate:
            self._ligatures.apply(rows.keys)
        self._tiles.paint(rows.keys, [self._pixels[(self._top + row) % self._ring] for row in rows.numbers])
        if rows.attributes is not None:
            self._decorate(rows, rows.attributes)
        return rows.numbers

    def _decorate(self, rows: Rows, attributes: Attributes) -> None:
        decorated = (attributes & SHOWN).any(axis=1)
        for place in np.flatnonzero(decorated).tolist():
            inks = lines = (rows.keys[place] >> np.uint64(24) & _COLOR).astype(np.uint32)
            if rows.lines is not None:
                # 0 stands for the colour of the text.
                lines = np.where(rows.lines[place] == 0, inks, rows.lines[place])
            out = self._pixels[(self._top + rows.numbers[place]) % self._ring]
            self._decorations.paint(attributes[place], inks, lines, out)

    def pieces(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """Yield ``(row on the screen, row in the image, rows)`` for the rows ``[first, last)``, spare ones too."""
        first, last = max(-self.above, first), min(self._rows + self.below, last)
        while first < last:
            source = (self._top + first) % self._ring
            count = min(last - first, self._ring - source)
            yield first, source, count
            first += count


def _kept(before: int, leaving: NDArray[np.bool_]) -> int:
    """Return how many rows beside the screen can be shown: those that leave now, nearest first, then older ones."""
    if leaving.all():
        return min(SPARE, before + leaving.size)
    return min(SPARE, int(leaving.argmin()))
