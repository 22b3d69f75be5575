"""A list of changes: each node with what is said of it now and was before."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QTreeWidget, QTreeWidgetItem, QWidget

from console.model.inventory import ChangeKind, NodeChange
from console.settings.language import _, ngettext
from console.ui.inventory.words import change_words, field_words
from console.ui.theme import Themes

MOST = 1000
"""Nodes that are listed; of more only the number is told."""


def paint_empty(view: QAbstractScrollArea, words: str, themes: Themes) -> None:
    """Write ``words`` where the first row would stand."""
    painter = QPainter(view.viewport())
    painter.setPen(themes.current.colors.text3)
    painter.drawText(view.viewport().rect().adjusted(8, 10, -8, 0), Qt.AlignmentFlag.AlignLeft, words)


class ChangeList(QTreeWidget):
    """Nodes that are gone stand out, and changed ones are open: those are what a person looks for."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAccessibleName(_("Changes"))
        self.setHeaderHidden(True)
        self.setColumnCount(1)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_changes(self, changes: Iterable[NodeChange]) -> None:
        """Show other changes: gone first, then changed, then added."""
        self.clear()
        order = (ChangeKind.GONE, ChangeKind.CHANGED, ChangeKind.ADDED)
        listed = sorted(changes, key=lambda change: order.index(change.kind))
        for change in listed[:MOST]:
            self.add(change)
        if len(listed) > MOST:
            self.addTopLevelItem(QTreeWidgetItem([ngettext("{count} more", "{count} more", len(listed) - MOST)]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where there is nothing, say so."""
        super().paintEvent(event)
        if not self.topLevelItemCount():
            paint_empty(self, _("Nothing has changed."), self._themes)

    def add(self, change: NodeChange, under: QTreeWidgetItem | None = None) -> None:
        """Put a change at the end, or under a reading."""
        item = QTreeWidgetItem([change_words(change)])
        colors = self._themes.current.colors
        if change.kind is ChangeKind.GONE:
            item.setForeground(0, colors.fail)
        for field in change.fields:
            item.addChild(QTreeWidgetItem([field_words(field)]))
        if under is None:
            self.addTopLevelItem(item)
        else:
            under.addChild(item)
        item.setExpanded(change.kind is ChangeKind.CHANGED)
