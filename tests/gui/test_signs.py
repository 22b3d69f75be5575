from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.model.node import SEVERITY
from console.ui.signs import Sign, paint_mark, paint_sign, sign_of, sign_pixmap
from console.ui.theme import Theme, Themes, load_theme
from tests.gui.fakes import THEME_FOLDER

SIDE = 42


def silhouette(sign: Sign, theme: Theme) -> frozenset[tuple[int, int]]:
    """Return the pixels that a sign covers, whatever their colour."""
    image = QImage(SIDE + 12, SIDE + 12, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setBrush(QColor("red"))
    paint_sign(painter, QRectF(6, 6, SIDE, SIDE), sign, theme.colors, QColor(0, 0, 0, 0))
    painter.end()
    size = range(SIDE + 12)
    return frozenset((x, y) for x in size for y in size if image.pixelColor(x, y).alpha() > 120)


def test_every_state_has_its_own_sign() -> None:
    assert len({sign_of(state) for state in SEVERITY}) == len(SEVERITY)


def test_silhouettes_differ_without_any_colour(qapp: QApplication) -> None:
    theme = load_theme(THEME_FOLDER, "dark")
    shapes = {sign: silhouette(sign, theme) for sign in Sign}
    assert all(len(shape) > 40 for shape in shapes.values())
    close = [
        (a, b) for a, b in combinations(shapes, 2) if len(shapes[a] ^ shapes[b]) < 0.25 * len(shapes[a] | shapes[b])
    ]
    assert not close


@pytest.mark.parametrize("sign", [Sign.UNREACHABLE, Sign.STALE, Sign.HOLLOW, Sign.BUSY])
def test_hollow_signs_stay_hollow_whatever_brush_was_set_before(qapp: QApplication, sign: Sign) -> None:
    shape = silhouette(sign, load_theme(THEME_FOLDER, "light"))
    assert len(shape) < 0.45 * SIDE * SIDE


def test_the_mark_has_one_lamp(qapp: QApplication) -> None:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    paint_mark(painter, QRectF(0, 0, 48, 48), QColor("white"), QColor("#7DB9FF"))
    painter.end()
    lamp = [(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).name() == "#7db9ff"]
    assert 30 < len(lamp) < 80


def test_pictures_are_made_at_device_pixels(qapp: QApplication, themes: Themes) -> None:
    picture = sign_pixmap(Sign.OK, themes.current.colors, themes.current.colors.desk, 12, 1.5)
    assert (picture.width(), picture.devicePixelRatio()) == (21, 1.5)
