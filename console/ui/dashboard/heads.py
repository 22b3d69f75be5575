"""What stands over a panel: its title, and quietly what belongs to it."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from console.ui.fonts import ui_font
from console.ui.theme import Colors

MARGIN = 14
HEAD_HEIGHT = 34
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@cache
def _metrics(role: str) -> QFontMetricsF:
    return QFontMetricsF(ui_font(role))


def advance(role: str, text: str) -> float:
    """Return how wide a text is in the font of a role."""
    return _metrics(role).horizontalAdvance(text)


def draw(painter: QPainter, rect: QRectF, text: str, role: str, *, right: bool = False) -> None:
    """Draw one line in the middle of ``rect``, shortened where it has no room."""
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    if advance(role, text) > rect.width() + 1:
        text = _metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(ui_font(role))
    painter.drawText(rect, _MIDDLE | side | Qt.TextFlag.TextDontClip, text)


def paint_head(painter: QPainter, rect: QRectF, title: str, detail: str, colors: Colors) -> None:
    """Draw the title and its detail into ``rect``."""
    painter.setPen(colors.text)
    draw(painter, rect, title, "body_strong")
    used = advance("body_strong", title) + 10
    if detail and used < rect.width():
        painter.setPen(colors.text3)
        draw(painter, rect.adjusted(used, 0, 0, 0), detail, "small")
