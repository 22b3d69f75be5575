"""A table of facts: read only, sortable by eye and by keyboard, its cells go to the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from console.ui.fonts import ui_font
from console.ui.nodeview.cells import Cell, Table, Tone
from console.ui.theme import Themes

Index = QModelIndex | QPersistentModelIndex
_WIDEST = 420


class FactsModel(QAbstractTableModel):
    """The cells of a table; a fresh one of the same shape changes them in place."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.table = Table((), ())
        self.is_stale = False
        """Whether the values are too old to be taken for those of now."""

    def show(self, table: Table) -> bool:
        """Take other cells; returns whether rows or columns came or went."""
        old = self.table
        reshaped = (old.heads, len(old.rows)) != (table.heads, len(table.rows))
        if reshaped:
            self.beginResetModel()
            self.table = table
            self.endResetModel()
        elif old != table:
            self.table = table
            last = self.index(len(table.rows) - 1, len(table.heads) - 1)
            if last.isValid():
                self.dataChanged.emit(self.index(0, 0), last)
        return reshaped

    def cell(self, index: Index) -> Cell:
        """Return the cell at a place."""
        return self.table.rows[index.row()][index.column()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.table.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return self.table.heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows and how."""
        if not index.isValid():
            return None
        cell, colors = self.cell(index), self._themes.current.colors
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.table.heads[index.column()]}: {cell.text}"
            case Qt.ItemDataRole.ToolTipRole:
                return cell.tip or None
            case Qt.ItemDataRole.ForegroundRole:
                tones = {Tone.QUIET: colors.text3, Tone.WARN: colors.warn, Tone.FAIL: colors.fail}
                return QBrush(tones.get(cell.tone, colors.text3 if self.is_stale else colors.text))
            case Qt.ItemDataRole.FontRole:
                return ui_font("small_strong" if cell.tone in {Tone.WARN, Tone.FAIL} else "small")
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
        return None

    def has_numbers(self, column: int) -> bool:
        """Tell whether a column is one of numbers."""
        return any(row[column].is_number for row in self.table.rows)

    def _side(self, column: int) -> int:
        """Return where a column stands: to the right where it has a number, with its head and what is missing."""
        side = Qt.AlignmentFlag.AlignRight if self.has_numbers(column) else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class FactsTable(QTableView):
    """Shows one table after the other; where there are no rows it says why."""

    row_chosen = Signal(int)

    def __init__(self, themes: Themes, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAccessibleName(name)
        self._facts = FactsModel(themes, self)
        self.setModel(self._facts)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(themes.current.metrics.size.tree_row)
        self.verticalHeader().setMinimumSectionSize(themes.current.metrics.size.tree_row)
        self.horizontalHeader().setHighlightSections(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentRowChanged.connect(lambda now, _old: self.row_chosen.emit(now.row()))
        themes.changed.connect(self.viewport().update)

    @property
    def table(self) -> Table:
        """Return what is shown."""
        return self._facts.table

    def show_table(self, table: Table) -> None:
        """Show another table, at the same place where it has the same shape."""
        row, said = self.currentIndex().row(), self.table.empty
        reshaped = self._facts.show(table)
        if said != table.empty:
            self.viewport().update()
        if not reshaped:
            return
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        self.resizeColumnsToContents()
        for column in range(len(table.heads)):
            if self.columnWidth(column) > _WIDEST:
                self.setColumnWidth(column, _WIDEST)
        # A number at the far edge of the window is nobody's.
        head.setStretchLastSection(not self._facts.has_numbers(len(table.heads) - 1))
        if 0 <= row < len(table.rows):
            self.selectRow(row)

    def choose(self, words: str) -> None:
        """Choose the first row in which a cell says this."""
        row = next((at for at, row in enumerate(self.table.rows) if any(cell.text == words for cell in row)), None)
        if row is not None:
            self.selectRow(row)

    def set_stale(self, *, is_stale: bool) -> None:
        """Show the values pale, because they are not of now."""
        if is_stale != self._facts.is_stale:
            self._facts.is_stale = is_stale
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen rows; the rest is the table's own."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.chosen_text())
            return
        super().keyPressEvent(event)

    def chosen_text(self) -> str:
        """Return the chosen rows, their cells apart by tabulators."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return "\n".join("\t".join(cell.text for cell in self.table.rows[row]) for row in rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, or why there are none."""
        super().paintEvent(event)
        if self.table.rows or not self.table.empty:
            return
        painter = QPainter(self.viewport())
        painter.setPen(self._themes.current.colors.text3)
        painter.setFont(ui_font("small"))
        room = self.viewport().rect().adjusted(12, 8, -12, -8)
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self.table.empty)
