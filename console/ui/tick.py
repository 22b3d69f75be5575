"""The tick in a box that is checked: a filled box alone would speak by colour only."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QWidget,
)

from console.ui.theme import Themes


def paint_tick(painter: QPainter, box: QRectF, color: QColor) -> None:
    """Draw a tick into a box."""
    middle = box.center()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.8))
    painter.drawPolyline([middle + QPointF(-3.6, 0.2), middle + QPointF(-1.0, 2.8), middle + QPointF(3.8, -2.8)])
    painter.restore()


class TickBox(QCheckBox):
    """A check box with a tick."""

    def __init__(self, themes: Themes, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._themes = themes

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then the tick."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        paint_tick(QPainter(self), QRectF(box), self._themes.current.colors.on_accent)


class TickDelegate(QStyledItemDelegate):
    """Draws a tick into the box of a row that is chosen."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell, then the tick."""
        super().paint(painter, option, index)
        if index.data(Qt.ItemDataRole.CheckStateRole) not in {Qt.CheckState.Checked, Qt.CheckState.Checked.value}:
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        table = self.parent()
        if not isinstance(table, QWidget):
            return
        box = table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, cell, table)
        paint_tick(painter, QRectF(box), self._themes.current.colors.on_accent)
