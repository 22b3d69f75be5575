from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from console.ui.icons import LateIcons, _family, icon, paint_icon
from console.ui.theme import Themes
from tests.gui.conftest import drop

SOURCES = Path(__file__).resolve().parents[2] / "console" / "ui"


def test_every_icon_that_is_named_exists(qapp: QApplication) -> None:
    named = {name for path in SOURCES.rglob("*.py") for name in re.findall(r'"ph\.([a-z-]+)"', path.read_text("utf-8"))}
    _, codes = _family()
    assert named
    assert named <= set(codes)


def test_icons_are_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    paint_icon(painter, QRectF(4, 4, 32, 32), "ph.bell", QColor("#ff0000"))
    paint_icon(painter, QRectF(0, 0, 8, 8), "ph.no-such-icon", QColor("#00ff00"))
    painter.end()
    colors = [image.pixelColor(x, y) for x in range(40) for y in range(40)]
    assert sum(color.red() > 200 for color in colors) > 30
    assert not any(color.green() for color in colors)


def test_buttons_get_their_icons_when_they_are_shown(qapp: QApplication, themes: Themes) -> None:
    button = QToolButton()
    icons = LateIcons(themes)
    icons.put(button, "ph.bell", 18)
    assert button.icon().isNull()
    icons._dress()
    assert not button.icon().isNull()
    assert icon("ph.bell", QColor("white"), 18, 2.0).availableSizes()[0].width() in {18, 36}
    themes.choose("light")
    drop(button)


def test_a_button_that_is_gone_before_its_icon_comes_is_left_alone(qtbot: QtBot, themes: Themes) -> None:
    """A defect in a call of the event loop fails the test."""
    gone, kept = QToolButton(), QToolButton()
    icons = LateIcons(themes)
    icons.put(gone, "ph.bell", 18)
    icons.put(kept, "ph.bell", 18)
    icons.load_soon()
    drop(gone)
    qtbot.waitUntil(lambda: not kept.icon().isNull())
    drop(kept)
