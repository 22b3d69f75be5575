"""The page of the port forwards: what listens where, where it leads, and why something is not open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.model.forward import ForwardKind, ForwardView
from console.model.text import N_, fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.dialogs import button, label
from console.ui.firstrow import FirstRow
from console.ui.theme import Themes

_HEADS = (N_("Node"), N_("Direction"), N_("Listens at"), N_("Leads to"), N_("State"))
_WIDTHS = (130, 170, 160, 160)
_ROW = 28
_DIRECTIONS = {
    ForwardKind.LOCAL: N_("from here to the node"),
    ForwardKind.REMOTE: N_("from the node to here"),
    ForwardKind.DYNAMIC: N_("SOCKS proxy here"),
}


class ForwardPage(QWidget):
    """Follows the core; closes and opens again."""

    close_wanted = Signal(int)
    reopen_wanted = Signal(int)

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._views: tuple[ForwardView, ...] = ()
        self.setAccessibleName(_("Port forwards"))
        words = _("LocalForward, RemoteForward and DynamicForward of ssh_config, open while a terminal on the node is.")
        self.table = self._make_table()
        self.facts = label(" ", "second", self)
        self.copy_button = button(_("Copy address"), "", self)
        self.open_button = button(_("Open again"), "", self)
        self.close_button = button(_("Close"), "", self)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.facts, 1)
        for made in (self.copy_button, self.open_button, self.close_button):
            made.setProperty("small", "true")
            buttons.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(label(words, "second", self))
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.copy_button.clicked.connect(self._copy)
        self.open_button.clicked.connect(self._reopen)
        self.close_button.clicked.connect(self._close)
        self.table.itemSelectionChanged.connect(self._show_chosen)
        self._show_chosen()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(_HEADS), self)
        table.setAccessibleName(_("Port forwards"))
        table.setHorizontalHeaderLabels([_(head) for head in _HEADS])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        FirstRow(table)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        head.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        return table

    def take(self, views: tuple[ForwardView, ...]) -> None:
        """Show the forwards as they are now; the chosen one stays chosen."""
        chosen = self.chosen()
        self._views = views
        self.table.setRowCount(len(views))
        for row, view in enumerate(views):
            for column, text in enumerate(_cells(view)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self.table.clearSelection()
        numbers = [view.number for view in views]
        if chosen is not None and chosen.number in numbers:
            self.table.selectRow(numbers.index(chosen.number))
        self._show_chosen()

    def choose_node(self, name: str) -> None:
        """Choose the first forward of a node."""
        row = next((row for row, view in enumerate(self._views) if view.node_name == name), None)
        if row is not None:
            self.table.selectRow(row)

    def chosen(self) -> ForwardView | None:
        """Return the chosen forward."""
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        return self._views[rows[0]] if rows and rows[0] < len(self._views) else None

    def _show_chosen(self) -> None:
        view = self.chosen()
        is_open = view is not None and view.is_open
        if view is None and any(b.hasFocus() for b in (self.copy_button, self.open_button, self.close_button)):
            self.table.setFocus()  # not to be lost with the button that had it
        self.copy_button.setEnabled(view is not None)
        self.open_button.setEnabled(view is not None and not is_open)
        self.close_button.setEnabled(is_open)
        if view is not None:
            self.facts.setText(_facts(view))
        else:
            self.facts.setText("" if self._views else _("No terminal is open on a node with forwards."))

    def _reopen(self) -> None:
        view = self.chosen()
        if view is not None:
            self.reopen_wanted.emit(view.number)

    def _close(self) -> None:
        view = self.chosen()
        if view is not None:
            self.close_wanted.emit(view.number)

    def _copy(self) -> None:
        view = self.chosen()
        if view is not None:
            QGuiApplication.clipboard().setText(view.forward.listens)


def state_words(view: ForwardView) -> str:
    """Return how a forward is."""
    if view.problem is not None:
        return problem_text(view.problem)
    if not view.is_open:
        return _("closed")
    return _("open, for other computers too") if view.forward.is_open_to_others else _("open")


def _cells(view: ForwardView) -> tuple[str, ...]:
    forward = view.forward
    return (view.node_name, _(_DIRECTIONS[forward.kind]), forward.listens, forward.leads, state_words(view))


def _facts(view: ForwardView) -> str:
    rows = [state_words(view), problem_advice(view.problem) if view.problem else ""]
    rows.append(fill(_("From {place}"), {"place": view.forward.place}))
    return "\n".join(row for row in rows if row)
