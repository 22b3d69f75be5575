"""Block elements, shades, sextants, braille and powerline shapes, drawn to the pixel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.boxdraw import Mask, draw_box, line_width

_SHADES = {0x2591: 64, 0x2592: 128, 0x2593: 191}
_QUADRANTS = (0b0100, 0b1000, 0b0001, 0b1101, 0b1001, 0b0111, 0b1011, 0b0010, 0b0110, 0b1110)
"""U+2596-259F; bits: upper left, upper right, lower left, lower right."""
_BRAILLE_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
_SAMPLES = 8


def draw(text: str, width: int, height: int) -> Mask | None:
    """Return the coverage (0-255) of a character that we draw ourselves, None for any other text."""
    if len(text) != 1:
        return None
    code = ord(text)
    if 0x2500 <= code <= 0x257F:
        return draw_box(text, width, height)
    for first, last, shape in _FAMILIES:
        if first <= code <= last:
            return shape(code, width, height)
    return None


def _cut(size: int, part: int, parts: int) -> int:
    return round(size * part / parts)


def _block(code: int, width: int, height: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    if code in _SHADES:
        mask[:] = _SHADES[code]
    elif code >= 0x2596:
        _grid(mask, _QUADRANTS[code - 0x2596], 2)
    elif code == 0x2580:
        mask[: _cut(height, 1, 2)] = 255
    elif code <= 0x2588:
        mask[min(height - 1, _cut(height, 0x2588 - code, 8)) :] = 255
    elif code <= 0x258F:
        mask[:, : max(1, _cut(width, 0x2590 - code, 8))] = 255
    elif code == 0x2590:
        mask[:, _cut(width, 1, 2) :] = 255
    elif code == 0x2594:
        mask[: max(1, _cut(height, 1, 8))] = 255
    else:
        mask[:, width - max(1, _cut(width, 1, 8)) :] = 255
    return mask


def _grid(mask: Mask, bits: int, rows: int) -> None:
    """Fill the cells of a grid two wide whose bits are set, row by row from the upper left."""
    height, width = mask.shape
    for cell in range(rows * 2):
        if bits >> cell & 1:
            row, col = divmod(cell, 2)
            mask[
                _cut(height, row, rows) : _cut(height, row + 1, rows), _cut(width, col, 2) : _cut(width, col + 1, 2)
            ] = 255


def _sextant(code: int, width: int, height: int) -> Mask:
    # The two patterns that are half blocks have no code of their own here.
    bits = code - 0x1FB00 + 1
    bits += (bits >= 0x15) + (bits >= 0x29)
    mask = np.zeros((height, width), np.uint8)
    _grid(mask, bits, 3)
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


def _powerline(code: int, width: int, height: int) -> Mask:
    """Sample the shape on a fine grid: filled ones by a test, thin ones by the distance to their edge."""
    x = (np.arange(width * _SAMPLES) + 0.5) / _SAMPLES
    y = ((np.arange(height * _SAMPLES) + 0.5) / _SAMPLES)[:, None]
    thin = bool(code & 1)
    half = line_width(height) / 2
    kind = (code - 0xE0B0) // 2
    if kind in {1, 3, 5, 7}:
        x = width - x
    if kind <= 1:
        shape = _arrow(x, y, (width, height), half if thin else None)
    elif kind <= 3:
        shape = _bulge(x, y, (width, height), half if thin else None)
    else:
        upper = kind >= 6
        shape = _corner(x, height - y if upper else y, (width, height), half if thin else None)
    return _downsample(shape, width, height)


Grid = NDArray[np.float64]
Shape = NDArray[np.bool_]


def _arrow(x: Grid, y: Grid, size: tuple[int, int], half: float | None) -> Shape:
    width, height = size
    reach = np.abs(y - height / 2) * 2 / height
    if half is None:
        inside: Shape = x <= width * (1 - reach)
        return inside
    slope = float(np.hypot(1.0, 2 * width / height))
    edge: Shape = np.abs(x - (width - half) * (1 - reach)) / slope <= half
    return edge


def _bulge(x: Grid, y: Grid, size: tuple[int, int], half: float | None) -> Shape:
    width, height = size
    outer = np.hypot(x / width, (y - height / 2) * 2 / height)
    if half is None:
        inside: Shape = outer <= 1.0
        return inside
    inner = np.hypot(x / (width - 2 * half), (y - height / 2) / (height / 2 - 2 * half))
    edge: Shape = (outer <= 1.0) & (inner >= 1.0)
    return edge


def _corner(x: Grid, y: Grid, size: tuple[int, int], half: float | None) -> Shape:
    width, height = size
    across = x * height - y * width
    if half is None:
        inside: Shape = across <= 0
        return inside
    edge: Shape = np.abs(across) / float(np.hypot(width, height)) <= half
    return edge


def _downsample(shape: Shape, width: int, height: int) -> Mask:
    parts = shape.reshape(height, _SAMPLES, width, _SAMPLES).mean(axis=(1, 3))
    mask: Mask = np.round(parts * 255).astype(np.uint8)
    return mask


_FAMILIES: tuple[tuple[int, int, Callable[[int, int, int], Mask]], ...] = (
    (0x2580, 0x259F, _block),
    (0x2800, 0x28FF, _braille),
    (0xE0B0, 0xE0BF, _powerline),
    (0x1FB00, 0x1FB3B, _sextant),
)
