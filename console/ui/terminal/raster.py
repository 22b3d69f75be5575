"""Glyphs to pixels: Qt draws each slot once, many on one sheet; our own shapes are drawn by us."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from console.ui.terminal.blocks import draw
from console.ui.terminal.clusters import shaped
from console.ui.terminal.fonts import CellMetrics
from console.ui.terminal.pieces import Piece
from console.ui.terminal.shapes import Mask
from console.wire.frames import Glyph, Half

Pixels = NDArray[np.uint32]
Drawn = tuple[int, Glyph]
"""A glyph and its place on the sheet."""

_SHEET_ROWS = 1024
"""Qt's raster engine ends at 32,767 pixels; a cell is at most 32 of them times this."""


class Sheet(Struct):
    """The cells of some glyphs: coverage, and for those that have colours of their own their pixels."""

    masks: Mask
    colored: dict[int, Pixels] = field(default_factory=dict)
    """Index of the glyph to premultiplied ARGB."""


def rasterise(glyphs: Sequence[Glyph | Piece], metrics: CellMetrics) -> Sheet:
    """Draw ``glyphs`` in the order given."""
    sheet = Sheet(np.zeros((len(glyphs), metrics.height, metrics.width), np.uint8))
    drawn_by_qt: list[Drawn] = []
    for index, glyph in enumerate(glyphs):
        if isinstance(glyph, Piece):
            sheet.masks[index] = _piece(glyph, metrics)
            continue
        mask = draw(glyph.text, metrics.width, metrics.height)
        if mask is not None:
            sheet.masks[index] = mask
        elif glyph.text.strip():
            drawn_by_qt.append((index, glyph))
    step = max(1, min(_SHEET_ROWS, 32_000 // metrics.height))
    for start in range(0, len(drawn_by_qt), step):
        _draw_with_qt(drawn_by_qt[start : start + step], metrics, sheet)
    return sheet


def _piece(piece: Piece, metrics: CellMetrics) -> Mask:
    """Draw a run over its cells and cut one out."""
    font = metrics.font(bold=piece.bold, italic=piece.italic)
    # Each sign stands where its cell begins, as it does alone.
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, metrics.width - QFontMetricsF(font).horizontalAdvance("M"))
    width = len(piece.text) * metrics.width
    pixels = np.zeros((metrics.height, width), np.uint32)
    image = QImage(pixels.data, width, metrics.height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setPen(Qt.GlobalColor.white)
    painter.setFont(font)
    painter.drawText(QPointF(0, metrics.baseline), piece.text)
    painter.end()
    mask: Mask = (pixels[:, piece.index * metrics.width :][:, : metrics.width] >> 24).astype(np.uint8)
    return mask


def _draw_with_qt(chosen: list[Drawn], metrics: CellMetrics, sheet: Sheet) -> None:
    width, height = 2 * metrics.width, metrics.height
    buffer = np.zeros((len(chosen), height, width), np.uint32)
    image = QImage(buffer.data, width, height * len(chosen), width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setPen(Qt.GlobalColor.white)
    faces = {face: _Face(metrics, face) for face in {(glyph.bold, glyph.italic) for _, glyph in chosen}}
    for place, (_, glyph) in enumerate(chosen):
        faces[glyph.bold, glyph.italic].draw(painter, glyph, place * height)
    painter.end()
    _split(buffer, chosen, metrics.width, sheet)


def _split(buffer: Pixels, chosen: list[Drawn], width: int, sheet: Sheet) -> None:
    """Take the halves out of double-wide cells; find the glyphs that brought their own colours."""
    alpha = buffer >> 24
    # White text is grey when premultiplied: all four channels are the coverage.
    has_color = (buffer != alpha * np.uint32(0x01010101)).any(axis=(1, 2))
    for place, (index, glyph) in enumerate(chosen):
        columns = slice(width, 2 * width) if glyph.half is Half.RIGHT else slice(0, width)
        sheet.masks[index] = alpha[place, :, columns]
        if has_color[place]:
            sheet.colored[index] = buffer[place, :, columns].copy()


class _Face:
    """Draws clusters in one weight and slant."""

    def __init__(self, metrics: CellMetrics, face: tuple[bool, bool]) -> None:
        self.metrics = metrics
        self.font = metrics.font(bold=face[0], italic=face[1])
        self.measure = QFontMetricsF(self.font)

    def draw(self, painter: QPainter, glyph: Glyph, top: int) -> None:
        """Draw into the double-wide cell at ``top``: narrow ones stand left, wide ones in the middle."""
        room = self.metrics.width * (1 if glyph.half is Half.WHOLE else 2)
        if glyph.text.isascii():
            text, font, advance, ink = glyph.text, self.font, self.measure.horizontalAdvance(glyph.text), QRectF()
        else:
            cluster = shaped(glyph.text, self.font)
            text, font, advance, ink = cluster.text, cluster.font, cluster.advance, cluster.ink
        # A little overhang is the font's own design; a fallback that is too wide is made smaller.
        shrink = room / advance if advance > room * 1.12 else 1.0
        shrink = min(shrink, self.metrics.height / ink.height()) if ink.height() else shrink
        x = max(0.0, (room - advance * shrink) / 2)
        if glyph.half is Half.WHOLE and shrink == 1.0:
            x = float(int(x))
        x, y = x + _into(x, ink.left() * shrink, ink.right() * shrink, room), self._baseline(ink, shrink)
        painter.save()
        painter.setClipRect(QRectF(0, top, room, self.metrics.height))
        painter.translate(x, top + y)
        painter.scale(shrink, shrink)
        painter.setFont(font)
        painter.drawText(QPointF(0, 0), text)
        painter.restore()

    def _baseline(self, ink: QRectF, shrink: float) -> float:
        """Return where text stands: on the line of all text, unless its marks would be cut off above or below."""
        lowered = (1 - shrink) * self.metrics.height / 4
        line = self.metrics.baseline - lowered
        return line + round(_into(line, ink.top() * shrink, ink.bottom() * shrink, self.metrics.height))


def _into(at: float, first: float, last: float, room: float) -> float:
    """Return by how much ink from ``first`` to ``last`` of ``at`` has to move to lie in ``[0, room]``, if it can."""
    if last - first > room:
        return 0.0
    return max(0.0, -(at + first)) - max(0.0, at + last - room)
