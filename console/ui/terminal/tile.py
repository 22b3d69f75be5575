"""Coloured tiles: a cell's key looked up in a cache and moved by one numpy take a row.

The cache is one array of tile scanlines, ``(height * SLOTS, width)``: scanline y of slot s is row
``y * SLOTS + s``. A text row of the framebuffer is contiguous, so one take fills it whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.raster import Pixels, rasterise
from console.wire.frames import Keys

if TYPE_CHECKING:
    from console.ui.terminal.fonts import CellMetrics
    from console.wire.frames import Glyph

SLOTS = 8_192
"""2,048 cost a fifth of the speed, more gained nothing."""
WAYS = 4
"""How many neighbouring slots a tile may stand in; with two, one key in thirty found no room."""
ALWAYS_CACHED = 256
"""Up to this many new tiles in one call are cached even if each is used once."""
MOST_USED = SLOTS * 3 // 4
"""A fuller cache is emptied: what is seen now comes back at once, what was seen long ago is gone."""
EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
OPAQUE = np.uint32(0xFF000000)

_BITS = 13
_HASH = np.uint64(0x9E37_79B9_7F4A_7C15)
_FOLD = np.uint64(29)
_RED_BLUE = np.uint32(0xFF00FF)
_GREEN = np.uint32(0x00FF00)
_LOW = np.uint32(0x0000FF)
_COLOR = np.uint64(0xFFFFFF)

Indices = NDArray[np.intp]


def blend(coverage: NDArray[np.uint32], foreground: NDArray[np.uint32], background: NDArray[np.uint32]) -> Pixels:
    """Mix two colours by a coverage of 0-256; 0 and 256 are exact.

    ``background * 256 + (foreground - background) * coverage`` for red and blue at once: what wraps around
    on the way comes back, since the sum itself fits.
    """
    under = background & _RED_BLUE
    mixed: Pixels = ((foreground & _RED_BLUE) - under) * coverage
    mixed += under << np.uint32(8)
    mixed >>= np.uint32(8)
    mixed &= _RED_BLUE
    under = background >> np.uint32(8) & _LOW
    green = ((foreground >> np.uint32(8) & _LOW) - under) * coverage
    green += under << np.uint32(8)
    green &= _GREEN
    mixed |= green
    mixed |= OPAQUE
    return mixed


def over(pixels: Pixels, background: NDArray[np.uint32]) -> Pixels:
    """Lay premultiplied pixels over a colour."""
    rest = np.uint32(256) - widened(pixels >> np.uint32(24))
    red_blue = (background & _RED_BLUE) * rest >> np.uint32(8) & _RED_BLUE
    green = (background & _GREEN) * rest >> np.uint32(8) & _GREEN
    laid: Pixels = (pixels & np.uint32(0xFFFFFF)) + (red_blue | green) | OPAQUE
    return laid


def widened(coverage: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Stretch 0-255 to 0-256, so that full coverage is the colour itself."""
    stretched: NDArray[np.uint32] = coverage + (coverage >> np.uint32(7))
    return stretched


class TileCache:
    """Tiles of one font at one size and device pixel ratio."""

    def __init__(self, metrics: CellMetrics, glyphs: Callable[[], list[Glyph]]) -> None:
        self.metrics = metrics
        self._glyphs = glyphs
        self._tags = np.full(SLOTS, EMPTY)
        self._used = 0
        self._scanlines = np.empty((metrics.height * SLOTS, metrics.width), np.uint32)
        self._offsets = (np.arange(metrics.height, dtype=np.intp) * SLOTS)[:, None]
        self._coverage: NDArray[np.uint16] = np.zeros((0, metrics.height, metrics.width), np.uint16)
        self._known = np.zeros(0, np.bool_)
        self._colored: dict[int, Pixels] = {}
        self._color_slots = np.zeros(0, np.bool_)

    def forget(self) -> None:
        """Drop everything: the slots mean other glyphs now."""
        self._tags[:] = EMPTY
        self._used = 0
        self._known[:] = False
        self._color_slots[:] = False
        self._colored.clear()

    def paint(self, keys: Keys, out: Sequence[Pixels]) -> None:
        """Fill text rows of a framebuffer, each (height, cols, width), for the rows of ``keys``.

        A tile that is not worth the cache, or finds no room in it, is drawn past it.
        """
        self._prepare(keys)
        index, missing = self._find(keys.ravel())
        index = index.reshape(keys.shape)
        cols = keys.shape[1]
        bounds = np.searchsorted(missing, np.arange(len(out) + 1) * cols).tolist()
        for place, row in enumerate(out):
            cells = missing[bounds[place] : bounds[place + 1]] - place * cols
            if cells.size < cols:
                self._scanlines.take(index[place] + self._offsets, axis=0, out=row, mode="clip")
                if cells.size:
                    row[:, cells] = self.draw(keys[place, cells]).transpose(1, 0, 2)
            else:
                row[:] = self.draw(keys[place]).transpose(1, 0, 2)

    def _prepare(self, keys: Keys) -> None:
        """Put the tiles into the cache that are not there yet and are worth it."""
        flat = keys.ravel()
        _, missing = self._find(flat)
        if not missing.size:
            return
        wanted = distinct(flat[missing])
        self._rasterise(wanted >> np.uint64(48))
        if wanted.size > ALWAYS_CACHED and 2 * wanted.size > missing.size:
            # Pictures, colour ramps: hardly any tile is used twice.
            return
        if self._used + wanted.size > MOST_USED:
            self._tags[:] = EMPTY
            self._used = 0
            wanted = distinct(flat)[:MOST_USED]
        # A slot that is not known yet is shown blank, but not remembered as blank.
        wanted = wanted[self._known[(wanted >> np.uint64(48)).astype(np.intp)]]
        for way in range(WAYS):
            index = self._slots(wanted) ^ way
            free = self._tags[index] == EMPTY
            self._tags[index[free]] = wanted[free]
            # Of two keys that fell on one free slot the later one is in.
            kept = self._tags[index] == wanted
            if kept.any():
                self._store(index[kept], self.draw(wanted[kept]))
                self._used += int(np.count_nonzero(kept))
                wanted = wanted[~kept]
            if not wanted.size:
                return

    def _find(self, keys: Keys) -> tuple[Indices, Indices]:
        """Return the slots of ``keys``, and the places of those that are in none of theirs."""
        first = self._slots(keys)
        index = first
        missing = np.flatnonzero(self._tags[index] != keys)
        for way in range(1, WAYS):
            if not missing.size:
                break
            if way == 1:
                index = first.copy()
            index[missing] = first[missing] ^ way
            missing = missing[self._tags[index[missing]] != keys[missing]]
        return index, missing

    def draw(self, keys: Keys) -> Pixels:
        """Return the pixels (n, height, width) of cells, past the cache."""
        slots = (keys >> np.uint64(48)).astype(np.intp)
        self._rasterise(slots.astype(np.uint64))
        foreground = (keys >> np.uint64(24) & _COLOR).astype(np.uint32)[:, None, None]
        background = (keys & _COLOR).astype(np.uint32)[:, None, None]
        pixels = blend(self._coverage[slots].astype(np.uint32), foreground, background)
        for place in np.flatnonzero(self._color_slots[slots]):
            pixels[place] = over(self._colored[int(slots[place])], background[place])
        return pixels

    def _store(self, index: Indices, pixels: Pixels) -> None:
        by_scanline = self._scanlines.reshape(self.metrics.height, SLOTS, self.metrics.width)
        by_scanline[:, index] = pixels.transpose(1, 0, 2)

    @staticmethod
    def _slots(keys: Keys) -> Indices:
        slots: Indices = ((keys ^ keys >> _FOLD) * _HASH >> np.uint64(64 - _BITS)).astype(np.intp)
        return slots

    def _rasterise(self, slots: NDArray[np.uint64]) -> None:
        """Make sure that the masks of ``slots`` are there; the missing ones are drawn in one batch."""
        highest = int(slots.max()) + 1
        if highest > len(self._known):
            self._grow(highest)
        if self._known[slots].all():
            return
        new = [int(slot) for slot in distinct(slots) if not self._known[slot]]
        table = self._glyphs()
        known = [slot for slot in new if slot < len(table)]
        sheet = rasterise([table[slot] for slot in known], self.metrics)
        self._coverage[known] = widened(sheet.masks.astype(np.uint32))
        for place, pixels in sheet.colored.items():
            self._colored[known[place]] = pixels
            self._color_slots[known[place]] = True
        self._known[known] = True

    def _grow(self, slots: int) -> None:
        size = max(512, len(self._known))
        while size < slots:
            size *= 2
        size = min(size, 65_536)
        old = len(self._known)
        coverage = np.zeros((size, self.metrics.height, self.metrics.width), np.uint16)
        coverage[:old] = self._coverage
        self._coverage = coverage
        self._known = np.concatenate([self._known, np.zeros(size - old, np.bool_)])
        self._color_slots = np.concatenate([self._color_slots, np.zeros(size - old, np.bool_)])


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the different values in order; several times faster than np.unique for short arrays."""
    ordered = np.sort(values)
    fresh = np.empty(ordered.size, np.bool_)
    fresh[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]
