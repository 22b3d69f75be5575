"""The chip of a verdict: sign and word on a tinted ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.model.service import Verdict
from console.ui.fonts import ui_font
from console.ui.readiness.words import verdict_word
from console.ui.signs import Sign, paint_sign
from console.ui.theme import Colors, Themes

WIDTH, HEIGHT = 70, 20


def verdict_sign(verdict: Verdict) -> Sign:
    """Return the silhouette of a verdict."""
    return {
        Verdict.PASS: Sign.TICK,
        Verdict.WARN: Sign.WARNING,
        Verdict.FAIL: Sign.FAILED,
        Verdict.UNKNOWN: Sign.HOLLOW,
    }[verdict]


def verdict_colors(verdict: Verdict, colors: Colors) -> tuple[QColor, QColor]:
    """Return ink and ground of a verdict."""
    return {
        Verdict.PASS: (colors.ok, colors.ok_bg),
        Verdict.WARN: (colors.warn, colors.warn_bg),
        Verdict.FAIL: (colors.fail, colors.fail_bg),
        Verdict.UNKNOWN: (colors.text2, colors.panel),
    }[verdict]


def widest_chip() -> int:
    """Return the width that every verdict fits into, so that the titles beside them stand in one line."""
    return max(_width(verdict_word(verdict)) for verdict in Verdict)


def _width(text: str) -> int:
    return max(WIDTH, round(QFontMetricsF(ui_font("chip")).horizontalAdvance(text) + 34))


class VerdictChip(QWidget):
    """PASS, WARN, FAIL or UNKNOWN; with a number in front where it counts."""

    def __init__(
        self, themes: Themes, verdict: Verdict, count: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._themes, self._verdict = themes, verdict
        self._text = verdict_word(verdict) if count is None else f"{count} {verdict_word(verdict)}"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return room for sign and word."""
        return QSize(_width(self._text), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        colors = self._themes.current.colors
        ink, ground = verdict_colors(self._verdict, colors)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outlined = self._verdict in {Verdict.WARN, Verdict.FAIL} or self._themes.current.is_high_contrast
        painter.setPen(QPen(ink, 1) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        paint_sign(painter, QRectF(8, 4, 12, 12), verdict_sign(self._verdict), colors, ground)
        painter.setPen(ink)
        painter.setFont(ui_font("chip"))
        painter.drawText(QRectF(26, 0, self.width() - 30, HEIGHT), Qt.AlignmentFlag.AlignVCenter, self._text)
