"""Coloured tiles: a cell's key looked up in a direct-mapped cache, moved by one numpy take a row.

The cache is one array of tile scanlines, ``(height * SLOTS, width)``: scanline y of slot s is row
``y * SLOTS + s``. A text row of the framebuffer is contiguous, so one take fills it whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.raster import Pixels, rasterise
from console.wire.frames import Keys

if TYPE_CHECKING:
    from console.ui.terminal.boxdraw import Mask
    from console.ui.terminal.fonts import CellMetrics
    from console.wire.frames import Glyph

SLOTS = 8_192
"""2,048 cost a fifth of the speed, more gained nothing."""
MOST_NEW_TILES = 3_000
"""Above this many unknown tiles in one call caching costs more than it brings."""
EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
OPAQUE = np.uint32(0xFF000000)

_BITS = 13
_HASH = np.uint64(0x9E37_79B9_7F4A_7C15)
_RED_BLUE = np.uint32(0xFF00FF)
_GREEN = np.uint32(0x00FF00)
_COLOR = np.uint64(0xFFFFFF)

Indices = NDArray[np.intp]


def blend(coverage: NDArray[np.uint32], foreground: NDArray[np.uint32], background: NDArray[np.uint32]) -> Pixels:
    """Mix two colours by a coverage of 0-256; 0 and 256 are exact."""
    rest = np.uint32(256) - coverage
    red_blue = (foreground & _RED_BLUE) * coverage + (background & _RED_BLUE) * rest
    green = (foreground & _GREEN) * coverage + (background & _GREEN) * rest
    mixed: Pixels = (red_blue >> np.uint32(8) & _RED_BLUE) | (green >> np.uint32(8) & _GREEN) | OPAQUE
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
        self._scanlines = np.empty((metrics.height * SLOTS, metrics.width), np.uint32)
        self._offsets = (np.arange(metrics.height, dtype=np.intp) * SLOTS)[:, None]
        self._masks: Mask = np.zeros((0, metrics.height, metrics.width), np.uint8)
        self._known = np.zeros(0, np.bool_)
        self._colored: dict[int, Pixels] = {}
        self._color_slots = np.zeros(0, np.bool_)

    def forget(self) -> None:
        """Drop everything: the slots mean other glyphs now."""
        self._tags[:] = EMPTY
        self._known[:] = False
        self._color_slots[:] = False
        self._colored.clear()

    def paint(self, keys: Keys, out: Pixels) -> None:
        """Fill ``out`` (height, cols, width), one text row of a framebuffer, for each key of the row.

        ``prepare`` the keys of all rows before; a tile that is not in the cache is drawn past it.
        """
        index = self._slots(keys)
        missing = self._tags[index] != keys
        np.take(self._scanlines, index + self._offsets, axis=0, out=out, mode="clip")
        if missing.any():
            out[:, missing] = self.draw(keys[missing]).transpose(1, 0, 2)

    def prepare(self, keys: Keys) -> None:
        """Draw the tiles that are not cached yet, unless there are too many for that to pay."""
        flat = keys.ravel()
        flat = flat[self._tags[self._slots(flat)] != flat]
        if not flat.size:
            return
        wanted = distinct(flat)
        self._rasterise(wanted >> np.uint64(48))
        if wanted.size > MOST_NEW_TILES:
            return
        index = self._slots(wanted)
        self._tags[index] = wanted
        # Of two keys that fell on one slot the later one is in; the other is drawn when it is seen.
        kept = self._tags[index] == wanted
        self._store(index[kept], self.draw(wanted[kept]))

    def draw(self, keys: Keys) -> Pixels:
        """Return the pixels (n, height, width) of cells, past the cache."""
        slots = (keys >> np.uint64(48)).astype(np.intp)
        self._rasterise(slots.astype(np.uint64))
        foreground = (keys >> np.uint64(24) & _COLOR).astype(np.uint32)[:, None, None]
        background = (keys & _COLOR).astype(np.uint32)[:, None, None]
        coverage = widened(self._masks[slots].astype(np.uint32))
        pixels = blend(coverage, foreground, background)
        for place in np.flatnonzero(self._color_slots[slots]):
            pixels[place] = over(self._colored[int(slots[place])], background[place])
        return pixels

    def _store(self, index: Indices, pixels: Pixels) -> None:
        by_scanline = self._scanlines.reshape(self.metrics.height, SLOTS, self.metrics.width)
        by_scanline[:, index] = pixels.transpose(1, 0, 2)

    @staticmethod
    def _slots(keys: Keys) -> Indices:
        slots: Indices = (keys * _HASH >> np.uint64(64 - _BITS)).astype(np.intp)
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
        self._masks[known] = sheet.masks
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
        masks = np.zeros((size, self.metrics.height, self.metrics.width), np.uint8)
        masks[:old] = self._masks
        self._masks = masks
        self._known = np.concatenate([self._known, np.zeros(size - old, np.bool_)])
        self._color_slots = np.concatenate([self._color_slots, np.zeros(size - old, np.bool_)])


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the different values in order; several times faster than np.unique for short arrays."""
    ordered = np.sort(values)
    fresh = np.empty(ordered.size, np.bool_)
    fresh[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]
