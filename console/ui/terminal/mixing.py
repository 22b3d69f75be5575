"""Ink on a ground by coverage: colours mixed for single masks and for thousands of cells at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.raster import Pixels
from console.wire.frames import Keys

OPAQUE = np.uint32(0xFF000000)
CHUNK_PIXELS = 65_536
"""What is mixed in one go: all that it needs fits in the processor's cache."""

_RED_BLUE = np.uint32(0xFF00FF)
_ALPHA_GREEN = np.uint32(0xFF00FF00)
_GREEN = np.uint32(0x00FF00)
_LOW = np.uint32(0x0000FF)
_BYTE = np.uint32(8)
_COLOR = np.uint64(0xFFFFFF)

Colors = NDArray[np.uint32]
Coverages = NDArray[np.uint16]
Indices = NDArray[np.intp]


class Factors:
    """Two colours as what a coverage of 0-256 is multiplied by and what is added then; 0 and 256 are exact.

    ``background * 256 + (foreground - background) * coverage`` for red and blue at once, and for green with an
    opaque alpha above it: what wraps around on the way comes back, since the sum itself fits.
    """

    __slots__ = ("green", "green_base", "red_blue", "red_blue_base")

    def __init__(self, foreground: Colors, background: Colors) -> None:
        under = background & _RED_BLUE
        self.red_blue = (foreground & _RED_BLUE) - under
        self.red_blue_base = under << _BYTE
        self.green = (foreground >> _BYTE & _LOW) - (background >> _BYTE & _LOW)
        self.green_base = background & _GREEN | OPAQUE

    def mix(self, coverage: Colors, mixed: Pixels, cells: slice | None = None) -> None:
        """Write the colours into ``mixed``; ``coverage`` is used up. ``cells`` are rows of two-dimensional ones."""
        red_blue, red_blue_base, green, green_base = self.red_blue, self.red_blue_base, self.green, self.green_base
        if cells is not None:
            red_blue, red_blue_base = red_blue[cells, None], red_blue_base[cells, None]
            green, green_base = green[cells, None], green_base[cells, None]
        np.multiply(coverage, red_blue, out=mixed)
        mixed += red_blue_base
        mixed >>= _BYTE
        mixed &= _RED_BLUE
        coverage *= green
        coverage += green_base
        coverage &= _ALPHA_GREEN
        mixed |= coverage


def blend(coverage: Colors, foreground: Colors, background: Colors) -> Pixels:
    """Mix two colours by a coverage of 0-256; the three broadcast."""
    used = np.array(np.broadcast_to(coverage, np.broadcast_shapes(coverage.shape, background.shape)))
    mixed: Pixels = np.empty_like(used)
    Factors(foreground, background).mix(used, mixed)
    return mixed


def over(pixels: Pixels, background: Colors) -> Pixels:
    """Lay premultiplied pixels over a colour."""
    rest = np.uint32(256) - widened(pixels >> np.uint32(24))
    red_blue = (background & _RED_BLUE) * rest >> _BYTE & _RED_BLUE
    green = (background & _GREEN) * rest >> _BYTE & _GREEN
    laid: Pixels = (pixels & np.uint32(0xFFFFFF)) + (red_blue | green) | OPAQUE
    return laid


def widened(coverage: Colors) -> Colors:
    """Stretch 0-255 to 0-256, so that full coverage is the colour itself."""
    stretched: Colors = coverage + (coverage >> np.uint32(7))
    return stretched


def grounds(keys: Keys) -> Colors:
    """Return the background of each key."""
    background: Colors = (keys & _COLOR).astype(np.uint32)
    return background


class Mixer:
    """Mixes the cells of one size in memory that it keeps."""

    def __init__(self, height: int, width: int) -> None:
        self._size = height, width
        self._most = max(32, CHUNK_PIXELS // (height * width))
        self._taken = np.empty((self._most, height * width), np.uint16)
        self._coverage = np.empty((self._most, height * width), np.uint32)
        self._mixed = np.empty((self._most, height * width), np.uint32)

    def cells(
        self, coverages: Coverages, slots: Indices, keys: Keys, parts: Iterable[slice]
    ) -> Iterator[tuple[slice, Pixels]]:
        """Yield the pixels (n, height, width) of some parts of ``keys`` and which they are.

        A large part comes in several. The pixels last until the next are asked for.
        """
        factors = Factors((keys >> np.uint64(24) & _COLOR).astype(np.uint32), grounds(keys))
        masks = coverages.reshape(len(coverages), -1)
        for part in parts:
            for start in range(part.start, part.stop, self._most):
                cells = slice(start, min(start + self._most, part.stop))
                count = cells.stop - start
                taken, coverage, mixed = self._taken[:count], self._coverage[:count], self._mixed[:count]
                masks.take(slots[cells], axis=0, out=taken, mode="clip")
                np.copyto(coverage, taken)
                factors.mix(coverage, mixed, cells)
                yield cells, mixed.reshape(count, *self._size)
