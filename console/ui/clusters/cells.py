"""How a cell is painted: a sign before its words, a bar behind a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.ui.clusters.rows import Share
from console.ui.signs import paint_sign
from console.ui.theme import Themes

if TYPE_CHECKING:
    from typing import Any

    from console.ui.clusters.rows import RowModel

SIGN = 14
MARGIN, GAP = 8, 7
BAR_WIDTH = 54
_CUT, _CUT_MIDDLE = Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle


class Cells(QStyledItemDelegate):
    """Paints the cells of a RowModel."""

    def __init__(self, themes: Themes, model: RowModel[Any]) -> None:
        super().__init__(model)
        self._themes, self._model = themes, model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground, sign, words and bar; of a row that is about to go, nothing."""
        if not self._model.holds(index.row()):
            return
        column, row = self._model.columns[index.column()], self._model.at(index.row())
        colors = self._themes.current.colors
        rect = QRectF(option.rect)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = colors.select if is_chosen else colors.well
        painter.save()
        painter.fillRect(rect, ground)
        left, right = rect.left() + MARGIN, rect.right() - MARGIN
        if column.sign is not None:
            place = QRectF(left, rect.center().y() - SIGN / 2, SIGN, SIGN)
            paint_sign(painter, place, column.sign(row), colors, ground)
            left += SIGN + GAP
        share = column.share(row) if column.share is not None else None
        if share is not None and right - left > BAR_WIDTH + 30:
            self._bar(painter, QRectF(right - BAR_WIDTH, rect.center().y() - 2, BAR_WIDTH, 4), share)
            right -= BAR_WIDTH + GAP
        painter.setPen(colors.text if index.column() == 0 else colors.text2)
        side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
        room = QRectF(left, rect.top(), max(0.0, right - left), rect.height())
        cut = _CUT_MIDDLE if column.cuts_middle else _CUT
        words = painter.fontMetrics().elidedText(" ".join(column.text(row).split()), cut, round(room.width()))
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def _bar(self, painter: QPainter, place: QRectF, share: Share) -> None:
        colors = self._themes.current.colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._part(painter, place, 1.0, colors.track)
        if share.whole > 0:
            self._part(painter, place, (share.taken + share.wanted) / share.whole, colors.bar_mem)
            self._part(painter, place, share.taken / share.whole, colors.bar)

    def _part(self, painter: QPainter, place: QRectF, part: float, color: QColor) -> None:
        if part > 0:
            painter.setBrush(color)
            width = max(place.height(), place.width() * min(1.0, part))
            painter.drawRoundedRect(QRectF(place.left(), place.top(), width, place.height()), 2, 2)
