from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from console.ui.terminal.fonts import measure
from console.ui.terminal.geometry import Geometry
from tests.gui.terminal.two_screens import environment


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_cells_found_by_place_are_where_they_are_drawn(qapp: QApplication, ratio: float) -> None:
    geometry = Geometry(measure(13.0, ratio), 700.0, 400.0)
    for col, row in [(0, 0), (5, 3), (geometry.cols - 1, geometry.rows - 1)]:
        center = geometry.cell_rect(col, row).center()
        x, y = geometry.cell_at(center)
        assert (int(x), int(y)) == (col, row)
        first, last = geometry.rows_in(geometry.rows_rect(row, 1))
        assert first <= row < last
        assert last - first <= 3


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_grid_fits_with_its_padding(qapp: QApplication, ratio: float) -> None:
    geometry = Geometry(measure(13.0, ratio), 700.0, 400.0)
    right = geometry.cell_rect(geometry.cols - 1, geometry.rows - 1).bottomRight()
    assert right.x() <= 700 - 13
    assert right.y() <= 400 - 7
    assert geometry.cell_rect(0, 0).topLeft() == QPointF(geometry.left / ratio, geometry.top / ratio)


def test_a_tiny_widget_still_has_a_terminal(qapp: QApplication) -> None:
    geometry = Geometry(measure(13.0, 1.0), 5.0, 5.0)
    assert (geometry.cols, geometry.rows) == (2, 1)


def test_places_in_the_padding_are_outside(qapp: QApplication) -> None:
    x, y = Geometry(measure(13.0, 1.0), 700.0, 400.0).cell_at(QPointF(2, 2))
    assert x < 0
    assert y < 0


@pytest.mark.parametrize("ratio", ["1", "1.1", "1.25", "1.33", "1.5", "1.75", "2", "2.5", "3"])
def test_pixels_are_exact_at_any_ratio_and_place(ratio: str) -> None:
    """Where the grid is not moved to whole device pixels, or a row's rectangle is too small, this fails."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.terminal.pixel_ratio"],
        env={**os.environ, "QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_window_on_another_screen_is_drawn_at_its_pixels(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.terminal.two_screens"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
