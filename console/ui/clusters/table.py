"""A table of a page: sorted by its heads, by keyboard as by mouse, with a menu of what can be done to its rows."""

from __future__ import annotations

from math import ceil
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from console.settings.language import _
from console.ui.clusters.cells import BAR_WIDTH, GAP, MARGIN, SIGN, Cells
from console.ui.clusters.rows import RowModel
from console.ui.theme import Themes

MEASURED = 60
"""Rows whose words say how wide their columns are."""
SLACK = 4
"""Words that just fit are cut all the same: their widths are no whole pixels."""

LEAST_WORDS = 120
"""A column that may be cut yields so far before the table is scrolled."""


class ClusterTable(QTableView):
    """Shows a RowModel. Enter or a double click opens what a row stands for."""

    opened = Signal()
    menu_wanted = Signal(QPoint)
    """Where, in pixels of the screen."""
    chosen_changed = Signal()

    def __init__(self, themes: Themes, model: RowModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(Cells(themes, model))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at)))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(themes.current.metrics.size.tree_row)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setStretchLastSection(True)
        self._themes = themes
        self.is_known = False
        """Whether its cluster has said what there is."""
        self._least = [0] * len(model.columns)
        self._is_ours, self._is_fitting = True, False
        """Whether the widths are still ours: who moves the edge of a column has the last word."""
        self._fit()
        head.sectionResized.connect(self._moved)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        model.layoutChanged.connect(self._came)
        model.dataChanged.connect(self._reworded)
        themes.changed.connect(self.viewport().update)

    def chosen(self) -> list[Any]:
        """Return the rows that are selected, from top to bottom."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows.at(place) for place in places if self.rows.holds(place)]

    def choose(self, key: str) -> bool:
        """Select one row and show it; False where it is not shown."""
        place = self.rows.place(key)
        if place < 0:
            return False
        index = self.rows.index(place, 0)
        self._select(index)
        self.scrollTo(index)
        return True

    def _fit(self) -> None:
        """Give the columns what they want; where that is too much, each yields as far as its title and its words."""
        self._measure()
        wanted = [max(column.width, least) for column, least in zip(self.rows.columns, self._least, strict=True)]
        spare = sum(wanted) - sum(self._least)
        over = max(0, sum(wanted) - self.viewport().width())
        part = min(1.0, over / spare) if spare else 0.0
        self._is_fitting = True
        for place, (most, least) in enumerate(zip(wanted, self._least, strict=True)):
            # Rounded up: a pixel too much in all would be a scroll bar.
            self.setColumnWidth(place, most - min(most - least, ceil((most - least) * part)))
        self._is_fitting = False

    def _measure(self) -> None:
        """Note how wide the words of each column are, no wider than it wants to be."""
        metrics, head = self.fontMetrics(), self.horizontalHeader()
        shown = [self.rows.at(place) for place in range(min(MEASURED, self.rows.rowCount()))]
        for place, column in enumerate(self.rows.columns):
            beside = 2 * MARGIN + SLACK + (SIGN + GAP if column.sign is not None else 0)
            beside += BAR_WIDTH + GAP if column.share is not None else 0
            words = max((metrics.horizontalAdvance(column.text(row)) for row in shown), default=0) + beside
            most = LEAST_WORDS if column.yields else words
            # A title in another language may be longer than what stands under it.
            title = head.sectionSizeHint(place)
            self._least[place] = max(self._least[place], title, min(column.width, words, most))

    def _moved(self, place: int, _before: int, _now: int) -> None:
        stretches = place == len(self.rows.columns) - 1
        if not self._is_fitting and not stretches:
            self._is_ours = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns take the room that there is."""
        super().resizeEvent(event)
        if self._is_ours and event.size().width() != event.oldSize().width():
            self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first row: something is selected that can be acted on."""
        super().focusInEvent(event)
        self._begin()

    def _reworded(self, first: QModelIndex, last: QModelIndex) -> None:
        """Make room for words that are longer than what stood there; not for a column that counts by itself."""
        if self._is_ours and first.column() != last.column():
            before = list(self._least)
            self._measure()
            if self._least != before:
                self._fit()

    def _came(self) -> None:
        if self._is_ours:
            self._fit()
        if self.hasFocus():
            self._begin()

    def _begin(self) -> None:
        if self.rows.rowCount() and not self.selectionModel().selectedRows():
            self._select(self.rows.index(0, 0))

    def _select(self, index: QModelIndex) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where there are no rows, say why."""
        super().paintEvent(event)
        if self.rows.rowCount() or not self.is_known:
            return
        words = _("No row has what the filter asks for.") if self.rows.total else _("There are none.")
        painter = QPainter(self.viewport())
        painter.setPen(self._themes.current.colors.text3)
        painter.drawText(self.viewport().rect().adjusted(8, 10, -8, 0), Qt.AlignmentFlag.AlignLeft, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a row; the menu key shows what can be done to it."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Menu and self.currentIndex().isValid():
            self.menu_wanted.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))
        else:
            super().keyPressEvent(event)
