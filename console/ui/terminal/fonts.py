"""The face of the terminal: which of the installed fonts, and the cell it makes at a pixel ratio."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from console.ui.fonts import MONO_FAMILIES

DEFAULT_SIZE = 13.0
LINE_RATIO = 18 / 13


class CellMetrics(Struct, frozen=True):
    """One cell at one font size and device pixel ratio. Pixels here are device pixels."""

    family: str
    size: float
    """Logical pixels of the font."""
    ratio: float
    """Device pixels in a logical one."""
    width: int
    height: int
    baseline: int
    """From the top of the cell."""

    def font(self, *, bold: bool = False, italic: bool = False) -> QFont:
        """Return a face, its size in device pixels."""
        return _font(self.family, _pixels(self.size, self.ratio), bold=bold, italic=italic)


def _pixels(size: float, ratio: float) -> int:
    """Return the nearest whole size: stems are hinted to whole pixels, and a scaled glyph loses that again."""
    return max(1, round(size * ratio))


def _font(family: str, pixels: int, *, bold: bool, italic: bool) -> QFont:
    font = QFont([family, *(name for name in MONO_FAMILIES if name != family)])
    font.setPixelSize(pixels)
    font.setStyleHint(QFont.StyleHint.Monospace)
    # Across, a stem stays where the font wants it; upwards, bars and x-heights become whole pixels.
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    font.setKerning(False)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setItalic(italic)
    return font


def best_family() -> str:
    """Return the first installed family of the ranked list, else the system's own fixed font."""
    for family in MONO_FAMILIES:
        if QFontDatabase.hasFamily(family):
            return family
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()


def measure(size: float, ratio: float, family: str | None = None) -> CellMetrics:
    """Return the cell of a font of ``size`` logical pixels; unlike a text layout it knows whole pixels only."""
    family = family or best_family()
    pixels = _pixels(size, ratio)
    probe = QFontMetricsF(_font(family, 100, bold=False, italic=False))
    scale = pixels / 100
    ascent, descent = probe.ascent() * scale, probe.descent() * scale
    width = max(3, round(probe.horizontalAdvance("M") * scale))
    height = max(round(size * LINE_RATIO * ratio), round(ascent + descent), 5)
    baseline = round((height - ascent - descent) / 2 + ascent)
    return CellMetrics(family, size, ratio, width, height, baseline)
