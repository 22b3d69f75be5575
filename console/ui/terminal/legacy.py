"""Symbols for legacy computing U+1FB3C-1FBAF: wedges, triangles, eighths, shades, fills, diagonals.

As with box drawing the Unicode names are the table ("LOWER LEFT BLOCK DIAGONAL UPPER LEFT TO LOWER CENTRE").
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from console.ui.terminal.boxdraw import axis, line_width
from console.ui.terminal.shapes import Grid, Mask, Shape, coverage, cut, sampled

_MEDIUM = 128
_EIGHTHS = {
    "ONE EIGHTH": 1, "ONE QUARTER": 2, "THREE EIGHTHS": 3, "HALF": 4, "FIVE EIGHTHS": 5, "THREE QUARTERS": 6,
    "SEVEN EIGHTHS": 7,
}  # fmt: skip
_SIDES = ("UPPER", "LOWER", "LEFT", "RIGHT")

Point = tuple[float, float]
Inside = Callable[[Grid, Grid], Shape]


def legacy(code: int, width: int, height: int) -> Mask | None:
    """Return the coverage (0-255) of a symbol, None for a code that is not assigned."""
    name = unicodedata.name(chr(code), "")
    return next((draw(name, width, height) for words, draw in _KINDS if words in name), None)


def _point(words: str, width: int, height: int) -> Point:
    """Return a place on the edge of the cell, such as UPPER MIDDLE LEFT: where the other shapes are cut too."""
    rows = {"UPPER MIDDLE": cut(height, 1, 3), "LOWER MIDDLE": cut(height, 2, 3), "UPPER": 0, "LOWER": height}
    row, _, col = words.rpartition(" ")
    return {"LEFT": 0, "CENTRE": cut(width, 1, 2), "RIGHT": width}[col], rows[row]


def _beside(corner: Point, first: Point, second: Point) -> Inside:
    """Return the test for the side of a line on which ``corner`` is."""

    def signed(x: Grid, y: Grid) -> Grid:
        return (second[0] - first[0]) * (y - first[1]) - (second[1] - first[1]) * (x - first[0])

    wanted = signed(np.array(corner[0], np.float64), np.array(corner[1], np.float64)) > 0
    return lambda x, y: (signed(x, y) > 0) == wanted


def _wedge(name: str, width: int, height: int) -> Mask:
    corner, _, line = name.partition(" BLOCK DIAGONAL ")
    first, _, second = line.partition(" TO ")
    places = [_point(words, width, height) for words in (corner, first, second)]
    return sampled(width, height, _beside(places[0], places[1], places[2]))


def _half_shade(name: str, width: int, height: int) -> Mask:
    """Shade the triangle of a corner."""
    row, col = name.split()[:2]
    others = {"UPPER": "LOWER", "LOWER": "UPPER", "LEFT": "RIGHT", "RIGHT": "LEFT"}
    ends = (_point(f"{row} {others[col]}", width, height), _point(f"{others[row]} {col}", width, height))
    whole = sampled(width, height, _beside(_point(f"{row} {col}", width, height), *ends))
    shaded: Mask = (whole.astype(np.uint16) * _MEDIUM // 255).astype(np.uint8)
    return shaded


def _triangles(name: str, width: int, height: int) -> Mask:
    """Fill those of the four triangles between the diagonals that stand on the named sides."""
    sides = [side for side in _SIDES if side in name.split()]

    def inside(x: Grid, y: Grid) -> Shape:
        falling, rising = x * height > y * width, (width - x) * height > y * width
        of_side = {
            "UPPER": falling & rising, "LOWER": ~falling & ~rising,
            "LEFT": ~falling & rising, "RIGHT": falling & ~rising,
        }  # fmt: skip
        shape: Shape = np.logical_or.reduce([of_side[side] for side in sides])
        return shape

    return sampled(width, height, inside)


def _strip(mask: Mask, side: str, eighths: int) -> None:
    """Fill so many eighths from a side; what is left of another's eighths ends where these begin."""
    height, width = mask.shape
    match side:
        case "UPPER":
            mask[: max(1, cut(height, eighths, 8))] = 255
        case "LOWER":
            mask[min(height - 1, cut(height, 8 - eighths, 8)) :] = 255
        case "LEFT":
            mask[:, : max(1, cut(width, eighths, 8))] = 255
        case _:
            mask[:, min(width - 1, cut(width, 8 - eighths, 8)) :] = 255


def _eighths(name: str, width: int, height: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    _, _, places = name.partition("BLOCK-")
    for place in map(int, places):
        if name.startswith("VERTICAL"):
            first = min(width - 1, cut(width, place - 1, 8))
            mask[:, first : max(first + 1, cut(width, place, 8))] = 255
        else:
            first = min(height - 1, cut(height, place - 1, 8))
            mask[first : max(first + 1, cut(height, place, 8))] = 255
    if not places:
        part = next(words for words in _EIGHTHS if words in name)
        for side in _SIDES:
            if side in name.split():
                _strip(mask, side, _EIGHTHS[part])
    return mask


def _shades(name: str, width: int, height: int) -> Mask:
    """Half a cell, or all of it, in a medium shade; the rest is empty or full."""
    mask = np.zeros((height, width), np.uint8)
    parts = name.split(" AND ") if "HALF" in name else []
    for part in parts:
        half = np.zeros_like(mask)
        _strip(half, part.split()[0], 4)
        mask[half > 0] = _MEDIUM if "SHADE" in part else 255
    if not parts:
        mask[:] = _MEDIUM
    return mask


def _checkers(name: str, width: int, height: int) -> Mask:
    rows = 2 * max(1, round(2 * height / width))
    row = np.arange(height)[:, None] * rows // height
    col = np.arange(width) * 4 // width
    mask: Mask = np.where((row + col) % 2 == ("INVERSE" in name), 255, 0).astype(np.uint8)
    return mask


def _bars(_name: str, width: int, height: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    for quarter in (1, 3):
        mask[cut(height, quarter, 4) : cut(height, quarter + 1, 4)] = 255
    return mask


def _hatch(name: str, width: int, height: int) -> Mask:
    """Fill with slanted lines that go on in the next cells: whole periods across and down."""
    down = max(1, round(2 * height / width))
    sign = 1 if name.startswith("UPPER RIGHT") else -1
    return sampled(width, height, lambda x, y: (2 * x / width + sign * down * y / height) % 1.0 < 0.4)


def _diagonals(name: str, width: int, height: int) -> Mask:
    """Draw light lines between the middles of the sides, where those of box drawing arrive."""
    light = line_width(height)
    across, down = axis(width, light), axis(height, light)
    middles = {
        "UPPER CENTRE": (across, 0.0), "LOWER CENTRE": (across, float(height)), "MIDDLE LEFT": (0.0, down),
        "MIDDLE RIGHT": (float(width), down),
    }  # fmt: skip
    _, _, path = name.partition("DIAGONAL ")
    if path == "DIAMOND":
        path = "UPPER CENTRE TO MIDDLE RIGHT TO LOWER CENTRE TO MIDDLE LEFT TO UPPER CENTRE"
    x = np.arange(width) + 0.5
    y = (np.arange(height) + 0.5)[:, None]
    distance = np.full((height, width), np.inf)
    for line in path.split(" AND "):
        stops = [middles[words] for words in line.split(" TO ")]
        for (x0, y0), (x1, y1) in pairwise(stops):
            along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2), 0, 1)
            distance = np.minimum(distance, np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)))
    return coverage(light / 2 + 0.5 - distance)


def _stroked_line(_name: str, width: int, height: int) -> Mask:
    """Draw a light horizontal line with a short stroke across."""
    light = line_width(height)
    top, left = round(axis(height, light) - light / 2), round(axis(width, light) - light / 2)
    mask = np.zeros((height, width), np.uint8)
    mask[top : top + light] = 255
    reach = max(2, height // 6)
    mask[top - reach : top + light + reach, left : left + light] = 255
    return mask


_KINDS: tuple[tuple[str, Callable[[str, int, int], Mask]], ...] = (
    ("BLOCK DIAGONAL", _wedge),
    ("TRIANGULAR MEDIUM SHADE", _half_shade),
    ("TRIANGULAR", _triangles),
    ("SHADE", _shades),
    ("ONE EIGHTH BLOCK", _eighths),
    ("QUARTER", _eighths),
    ("EIGHTHS", _eighths),
    ("CHECKER BOARD", _checkers),
    ("HORIZONTAL FILL", _bars),
    ("FILL", _hatch),
    ("LIGHT DIAGONAL", _diagonals),
    ("WITH VERTICAL STROKE", _stroked_line),
)
"""The first whose words are in a name draws it."""
