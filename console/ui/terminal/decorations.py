"""Underlines, strikes and overlines: one cell's coverage for each combination, laid over painted rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.boxdraw import line_width
from console.ui.terminal.fonts import CellMetrics
from console.ui.terminal.mixing import blend
from console.ui.terminal.raster import Pixels
from console.wire.frames import Attribute, Attributes, Colors, Underline

_UNDERLINES = np.uint16(Attribute.UNDERLINE_MASK)
_OTHERS = np.uint16(Attribute.STRIKE | Attribute.OVERLINE)
SHOWN = int(Attribute.UNDERLINE_MASK | Attribute.STRIKE | Attribute.OVERLINE)

Coverage = NDArray[np.uint32]


class Decorations:
    """Lines of one cell size."""

    def __init__(self, metrics: CellMetrics) -> None:
        self._metrics = metrics
        self._lines: dict[int, Coverage] = {}

    def paint(self, attributes: Attributes, inks: Colors, lines: Colors, out: Pixels) -> None:
        """Draw the lines of one text row over ``out`` (height, cols, width).

        Underlines take their own colours, ``lines``; what strikes or overlines takes the text's, ``inks``.
        """
        for shown, colors in ((attributes & _UNDERLINES, lines), (attributes & _OTHERS, inks)):
            for kind in np.unique(shown[shown > 0]).tolist():
                cells = np.flatnonzero(shown == kind)
                coverage = self._of(kind)
                used = np.flatnonzero(coverage.any(axis=1))
                area = np.ix_(used, cells)
                out[area] = blend(coverage[used][:, None, :], colors[cells][None, :, None], out[area])

    def _of(self, kind: int) -> Coverage:
        """Return the coverage (0-256) of a combination of lines."""
        if kind not in self._lines:
            lines = np.zeros((self._metrics.height, self._metrics.width), np.float64)
            thick = line_width(self._metrics.height)
            self._underline(lines, Underline(kind & Attribute.UNDERLINE_MASK), thick)
            if kind & Attribute.STRIKE:
                middle = self._metrics.baseline - round(self._metrics.height * 0.22)
                lines[middle : middle + thick] = 1
            if kind & Attribute.OVERLINE:
                lines[:thick] = 1
            self._lines[kind] = np.round(lines * 256).astype(np.uint32)
        return self._lines[kind]

    def _underline(self, lines: NDArray[np.float64], kind: Underline, thick: int) -> None:
        height, width = lines.shape
        lowest = height - thick
        top = min(self._metrics.baseline + max(1, round(height / 12)), lowest)
        match kind:
            case Underline.SINGLE:
                lines[top : top + thick] = 1
            case Underline.DOUBLE:
                # Two strokes and a gap that can be seen.
                top = min(top, height - 3 * thick)
                lines[top : top + thick] = 1
                lines[top + 2 * thick : top + 3 * thick] = 1
            case Underline.CURLY:
                self._curl(lines, top, thick)
            case Underline.DOTTED:
                dots = np.arange(width) // thick % 2 == 0
                lines[top : top + thick, dots] = 1
            case Underline.DASHED:
                lines[top : top + thick, : max(2, round(width * 0.6))] = 1
            case _:
                pass

    @staticmethod
    def _curl(lines: NDArray[np.float64], top: int, thick: int) -> None:
        """One wave a cell, so that neighbours join."""
        height, width = lines.shape
        swing = max(1.0, min(thick * 1.5, (height - top - thick) / 2))
        middle = min(top + thick / 2 + swing / 2, height - swing - thick / 2)
        x = np.arange(width) + 0.5
        wave = middle + swing * np.sin(x * 2 * np.pi / width)
        y = (np.arange(height) + 0.5)[:, None]
        lines[:] = np.maximum(lines, np.clip(thick / 2 + 0.5 - np.abs(y - wave), 0, 1))
