"""The page of the inventory: its sources and how they are, and what the last readings changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.model.inventory import SourceState
from console.settings.language import _, problem_advice, problem_text
from console.ui.dialogs import button, label
from console.ui.inventory.changelist import MOST, ChangeList, paint_empty
from console.ui.inventory.words import kind_name, state_words, summary
from console.ui.theme import Themes
from console.wire import messages as m

_ROW, _MOST_ROWS = 28, 8
_WIDTHS = (150, 240, 70, 190)
_STATE = 4


class _Sources(QTableWidget):
    """The sources; where there are none, what one is for."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(0, _STATE + 1, parent)
        self._themes = themes

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rowCount():
            paint_empty(self, _("No source is read. Those of an inventory stand here with their nodes."), self._themes)


class InventoryPage(QWidget):
    """Shows what the core has told of the inventory."""

    add_wanted = Signal()
    read_wanted = Signal()
    remove_wanted = Signal(str)
    """The id of a source."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.setAccessibleName(_("Inventory"))
        self._sources: tuple[SourceState, ...] = ()
        self.table = self._make_table()
        self.add_button = button(_("Add an inventory…"), "", self)
        self.read_button = button(_("Read again"), "", self)
        self.remove_button = button(_("Take out…"), "danger", self)
        self.problems = label("", "second", self)
        self.problems.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.problems.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.changes = ChangeList(themes, self)
        self.add_button.clicked.connect(self.add_wanted)
        self.read_button.clicked.connect(self.read_wanted)
        self.remove_button.clicked.connect(self._remove)
        self.table.itemSelectionChanged.connect(self._show_chosen)
        line = QHBoxLayout()
        line.setSpacing(8)
        for made in (self.add_button, self.read_button, self.remove_button):
            made.setProperty("small", "true")
            line.addWidget(made)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(line)
        layout.addWidget(self.table)
        layout.addWidget(self.problems)
        layout.addWidget(label(_("Changes since the program was started"), "strong", self))
        layout.addWidget(self.changes, 1)
        self._show_chosen()

    def _make_table(self) -> QTableWidget:
        table = _Sources(self._themes, self)
        table.setAccessibleName(_("Sources"))
        table.setHorizontalHeaderLabels([_("Source"), _("Place"), _("Nodes"), _("Read at"), _("State")])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        head.setSectionResizeMode(_STATE, QHeaderView.ResizeMode.Stretch)
        return table

    def show_sources(self, sources: Sequence[SourceState]) -> None:
        """Show the sources; what was chosen stays chosen."""
        chosen = self.chosen()
        self._sources = tuple(sources)
        self.table.setRowCount(len(sources))
        colors = self._themes.current.colors
        for row, state in enumerate(sources):
            read_at = f"{state.loaded_at.astimezone():%Y-%m-%d %H:%M:%S}" if state.loaded_at else ""
            texts = (kind_name(state.kind), state.place, str(state.nodes), read_at, state_words(state))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == _STATE and (state.is_kept or state.problems):
                    item.setForeground(colors.fail if state.is_kept or state.loaded_at is None else colors.warn)
                self.table.setItem(row, column, item)
        self.table.setFixedHeight(_ROW * (min(max(len(sources), 2), _MOST_ROWS) + 1) + 6)
        ids = [state.id for state in sources]
        if ids:
            self.table.selectRow(ids.index(chosen.id) if chosen is not None and chosen.id in ids else 0)
        self._show_chosen()

    def show_readings(self, readings: Iterable[m.InventoryRead]) -> None:
        """Show what was changed by each reading, the newest first."""
        self.changes.clear()
        for reading in reversed([one for one in readings if one.changes]):
            words = _("by itself") if reading.by_itself else _("by hand")
            item = QTreeWidgetItem([f"{reading.at.astimezone():%H:%M:%S}  {summary(reading.changes)}  ({words})"])
            self.changes.addTopLevelItem(item)
            for change in reading.changes[:MOST]:
                self.changes.add(change, item)
            item.setExpanded(self.changes.topLevelItemCount() == 1)

    def chosen(self) -> SourceState | None:
        """Return the chosen source."""
        row = self.table.currentRow()
        return self._sources[row] if 0 <= row < len(self._sources) else None

    def _show_chosen(self) -> None:
        state = self.chosen()
        self.remove_button.setEnabled(state is not None and state.is_removable)
        lines = [f"{problem_text(problem)} {problem_advice(problem)}" for problem in state.problems] if state else []
        self.problems.setText("\n".join(lines[:_MOST_ROWS]))
        self.problems.setAccessibleName(self.problems.text())
        self.problems.setVisible(bool(lines))

    def _remove(self) -> None:
        state = self.chosen()
        if state is not None:
            self.remove_wanted.emit(state.id)
