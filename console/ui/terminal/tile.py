"""Coloured tiles: a cell's key looked up in a cache and moved by one numpy take a row.

The cache is one array of tile scanlines, ``(height * MOST_USED, width)``: scanline y of tile t is row
``y * MOST_USED + t``. A text row of the framebuffer is contiguous, so one take fills it whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.mixing import Indices, Mixer, grounds, over, widened
from console.ui.terminal.raster import Pixels, rasterise
from console.wire.frames import Keys

if TYPE_CHECKING:
    from console.ui.terminal.fonts import CellMetrics
    from console.ui.terminal.pieces import Piece
    from console.wire.frames import Glyph

SLOTS = 8_192
"""2,048 cost a fifth of the speed, more gained nothing."""
WAYS = 4
"""How many neighbouring slots a tile may stand in; with two, one key in thirty found no room."""
ALWAYS_CACHED = 256
"""Up to this many new tiles in one call are cached even if each is used once."""
MOST_USED = SLOTS * 3 // 4
"""A fuller cache is emptied: what is seen now comes back at once, what was seen long ago is gone."""
ALL_SLOTS = 65_536
EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)

_BITS = 13
_HASH = np.uint64(0x9E37_79B9_7F4A_7C15)
_FOLD = np.uint64(29)


class TileCache:
    """Tiles of one font at one size and device pixel ratio."""

    def __init__(self, metrics: CellMetrics, glyph: Callable[[int], Glyph | Piece | None]) -> None:
        self.metrics = metrics
        self._glyph = glyph
        self._tags = np.full(SLOTS, EMPTY)
        self._used = 0
        self._places = np.zeros(SLOTS, np.intp)
        """Which tile a slot has: they lie in the order in which they came, close together."""
        self._scanlines = np.empty((metrics.height * MOST_USED, metrics.width), np.uint32)
        self._offsets = (np.arange(metrics.height, dtype=np.intp) * MOST_USED)[:, None]
        self._masks = np.zeros(ALL_SLOTS, np.intp)
        """Where the mask of a slot stands in ``_coverage``; the first is blank, for slots that are not known."""
        self._used_masks = 1
        self._coverage: NDArray[np.uint16] = np.zeros((512, metrics.height, metrics.width), np.uint16)
        self._mixer = Mixer(metrics.height, metrics.width)
        self._colored: dict[int, Pixels] = {}
        self._color_slots = np.zeros(ALL_SLOTS, np.bool_)

    def forget(self) -> None:
        """Drop everything: the slots mean other glyphs now."""
        self._tags[:] = EMPTY
        self._used = 0
        self._masks[:] = 0
        self._used_masks = 1
        self._color_slots[:] = False
        self._colored.clear()

    def paint(self, keys: Keys, out: Sequence[Pixels]) -> None:
        """Fill text rows of a framebuffer, each (height, cols, width), for the rows of ``keys``.

        A tile that is not worth the cache, or finds no room in it, is drawn past it.
        """
        flat = keys.ravel()
        index, missing = self._find(flat)
        if missing.size and self._store(flat, missing):
            index, missing = self._find(flat)
        cols = keys.shape[1]
        tiles = self._places[index].reshape(keys.shape)
        if not missing.size:
            for place, row in enumerate(out):
                self._move(tiles[place], row)
            return
        bounds = np.searchsorted(missing, np.arange(len(out) + 1) * cols).tolist()
        for place, row in enumerate(out):
            if bounds[place + 1] - bounds[place] < cols:
                self._move(tiles[place], row)
        parts = [slice(*bound) for bound in pairwise(bounds)]
        for part, pixels in self._drawn(flat[missing], parts):
            place, first = divmod(int(missing[part.start]), cols)
            count = part.stop - part.start
            whole = int(missing[part.stop - 1]) - int(missing[part.start]) == count - 1
            columns = slice(first, first + count) if whole else missing[part] - place * cols
            out[place][:, columns] = pixels.transpose(1, 0, 2)

    def _move(self, tiles: Indices, row: Pixels) -> None:
        self._scanlines.take(tiles + self._offsets, axis=0, out=row, mode="clip")

    def _store(self, keys: Keys, missing: Indices) -> bool:
        """Put tiles into the cache that are not there yet and are worth it; return whether any was."""
        wanted = distinct(keys[missing])
        self._rasterise(wanted >> np.uint64(48))
        if wanted.size > ALWAYS_CACHED and 2 * wanted.size > missing.size:
            # Pictures, colour ramps: hardly any tile is used twice.
            return False
        if self._used + wanted.size > MOST_USED:
            self._tags[:] = EMPTY
            self._used = 0
            wanted = distinct(keys)[:MOST_USED]
        # A slot that is not known yet is shown blank, but not remembered as blank.
        wanted = wanted[self._masks[(wanted >> np.uint64(48)).astype(np.intp)] > 0]
        for way in range(WAYS):
            index = self._slots(wanted) ^ way
            free = self._tags[index] == EMPTY
            self._tags[index[free]] = wanted[free]
            # Of two keys that fell on one free slot the later one is in.
            kept = self._tags[index] == wanted
            if kept.any():
                self._keep(index[kept], wanted[kept])
                wanted = wanted[~kept]
            if not wanted.size:
                break
        return True

    def _find(self, keys: Keys) -> tuple[Indices, Indices]:
        """Return the slots of ``keys``, and the places of those that are in none of theirs."""
        first = self._slots(keys)
        index = first
        missing = (self._tags[index] != keys).nonzero()[0]
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
        pixels = np.empty((len(keys), self.metrics.height, self.metrics.width), np.uint32)
        self._rasterise(keys >> np.uint64(48))
        for part, drawn in self._drawn(keys, [slice(0, len(keys))]):
            pixels[part] = drawn
        return pixels

    def _drawn(self, keys: Keys, parts: Iterable[slice]) -> Iterator[tuple[slice, Pixels]]:
        """Yield the pixels of parts of ``keys``, whose masks are there."""
        slots = (keys >> np.uint64(48)).astype(np.intp)
        colored = self._color_slots[slots].nonzero()[0].tolist()
        for part, pixels in self._mixer.cells(self._coverage, self._masks[slots], keys, parts):
            for place in colored:
                if part.start <= place < part.stop:
                    ground = grounds(keys[place : place + 1])
                    pixels[place - part.start] = over(self._colored[int(slots[place])], ground)
            yield part, pixels

    def _keep(self, index: Indices, keys: Keys) -> None:
        by_scanline = self._scanlines.reshape(self.metrics.height, MOST_USED, self.metrics.width)
        first = self._used
        self._used += len(keys)
        self._places[index] = range(first, self._used)
        for part, pixels in self._drawn(keys, [slice(0, len(keys))]):
            by_scanline[:, first + part.start : first + part.stop] = pixels.transpose(1, 0, 2)

    @staticmethod
    def _slots(keys: Keys) -> Indices:
        slots: Indices = ((keys ^ keys >> _FOLD) * _HASH >> np.uint64(64 - _BITS)).astype(np.intp)
        return slots

    def _rasterise(self, slots: NDArray[np.uint64]) -> None:
        """Make sure that the masks of ``slots`` are there; the missing ones are drawn in one batch."""
        missing = slots[self._masks[slots.astype(np.intp)] == 0]
        if not missing.size:
            return
        found = [(slot, self._glyph(slot)) for slot in distinct(missing).tolist()]
        known = [(slot, glyph) for slot, glyph in found if glyph is not None]
        sheet = rasterise([glyph for _, glyph in known], self.metrics)
        first = self._used_masks
        self._used_masks += len(known)
        if self._used_masks > len(self._coverage):
            grown = np.zeros((2 * self._used_masks, *self._coverage.shape[1:]), np.uint16)
            grown[:first] = self._coverage[:first]
            self._coverage = grown
        self._coverage[first : self._used_masks] = widened(sheet.masks.astype(np.uint32))
        self._masks[[slot for slot, _ in known]] = range(first, self._used_masks)
        for place, pixels in sheet.colored.items():
            self._colored[known[place][0]] = pixels
            self._color_slots[known[place][0]] = True


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the different values in order; several times faster than np.unique for short arrays."""
    ordered = np.sort(values)
    fresh = np.empty(ordered.size, np.bool_)
    fresh[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]
