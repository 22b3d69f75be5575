"""What a mistake would cost: the band at the left edge and the chip with the word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.model.node import Environment
from console.settings.language import _
from console.ui.fonts import ui_font
from console.ui.theme import Colors, Themes

BAND_DASH, BAND_GAP = 12, 6


def environment_color(environment: Environment, colors: Colors) -> QColor:
    """Return the colour of an environment."""
    return {
        Environment.PRODUCTION: colors.prod,
        Environment.STAGING: colors.stage,
        Environment.DEVELOPMENT: colors.dev,
        Environment.UNKNOWN: colors.dev,
    }[environment]


def environment_word(environment: Environment) -> str:
    """Return the word of an environment as it stands in a frame head; empty when it is not known."""
    return {
        Environment.PRODUCTION: _("PRODUCTION"),
        Environment.STAGING: _("STAGING"),
        Environment.DEVELOPMENT: _("DEVELOPMENT"),
        Environment.UNKNOWN: "",
    }[environment]


def environment_short(environment: Environment) -> str:
    """Return the short word of an environment as it stands in a group row."""
    return {
        Environment.PRODUCTION: _("PROD"),
        Environment.STAGING: _("STAGE"),
        Environment.DEVELOPMENT: _("DEV"),
        Environment.UNKNOWN: "",
    }[environment]


def paint_band(painter: QPainter, rect: QRectF, environment: Environment, colors: Colors, origin: float = 0.0) -> None:
    """Draw the band of an environment: solid, dashed or a short mark.

    ``origin`` is where the dashes begin, so that the bands of neighbouring rows join.
    """
    color = environment_color(environment, colors)
    if environment is Environment.PRODUCTION:
        painter.fillRect(rect, color)
    elif environment is Environment.STAGING:
        _dashes(painter, rect, color, origin)
    elif environment is Environment.DEVELOPMENT:
        length = 5.0
        if rect.height() >= rect.width():
            painter.fillRect(QRectF(rect.left(), rect.center().y() - length / 2, rect.width(), length), color)
        else:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3 * length, rect.height()), color)


def _dashes(painter: QPainter, rect: QRectF, color: QColor, origin: float) -> None:
    pitch = BAND_DASH + BAND_GAP
    upright = rect.height() >= rect.width()
    start, end = (rect.top(), rect.bottom()) if upright else (rect.left(), rect.right())
    at = start - ((start - origin) % pitch)
    while at < end:
        low, high = max(at, start), min(at + BAND_DASH, end)
        if high > low and upright:
            painter.fillRect(QRectF(rect.left(), low, rect.width(), high - low), color)
        elif high > low:
            painter.fillRect(QRectF(low, rect.top(), high - low, rect.height()), color)
        at += pitch


def chip_width(word: str) -> float:
    """Return how wide the chip of ``word`` is."""
    return QFontMetricsF(ui_font("chip")).horizontalAdvance(word) + 14


def paint_chip(painter: QPainter, rect: QRectF, environment: Environment, word: str, colors: Colors) -> None:
    """Draw a chip: filled for production in frame heads, outlined otherwise."""
    color = environment_color(environment, colors)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    filled = environment is Environment.PRODUCTION and word == environment_word(environment)
    if filled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(rect, 3, 3)
    else:
        painter.setPen(QPen(color, 1.2))
        painter.drawRoundedRect(rect.adjusted(0.6, 0.6, -0.6, -0.6), 3, 3)
    painter.setFont(ui_font("chip"))
    dark_text = QColor("#101010") if color.lightnessF() > 0.55 else QColor("#FFFFFF")
    painter.setPen(dark_text if filled else (colors.text2 if environment is Environment.DEVELOPMENT else color))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, word)
    painter.restore()


class EnvironmentChip(QWidget):
    """The chip in a layout; it takes no room when the environment is not known."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._environment = Environment.UNKNOWN
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_environment(self, environment: Environment) -> None:
        """Show another environment."""
        self._environment = environment
        self.setAccessibleName(environment_word(environment))
        self.setVisible(bool(environment_word(environment)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the word."""
        return QSize(round(chip_width(environment_word(self._environment))), 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        word = environment_word(self._environment)
        if word:
            rect = QRectF(self.rect())
            paint_chip(QPainter(self), rect, self._environment, word, self._themes.current.colors)


class EnvironmentBand(QWidget):
    """The band down the left side of a terminal."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._environment = Environment.UNKNOWN
        self.setFixedWidth(themes.current.metrics.size.env_band)

    def set_environment(self, environment: Environment) -> None:
        """Show another environment."""
        self._environment = environment
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the band."""
        paint_band(QPainter(self), QRectF(self.rect()), self._environment, self._themes.current.colors)
