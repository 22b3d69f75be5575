"""Pictures of small fields, Unicode 16: octants, sixteenths, and quadrants and sextants that stand apart."""

from __future__ import annotations

import numpy as np

from console.ui.terminal.boxdraw import line_width
from console.ui.terminal.shapes import Mask, cut, fill_grid

_ELSEWHERE = frozenset(
    {0, 1, 2, 3, 5, 10, 15, 20, 40, 63, 64, 80, 85, 90, 95, 128, 160, 165, 170, 175, 192, 240, 245, 250, 252, 255}
)
"""Patterns of eight fields that have a code among the older blocks."""
_OCTANTS = tuple(pattern for pattern in range(256) if pattern not in _ELSEWHERE)


def octant(code: int, width: int, height: int) -> Mask:
    """Return the coverage of U+1CD00-1CDE5; bit n of a pattern is field n + 1, two in a row."""
    mask = np.zeros((height, width), np.uint8)
    fill_grid(mask, _OCTANTS[code - 0x1CD00], 4)
    return mask


def middle_quarter(code: int, width: int, height: int) -> Mask:
    """Return the coverage of U+1FBE6 (left) and U+1FBE7 (right)."""
    mask = np.zeros((height, width), np.uint8)
    fill_grid(mask, 0b010100 if code == 0x1FBE6 else 0b101000, 4)
    return mask


def separated(code: int, width: int, height: int) -> Mask:
    """Return the coverage of quadrants (U+1CC21-1CC2F) or sextants (U+1CE51-1CE8F) with gaps between the fields."""
    mask = np.zeros((height, width), np.uint8)
    quadrants = code < 0x1CE51
    fill_grid(mask, code - (0x1CC20 if quadrants else 0x1CE50), 2 if quadrants else 3, gap=line_width(height))
    return mask


def sixteenth(code: int, width: int, height: int) -> Mask:
    """Return the coverage of one field of four by four, U+1CE90-1CE9F."""
    mask = np.zeros((height, width), np.uint8)
    fill_grid(mask, 1 << (code - 0x1CE90), 4, 4)
    return mask


def edge_piece(code: int, width: int, height: int) -> Mask:
    """Return the coverage of U+1CEA0-1CEAF: half or three quarters of a strip that is a quarter of the cell wide.

    They go round the cell: along the bottom from the right, up the left side, along the top, down the right side.
    """
    mask = np.zeros((height, width), np.uint8)
    side, piece = divmod(code - 0x1CEA0, 4)
    along_rows = side in {0, 2}
    size = width if along_rows else height
    # The first two of a side begin at its start, the last two end at its end.
    first, last = ((2, 4), (1, 4), (0, 3), (0, 2))[piece] if side in {0, 1} else ((0, 2), (0, 3), (1, 4), (2, 4))[piece]
    along = slice(cut(size, first, 4), cut(size, last, 4))
    if side == 0:
        mask[cut(height, 3, 4) :, along] = 255
    elif side == 1:
        mask[along, : cut(width, 1, 4)] = 255
    elif side == 2:
        mask[: cut(height, 1, 4), along] = 255
    else:
        mask[along, cut(width, 3, 4) :] = 255
    return mask
