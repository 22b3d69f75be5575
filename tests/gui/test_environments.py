from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.model.node import Environment
from console.ui.environments import EnvironmentChip, environment_short, environment_word, paint_band
from console.ui.theme import Themes, load_theme
from tests.gui.conftest import drop
from tests.gui.fakes import THEME_FOLDER


def runs(environment: Environment, cuts: tuple[int, ...] = (0, 108)) -> list[int]:
    """Return the lengths of the band's strokes down a height of 108, drawn in pieces."""
    image = QImage(4, 108, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    colors = load_theme(THEME_FOLDER, "dark").colors
    for top, bottom in pairwise(cuts):
        paint_band(painter, QRectF(0, top, 4, bottom - top), environment, colors)
    painter.end()
    lit = [image.pixelColor(1, y).name() != "#000000" for y in range(108)]
    return [len(list(group)) for is_lit, group in groupby(lit) if is_lit]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [(Environment.PRODUCTION, [108]), (Environment.STAGING, [12] * 6), (Environment.UNKNOWN, [])],
)
def test_bands_are_solid_dashed_or_nothing(environment: Environment, expected: list[int]) -> None:
    assert runs(environment) == expected


def test_development_is_a_short_mark() -> None:
    assert len(runs(Environment.DEVELOPMENT)) == 1
    assert runs(Environment.DEVELOPMENT)[0] <= 6


def test_dashes_of_neighbouring_rows_join() -> None:
    assert runs(Environment.STAGING, (0, 26, 52, 78, 108)) == runs(Environment.STAGING)


def test_every_known_environment_has_its_words(qapp: QApplication, themes: Themes) -> None:
    known = [e for e in Environment if e is not Environment.UNKNOWN]
    assert len({environment_word(e) for e in known} | {environment_short(e) for e in known}) == 6
    chip = EnvironmentChip(themes)
    chip.set_environment(Environment.PRODUCTION)
    assert chip.accessibleName() == "PRODUCTION"
    assert chip.sizeHint().width() > 60
    chip.set_environment(Environment.UNKNOWN)
    assert chip.isHidden()
    drop(chip)
