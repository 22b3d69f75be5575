"""What we draw instead of a font: blocks, shades, sextants, braille and all that joins, to the pixel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from console.ui.terminal.boxdraw import draw_box, line_width
from console.ui.terminal.legacy import legacy
from console.ui.terminal.octants import edge_piece, middle_quarter, octant, separated, sixteenth
from console.ui.terminal.powerline import separator, trapezoid
from console.ui.terminal.shapes import Grid, Mask, Shape, cut, fill_grid, sampled

_SHADES = {0x2591: 64, 0x2592: 128, 0x2593: 191}
_QUADRANTS = (0b0100, 0b1000, 0b0001, 0b1101, 0b1001, 0b0111, 0b1011, 0b0010, 0b0110, 0b1110)
"""U+2596-259F; bits: upper left, upper right, lower left, lower right."""
_BRAILLE_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))


def draw(text: str, width: int, height: int) -> Mask | None:
    """Return the coverage (0-255) of a character that we draw ourselves, None for any other text."""
    if len(text) != 1:
        return None
    code = ord(text)
    if code < 0x23BA:
        return None
    for first, last, shape in _FAMILIES:
        if first <= code <= last:
            return shape(code, width, height)
    return None


def _box(code: int, width: int, height: int) -> Mask:
    return draw_box(chr(code), width, height)


def _block(code: int, width: int, height: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    if code in _SHADES:
        mask[:] = _SHADES[code]
    elif code >= 0x2596:
        fill_grid(mask, _QUADRANTS[code - 0x2596], 2)
    elif code == 0x2580:
        mask[: cut(height, 1, 2)] = 255
    elif code <= 0x2588:
        mask[min(height - 1, cut(height, 0x2588 - code, 8)) :] = 255
    elif code <= 0x258F:
        mask[:, : max(1, cut(width, 0x2590 - code, 8))] = 255
    elif code == 0x2590:
        mask[:, cut(width, 1, 2) :] = 255
    elif code == 0x2594:
        mask[: max(1, cut(height, 1, 8))] = 255
    else:
        mask[:, min(width - 1, cut(width, 7, 8)) :] = 255
    return mask


def _scan_line(code: int, width: int, height: int) -> Mask:
    """Draw one of five lines of a cell; the middle one is the light horizontal of box drawing."""
    mask = np.zeros((height, width), np.uint8)
    thick = line_width(height)
    top = round((height - thick) * (0, 0.25, 0.75, 1)[code - 0x23BA])
    mask[top : top + thick] = 255
    return mask


def _corner(code: int, width: int, height: int) -> Mask:
    """Fill half a cell: the lower right, lower left, upper left or upper right triangle."""
    right, lower = code in {0x25E2, 0x25E5}, code in {0x25E2, 0x25E3}

    def inside(x: Grid, y: Grid) -> Shape:
        across, down = (width - x if right else x) / width, (height - y if lower else y) / height
        shape: Shape = across + down <= 1
        return shape

    return sampled(width, height, inside)


def _sextant(code: int, width: int, height: int) -> Mask:
    # The two patterns that are half blocks have no code of their own here.
    bits = code - 0x1FB00 + 1
    bits += (bits >= 0x15) + (bits >= 0x29)
    mask = np.zeros((height, width), np.uint8)
    fill_grid(mask, bits, 3)
    return mask


def _braille(code: int, width: int, height: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    side = max(1, round(min(width / 4, height / 8)))
    for bit, (col, row) in enumerate(_BRAILLE_DOTS):
        if (code - 0x2800) >> bit & 1:
            x = round(width * (2 * col + 1) / 4 - side / 2)
            y = round(height * (2 * row + 1) / 8 - side / 2)
            mask[y : y + side, x : x + side] = 255
    return mask


_FAMILIES: tuple[tuple[int, int, Callable[[int, int, int], Mask | None]], ...] = (
    (0x23BA, 0x23BD, _scan_line),
    (0x2500, 0x257F, _box),
    (0x2580, 0x259F, _block),
    (0x25E2, 0x25E5, _corner),
    (0x2800, 0x28FF, _braille),
    (0xE0B0, 0xE0BF, separator),
    (0xE0D2, 0xE0D2, trapezoid),
    (0xE0D4, 0xE0D4, trapezoid),
    (0x1CC21, 0x1CC2F, separated),
    (0x1CD00, 0x1CDE5, octant),
    (0x1CE51, 0x1CE8F, separated),
    (0x1CE90, 0x1CE9F, sixteenth),
    (0x1CEA0, 0x1CEAF, edge_piece),
    (0x1FB00, 0x1FB3B, _sextant),
    (0x1FB3C, 0x1FBAF, legacy),
    (0x1FBE6, 0x1FBE7, middle_quarter),
)
