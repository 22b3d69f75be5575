"""Distribution badges of our own drawing: a letter on a coloured square, never a vendor's mark."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap

from console.model.node import Distro
from console.ui.fonts import ui_font
from console.ui.theme import Theme

_ALIASES = {
    "almalinux": "alma",
    "opensuse-leap": "sles",
    "sled": "sles",
    "sle_hpc": "sles",
    "opensuse-tumbleweed": "sles",
    "redhat": "rhel",
    "oraclelinux": "ol",
}
_FAMILIES = {"debian": "debian", "rhel": "rhel", "suse": "sles", "amazon": "amzn", "oracle": "ol", "alpine": "alpine"}

DIMMED = 0.45
"""Opacity of a badge whose node gives no data."""


def badge_key(distro: Distro | None, known: Mapping[str, tuple[str, str]]) -> str:
    """Return the badge for a distribution: its own, else its family's, else the question mark."""
    if distro is None:
        return "other"
    wanted = _ALIASES.get(distro.id, distro.id)
    if wanted in known:
        return wanted
    family = _FAMILIES.get(distro.family, "other")
    return family if family in known else "other"


def paint_badge(painter: QPainter, rect: QRectF, distro: Distro | None, theme: Theme, opacity: float = 1.0) -> None:
    """Draw the badge of ``distro`` into the square ``rect``."""
    letter, color = theme.metrics.distro[badge_key(distro, theme.metrics.distro)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(painter.opacity() * opacity)
    radius = theme.metrics.radius.badge * rect.width() / 16
    if theme.is_high_contrast:
        painter.setPen(QPen(theme.colors.text, 1.4))
        painter.setBrush(QColor("#000000"))
        painter.drawRoundedRect(rect.adjusted(0.7, 0.7, -0.7, -0.7), radius, radius)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(rect, radius, radius)
    font = QFont(ui_font("chip"))
    font.setPixelSize(max(round(rect.height() * 0.64), 8))
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)
    painter.restore()


def badge_icon(distro: Distro | None, theme: Theme, ratio: float) -> QIcon:
    """Return the badge of ``distro`` for a list; ``ratio`` is the screen's."""
    pixmap = QPixmap(round(16 * ratio), round(16 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_badge(painter, QRectF(0, 0, 16, 16), distro, theme)
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or Qt tints it
    return icon
