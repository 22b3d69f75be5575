"""Cells of the heat map as pixels: each look is painted once, and copied from then on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from console.ui.dashboard.heatcell import paint_cell
from console.ui.dashboard.heatmarks import MARKS
from console.ui.theme import Theme

LEVELS = 50
"""A ramp in so many steps: a cell is drawn again when it changes by two in a hundred."""
KINDS = LEVELS + 2
Look = int
"""The place of a cell's mark times ``KINDS`` and its place on the ramp, from 1; 0 where it says nothing."""
Pixels = NDArray[np.uint32]


class Tiles:
    """The looks that there are so far, all of one size. ``number`` paints one that is new."""

    def __init__(self, theme: Theme, ramp: list[QColor], width: int, height: int, ratio: float) -> None:
        self._theme, self._ramp, self._ratio = theme, ramp, ratio
        self.width, self.height = max(round(width * ratio), 1), max(round(height * ratio), 1)
        self._logical = QRectF(0, 0, width, height)
        self._numbers: dict[Look, int] = {}
        self._stack: list[Pixels] = []
        self._array: Pixels | None = None

    def number(self, look: Look) -> int:
        """Return the number of a look."""
        found = self._numbers.get(look)
        if found is None:
            found = self._numbers[look] = len(self._stack)
            self._stack.append(self._paint(look))
            self._array = None
        return found

    @property
    def pixels(self) -> Pixels:
        """Return the looks by their numbers: number, row, column."""
        if self._array is None:
            self._array = np.stack(self._stack)
        return self._array

    def _paint(self, look: Look) -> Pixels:
        place, level = divmod(look, KINDS)
        image = QImage(self.width, self.height, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._ratio)
        image.fill(self._theme.colors.panel)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._ramp[level - 1] if level else self._theme.colors.track
        paint_cell(painter, self._logical, MARKS[place], ground, self._theme)
        painter.end()
        rows = np.frombuffer(image.constBits(), np.uint32).reshape(self.height, image.bytesPerLine() // 4)
        return rows[:, : self.width].copy()
