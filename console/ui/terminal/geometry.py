"""Where the cells are: logical pixels of the widget on one side, device pixels and cells on the other."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF

from console.ui.terminal.fonts import CellMetrics

PADDING_X = 14
PADDING_Y = 8
LEAST_SIZE = 8.0
"""Smaller text is not read any more, whatever the grid."""


class Geometry(Struct, frozen=True):
    """The grid of one widget size; it begins at a whole device pixel whatever the ratio."""

    metrics: CellMetrics
    width: float
    """Of the widget, in logical pixels."""
    height: float
    gutter: int = 0
    """Cells between the padding and the first column, for what stands beside the rows."""

    shift: int = 0
    """Device pixels by which the rows are moved up, while the view stands between two of them."""

    @property
    def left(self) -> int:
        """Device pixels before the first column."""
        return self.padding + self.gutter * self.metrics.width

    @property
    def padding(self) -> int:
        """Device pixels at the left and the right of all cells."""
        return round(PADDING_X * self.metrics.ratio)

    @property
    def top(self) -> int:
        """Device pixels above the first row."""
        return round(PADDING_Y * self.metrics.ratio)

    @property
    def cols(self) -> int:
        """How many columns fit."""
        return max(2, int(self.width * self.metrics.ratio - self.left - self.padding) // self.metrics.width)

    @property
    def rows(self) -> int:
        """How many rows fit."""
        return max(1, int(self.height * self.metrics.ratio - 2 * self.top) // self.metrics.height)

    def row_top(self, row: int) -> int:
        """Return where a row begins, in device pixels."""
        return self.top + row * self.metrics.height - self.shift

    def holds(self, cols: int, rows: int) -> bool:
        """Return whether a grid of that size fits."""
        return self.cols >= cols and self.rows >= rows

    def cell_at(self, place: QPointF) -> tuple[float, float]:
        """Return column and row of a place in the widget, with fractions; outside the grid they go on."""
        ratio = self.metrics.ratio
        return (
            (place.x() * ratio - self.left) / self.metrics.width,
            (place.y() * ratio - self.row_top(0)) / self.metrics.height,
        )

    def rows_rect(self, first: int, count: int) -> QRect:
        """Return what rows cover, the whole width of the widget, rounded outwards to logical pixels."""
        ratio = self.metrics.ratio
        # Where the grid is moved to the next device pixel, it may reach into one more logical pixel.
        moved = 0 if ratio == int(ratio) else 1
        top = floor(self.row_top(first) / ratio) - moved
        bottom = ceil(self.row_top(first + count) / ratio) + moved
        return QRect(0, top, ceil(self.width), bottom - top)

    def rows_in(self, rect: QRect) -> tuple[int, int]:
        """Return the rows ``[first, last)`` that a rectangle touches; the first may be negative."""
        ratio, height = self.metrics.ratio, self.metrics.height
        first = floor((rect.top() * ratio - self.row_top(0)) / height)
        last = ceil(((rect.top() + rect.height()) * ratio - self.row_top(0)) / height)
        return first, last

    def cell_rect(self, col: int, row: int, cells: int = 1) -> QRectF:
        """Return a cell in logical pixels."""
        ratio, metrics = self.metrics.ratio, self.metrics
        return QRectF(
            (self.left + col * metrics.width) / ratio,
            self.row_top(row) / ratio,
            cells * metrics.width / ratio,
            metrics.height / ratio,
        )


def largest(measure: Callable[[float], Geometry], size: float, grid: tuple[int, int]) -> Geometry:
    """Return the geometry of the largest text, up to ``size``, at which a grid of (columns, rows) fits."""
    geometry = measure(size)
    while size > LEAST_SIZE and not geometry.holds(*grid):
        size -= 0.5
        geometry = measure(size)
    return geometry
