"""Separators of status lines, U+E0B0-E0BF and the trapezoids U+E0D2 and U+E0D4: filled ones and thin ones."""

from __future__ import annotations

import numpy as np

from console.ui.terminal.boxdraw import line_width
from console.ui.terminal.shapes import Grid, Mask, Shape, sampled


def separator(code: int, width: int, height: int) -> Mask:
    """Return the coverage of U+E0B0-E0BF: filled ones by a test, thin ones by the distance to their edge."""
    size = width, height
    half = line_width(height) / 2 if code & 1 else None
    kind = (code - 0xE0B0) // 2

    def inside(x: Grid, y: Grid) -> Shape:
        if kind in {1, 3, 5, 7}:
            x = width - x
        if kind <= 1:
            return _arrow(x, y, size, half)
        if kind <= 3:
            return _bulge(x, y, size, half)
        return _corner(x, height - y if kind >= 6 else y, size, half)

    return sampled(width, height, inside)


def trapezoid(code: int, width: int, height: int) -> Mask:
    """Return the coverage of U+E0D2 (its base at the left) or U+E0D4: two halves with a gap on their middle line."""
    gap = line_width(height) / 2

    def inside(x: Grid, y: Grid) -> Shape:
        x = width - x if code == 0xE0D4 else x
        away = np.abs(y - height / 2)
        shape: Shape = (away > gap) & (x <= width * (0.5 + away / height))
        return shape

    return sampled(width, height, inside)


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
