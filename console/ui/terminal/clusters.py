"""One font for one cluster, and the ink it has there: a letter and its marks never come from two fonts."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont, QTextLayout

EMOJI_SIGN = "\ufe0f"
"""Asks for the emoji of a sign that is text by itself."""
EMOJI_FAMILIES = ("Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", "Twemoji")


class Cluster(Struct, frozen=True):
    """How a cluster is drawn, in pixels from the point on the baseline where it begins."""

    text: str
    """Without marks that no font can put on its letter."""
    font: QFont
    advance: float
    ink: QRectF


def shaped(text: str, font: QFont) -> Cluster:
    """Lay out a cluster in ``font`` where it, or one fallback alone, shows all of it; else in the fallback that does.

    Qt looks for a font character by character. Where the letter is in one and its mark in another, they would
    not stand together, and a sign that the first font has would not become an emoji with what follows it.
    """
    if EMOJI_SIGN in text:
        font = _in_color(text, font)
    base, layout = font, _laid_out(text, font)
    used = list(_fonts_of(layout))
    if len(used) > 1:
        whole = next((raw for raw in used if all(raw.supportsCharacter(ord(char)) for char in _inked(text))), None)
        if whole is not None:
            font = QFont(font)
            font.setFamilies([whole.familyName()])
            font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
            layout = _laid_out(text, font)
    if _stand_beside(text, font):
        font, raw = base, QRawFont.fromFont(base)
        text = text[0] + "".join(mark for mark in text[1:] if raw.supportsCharacter(ord(mark)))
        layout = _laid_out(text, font)
    # Not the line's natural width: that grows with what its letters hang over each other.
    return Cluster(text, font, QFontMetricsF(font).horizontalAdvance(text), _ink(layout, layout.lineAt(0).ascent()))


def _in_color(text: str, font: QFont) -> QFont:
    """Return the font of emoji where it has the cluster: a sign that is asked for as an emoji is one in colour."""
    family = next((name for name in EMOJI_FAMILIES if QFontDatabase.hasFamily(name)), "")
    colored = QFont(font)
    colored.setFamilies([family])
    colored.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    raw = QRawFont.fromFont(colored)
    is_whole = bool(family) and _is_there(raw) and all(raw.supportsCharacter(ord(char)) for char in _inked(text))
    return colored if is_whole else font


def _stand_beside(text: str, font: QFont) -> bool:
    """Return whether a font sets marks behind their letter, as wide as letters: made to fit, nothing could be read."""
    measure = QFontMetricsF(font)
    are_marks = len(text) > 1 and all(category(char) == "Mn" for char in text[1:])
    return are_marks and measure.horizontalAdvance(text) > 1.5 * measure.horizontalAdvance(text[0])


def glyph_indexes(text: str, font: QFont) -> list[int]:
    """Return the glyphs that a font shows text with, ligatures and alternates included."""
    return [index for run in _laid_out(text, font).glyphRuns() for index in run.glyphIndexes()]


def _laid_out(text: str, font: QFont) -> QTextLayout:
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return layout


def _ink(layout: QTextLayout, ascent: float) -> QRectF:
    """Return what all glyphs cover; the bounding boxes of font metrics leave marks out."""
    ink = QRectF()
    for run in layout.glyphRuns():
        raw = run.rawFont()
        if not _is_there(raw):
            continue
        for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
            ink = ink.united(raw.boundingRect(glyph).translated(place - QPointF(0, ascent)))
    return ink


def _fonts_of(layout: QTextLayout) -> Iterator[QRawFont]:
    """Yield the fonts that Qt took, each once."""
    seen = set()
    for run in layout.glyphRuns():
        raw = run.rawFont()
        if _is_there(raw) and raw.familyName() not in seen:
            seen.add(raw.familyName())
            yield raw


def _is_there(raw: QRawFont) -> bool:
    """Return whether a font is behind a run: a script that no font can shape has none, and asking it ends the process.

    Such a run draws boxes, says that it is valid, and has no size (Thaana under X11).
    """
    return raw.isValid() and raw.pixelSize() > 0


def _inked(text: str) -> Iterator[str]:
    """Yield the characters that a font has to have: not joiners, variation selectors and tags."""
    for char in text:
        code = ord(char)
        if char not in "\u200c\u200d" and not 0xFE00 <= code <= 0xFE0F and not 0xE0000 <= code <= 0xE01EF:
            yield char
