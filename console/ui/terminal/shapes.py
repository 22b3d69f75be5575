"""Masks of geometry: cuts that agree across characters, and filled shapes sampled on a fine grid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
Grid = NDArray[np.float64]
Shape = NDArray[np.bool_]

_SAMPLES = 8


def cut(size: int, part: int, parts: int) -> int:
    """Return the pixel where part ``part`` of ``parts`` ends. Every shape cuts here, so that all of them join."""
    return round(size * part / parts)


def fill_grid(mask: Mask, bits: int, rows: int, cols: int = 2, *, gap: int = 0) -> None:
    """Fill the fields of a grid whose bits are set, row by row from the upper left, ``gap`` pixels apart."""
    height, width = mask.shape
    for field in range(rows * cols):
        if bits >> field & 1:
            row, col = divmod(field, cols)
            top, bottom = cut(height, row, rows), cut(height, row + 1, rows)
            left, right = cut(width, col, cols), cut(width, col + 1, cols)
            mask[top + gap // 2 : bottom - (gap + 1) // 2, left + gap // 2 : right - (gap + 1) // 2] = 255


def sampled(width: int, height: int, inside: Callable[[Grid, Grid], Shape]) -> Mask:
    """Return the coverage of what ``inside(x, y)`` says, in pixels from the upper left corner."""
    x = (np.arange(width * _SAMPLES) + 0.5) / _SAMPLES
    y = ((np.arange(height * _SAMPLES) + 0.5) / _SAMPLES)[:, None]
    shape = np.broadcast_to(inside(x, y), (height * _SAMPLES, width * _SAMPLES))
    parts = shape.reshape(height, _SAMPLES, width, _SAMPLES).mean(axis=(1, 3))
    mask: Mask = np.round(parts * 255).astype(np.uint8)
    return mask


def coverage(value: Grid) -> Mask:
    """Return 0-1, clipped, as 0-255."""
    clipped: Mask = np.round(np.clip(value, 0.0, 1.0) * 255).astype(np.uint8)
    return clipped
