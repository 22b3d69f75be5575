from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.model.node import Distro
from console.ui.badges import badge_key, paint_badge
from console.ui.theme import load_metrics, load_theme
from tests.gui.fakes import THEME_FOLDER
from tests.gui.fleet import ALMA, ROCKY, SLES, UBUNTU


def test_each_distribution_has_its_badge_and_strangers_their_family() -> None:
    known = load_metrics(THEME_FOLDER).distro
    mint = Distro("linuxmint", "debian", "Linux Mint", "22", "Linux Mint 22")
    odd = Distro("haiku", "unknown", "Haiku", None, "Haiku")
    assert [badge_key(d, known) for d in (UBUNTU, ROCKY, ALMA, SLES, mint, odd, None)] == [
        "ubuntu", "rocky", "alma", "sles", "debian", "other", "other",
    ]  # fmt: skip
    centos, oracle, amazon, alpine = (Distro(i, i, i, "9", i) for i in ("centos", "ol", "amzn", "alpine"))
    assert [badge_key(d, known) for d in (centos, oracle, amazon, alpine)] == ["centos", "ol", "amzn", "alpine"]


@pytest.mark.parametrize(("theme", "ground"), [("dark", "#b4532a"), ("high_contrast", "#000000")])
def test_the_badge_is_a_letter_on_its_ground(qapp: QApplication, theme: str, ground: str) -> None:
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_badge(painter, QRectF(0, 0, 32, 32), UBUNTU, load_theme(THEME_FOLDER, theme))
    painter.end()
    assert image.pixelColor(16, 4).name() == ground
    assert image.pixelColor(0, 0).alpha() < 40
    colors = {image.pixelColor(x, y).name() for x in range(8, 24) for y in range(8, 24)}
    assert QColor("#FFFFFF").name() in colors
