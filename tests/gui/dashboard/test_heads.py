from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from console.ui.dashboard.heads import advance, draw


def test_a_text_without_room_is_shortened(qapp: object) -> None:
    text = "example-135b-instruct"
    image = QImage(200, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setPen(QColor("white"))
    draw(painter, QRectF(0, 0, 60, 20), text, "small")
    painter.end()
    assert advance("small", text) > 60
    assert all(image.pixelColor(x, y).value() == 0 for x in range(63, 200) for y in range(20))
