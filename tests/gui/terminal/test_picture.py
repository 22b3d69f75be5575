from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from console.ui.terminal.picture import PngWriter, picture_of
from console.ui.terminal.selection import Selection, Spot
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.page import COLORS, Style


def shades(image: QImage) -> set[int]:
    return {image.pixel(x, y) & 0xFFFFFF for x in range(image.width()) for y in range(image.height())}


def test_the_screen_is_painted_without_what_belongs_to_the_window(desk: Desk) -> None:
    assert picture_of(desk.widget.display) is None
    desk.page.put(1, 2, "X", Style(fg=0xFFFFFF, bg=0x000080))
    desk.widget.apply_frame(desk.page.frame())
    desk.widget.surface.select(Selection(Spot(0, 0), Spot(5, 5)))
    image = picture_of(desk.widget.display, ratio=2.0)
    assert image is not None
    metrics = desk.widget.display.atlas.metrics(desk.widget.display.size, 2.0)
    assert image.width() >= desk.page.cols * metrics.width
    assert (image.width() % 2, image.height() % 2) == (0, 0)
    seen = shades(image)
    assert {COLORS.background, 0x000080, 0xFFFFFF} <= seen
    assert COLORS.selection not in seen
    # Nothing has changed on the screen itself.
    assert desk.widget.has_selection


def test_it_is_written_beside_the_window(qtbot: QtBot, tmp_path: Path, qapp: QObject) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(0x10, 0x20, 0x30))
    for path, is_written in ((tmp_path / "a.png", True), (tmp_path / "none" / "a.png", False)):
        writer = PngWriter(image, str(path), qapp)
        with qtbot.waitSignal(writer.finished, timeout=10_000) as told:
            writer.start()
        assert (told.args == [""]) is is_written
        writer.deleteLater()
    assert QImage(str(tmp_path / "a.png")).pixelColor(0, 0) == QColor(0x10, 0x20, 0x30)
