from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from console.ui.dashboard.heatcell import paint_cell
from console.ui.dashboard.heatmarks import Mark
from console.ui.theme import load_theme
from console.ui.themechoice import THEMES
from tests.gui.fakes import THEME_FOLDER


def drawn(mark: Mark, theme: str, side: int) -> bytes:
    look = load_theme(THEME_FOLDER, theme)
    image = QImage(side + 8, side + 8, QImage.Format.Format_ARGB32)
    image.fill(look.colors.panel)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_cell(painter, QRectF(4, 4, side, side), mark, look.load_ramp[2], look)
    painter.end()
    return bytes(image.convertToFormat(QImage.Format.Format_Grayscale8).constBits())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("side", [7, 14])
def test_each_mark_has_a_silhouette_without_colour(qapp: object, theme: str, side: int) -> None:
    shapes = {mark: drawn(mark, theme, side) for mark in Mark}
    assert len(set(shapes.values())) >= len(Mark) - 1
    assert shapes[Mark.CONNECTING] != shapes[Mark.KEY] != shapes[Mark.FAILED] != shapes[Mark.HOT]
