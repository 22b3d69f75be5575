"""The hits of all terminals as a list: one heading a terminal, below it the newest lines."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from console.model.ids import TerminalId
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.fonts import mono_font, ui_font
from console.ui.theme import Themes
from console.wire.messages import Hit

ROW_HEIGHT = 24


class Results(Struct, frozen=True):
    """The hits of one terminal, the newest first, as far as their lines are known."""

    terminal_id: TerminalId
    name: str
    count: int
    hits: tuple[Hit, ...]


class _Row(Struct, frozen=True):
    terminal_id: TerminalId
    text: str
    hit: Hit | None = None


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[_Row] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        is_heading = self.rows[index.row()].hit is None
        return Qt.ItemFlag.NoItemFlags if is_heading else Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return row.text
            case Qt.ItemDataRole.FontRole:
                return ui_font("body_strong") if row.hit is None else mono_font("mono_small")
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, ROW_HEIGHT)
            case _:
                return None

    def replace(self, rows: list[_Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class ResultList(QListView):
    """Choosing a line goes there."""

    chosen = Signal(int, object)
    """TerminalId, Hit"""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.most_height = 300
        self._model = _Model(self)
        self.setModel(self._model)
        self.setObjectName("choices")
        self.setAccessibleName(_("Hits in all terminals"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._choose)
        self.hide()

    def show_results(self, results: Sequence[Results]) -> None:
        """Show these, in place of those before; what was chosen stays so."""
        rows: list[_Row] = []
        for found in results:
            hits = ngettext("{count} hit", "{count} hits", found.count)
            rows.append(_Row(found.terminal_id, fill(_("{name}: {hits}"), {"name": found.name, "hits": hits})))
            rows += [_Row(found.terminal_id, hit.text, hit) for hit in found.hits]
        if rows != self._model.rows:
            current = self.currentIndex().row()
            kept = self._model.rows[current] if current >= 0 else None
            self._model.replace(rows)
            if kept in rows:
                self.setCurrentIndex(self._model.index(rows.index(kept)))
        self.setFixedHeight(min(ROW_HEIGHT * len(rows) + 4, self.most_height))
        self.setVisible(bool(rows))

    def _choose(self, index: QModelIndex) -> None:
        row = self._model.rows[index.row()]
        if row.hit is not None:
            self.chosen.emit(row.terminal_id, row.hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the line."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)
