"""Environments where something is about to be done: as the chip of a cell, and beside the title of a question."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidgetItem,
    QWidget,
)

from console.model.node import Environment
from console.ui.environments import EnvironmentChip, chip_width, environment_word, paint_chip
from console.ui.theme import Themes

_COST = tuple(Environment)
"""Where a mistake costs most comes first."""


def worst(environments: Iterable[Environment]) -> Environment:
    """Return the environment where a mistake would cost most."""
    return min(environments, key=_COST.index, default=Environment.UNKNOWN)


def environment_item(environment: Environment) -> QTableWidgetItem:
    """Return a cell that says an environment; the delegate draws it."""
    item = QTableWidgetItem(environment_word(environment))
    item.setData(Qt.ItemDataRole.UserRole, environment)
    return item


def beside_title(title: QLabel, environment: Environment, themes: Themes, parent: QWidget) -> QHBoxLayout:
    """Return the head of a question, with the chip of what a mistake would cost."""
    chip = EnvironmentChip(themes, parent)
    chip.set_environment(environment)
    line = QHBoxLayout()
    line.setSpacing(12)
    line.addWidget(title, 1)
    line.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
    return line


class EnvironmentDelegate(QStyledItemDelegate):
    """Shows an environment as its chip."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell without its words, then the chip."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        word, environment = str(index.data() or ""), index.data(Qt.ItemDataRole.UserRole)
        if cell.state & cell.state.State_Selected:
            painter.fillRect(QRectF(cell.rect), self._themes.current.colors.select)
        if word:
            chip = QRectF(cell.rect.left() + 8, cell.rect.center().y() - 7.5, chip_width(word), 16)
            paint_chip(painter, chip, Environment(environment), word, self._themes.current.colors)
