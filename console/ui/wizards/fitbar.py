"""The memory of a GPU as a bar: what others hold, the model's parts one after the other, what is left."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.model.fit import GpuUse
from console.ui.fonts import ui_font
from console.ui.signs import Sign, paint_sign
from console.ui.theme import Colors, Themes
from console.ui.wizards.fitwords import Piece, gib, name, pieces, spoken

HEIGHT = 26
NAME_WIDTH, TOTAL_WIDTH, SIGN = 64, 108, 14
HATCHED = frozenset({"others", "spare"})
"""What is not the model's own is told by its pattern too, not by its colour alone."""


def piece_color(key: str, colors: Colors) -> QColor:
    """Return what a part is painted in."""
    return {
        "others": colors.unreach,
        "weights": colors.s1,
        "kv": colors.s2,
        "flight": colors.s3,
        "runtime": colors.s4,
        "spare": colors.s2,
        "free": colors.track,
    }[key]


def paint_piece(painter: QPainter, area: QRectF, key: str, colors: Colors) -> None:
    """Fill an area as a part is filled."""
    ink = piece_color(key, colors)
    if key in HATCHED:
        painter.fillRect(area, colors.well)
        painter.fillRect(area, QBrush(ink, Qt.BrushStyle.BDiagPattern))
    else:
        painter.fillRect(area, ink)


class FitBar(QWidget):
    """One GPU. The line across it is the end of its memory where the model needs more than there is."""

    def __init__(self, themes: Themes, use: GpuUse, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._use = themes, use
        self.setAccessibleName(spoken(use))
        self.setToolTip(spoken(use))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return room for the name, a readable bar and the size."""
        return QSize(NAME_WIDTH + TOTAL_WIDTH + 320, HEIGHT)

    def segments(self, width: float) -> list[tuple[Piece, float, float]]:
        """Return each part with its left end and its width; together they are as wide as there is need or memory."""
        found = pieces(self._use)
        whole = max(self._use.total_bytes, sum(piece.count for piece in found), 1)
        at, segments = 0.0, []
        for piece in found:
            wide = width * piece.count / whole
            segments.append((piece, at, wide))
            at += wide
        return segments

    def limit(self, width: float) -> float | None:
        """Return where the memory ends; None where nothing stands beyond it."""
        whole = sum(piece.count for piece in pieces(self._use))
        return width * self._use.total_bytes / whole if whole > self._use.total_bytes else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the name, the parts, and the size with its verdict."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setFont(ui_font("small"))
        painter.setPen(colors.text2)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, NAME_WIDTH - 8, HEIGHT), middle, name(self._use))
        bar = QRectF(NAME_WIDTH, 4, max(40, self.width() - NAME_WIDTH - TOTAL_WIDTH), HEIGHT - 8)
        for piece, left, wide in self.segments(bar.width()):
            self._paint_segment(painter, piece, QRectF(bar.left() + left, bar.top(), wide, bar.height()))
        painter.setPen(QPen(colors.focus if self.hasFocus() else colors.edge, 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar)
        end = self.limit(bar.width())
        if end is not None:
            painter.fillRect(QRectF(bar.left() + end - 1, 0, 3, HEIGHT), colors.fail)
        right = QRectF(bar.right() + 8, (HEIGHT - SIGN) / 2, SIGN, SIGN)
        paint_sign(painter, right, Sign.TICK if self._use.fits else Sign.FAILED, colors, colors.panel)
        painter.setPen(colors.text2)
        painter.drawText(
            QRectF(right.right() + 6, 0, TOTAL_WIDTH - SIGN - 14, HEIGHT), middle, f"{gib(self._use.total_bytes)} GiB"
        )

    def _paint_segment(self, painter: QPainter, piece: Piece, area: QRectF) -> None:
        colors = self._themes.current.colors
        paint_piece(painter, area, piece.key, colors)
        if piece.key != "free":
            painter.fillRect(QRectF(area.right() - 1, area.top(), 1, area.height()), colors.panel)
        said = gib(piece.count)
        if area.width() < QFontMetricsF(painter.font()).horizontalAdvance(said) + 10:
            return
        dark = piece_color(piece.key, colors).lightnessF() > 0.5
        ink = QColor(Qt.GlobalColor.black) if dark else QColor(Qt.GlobalColor.white)
        if piece.key in HATCHED:
            wide = QFontMetricsF(painter.font()).horizontalAdvance(said) + 8
            painter.fillRect(QRectF(area.center().x() - wide / 2, area.top() + 1, wide, area.height() - 2), colors.well)
            ink = colors.text
        painter.setPen(ink)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, said)


class Swatch(QWidget):
    """A sample of how a part is painted, for the legend."""

    def __init__(self, themes: Themes, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._key = themes, key
        self.setFixedSize(14, 14)
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sample."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        paint_piece(painter, QRectF(self.rect()), self._key, colors)
        painter.setPen(colors.edge)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
