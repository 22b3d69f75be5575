from __future__ import annotations

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from console.ui.fonts import MONO_FAMILIES
from console.ui.terminal.fonts import best_family, measure


def test_the_first_installed_family_of_the_list_is_taken(qapp: QApplication) -> None:
    installed = [family for family in MONO_FAMILIES if QFontDatabase.hasFamily(family)]
    assert best_family() == (installed[0] if installed else best_family())


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_cells_are_whole_pixels_near_the_exact_size(qapp: QApplication, ratio: float) -> None:
    metrics = measure(13.0, ratio)
    assert metrics.height == round(18 * ratio)
    assert 0.55 * 13 * ratio - 1 <= metrics.width <= 0.65 * 13 * ratio + 1
    assert 0.6 * metrics.height < metrics.baseline < metrics.height


def test_faces_have_the_nearest_whole_size(qapp: QApplication) -> None:
    metrics = measure(13.0, 1.25)
    font = metrics.font(bold=True, italic=True)
    assert font.pixelSize() == 16
    assert font.bold()
    assert font.italic()
    assert not metrics.font().bold()
