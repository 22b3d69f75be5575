"""The page of the host keys: every line of known_hosts, whose it is, and its removal."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.model.hostkey import HostKeyLine, randomart
from console.model.text import fill
from console.settings.language import _, ngettext, problem_text
from console.ui.dialogs import button, label
from console.ui.firstrow import FirstRow
from console.ui.models.hostkeys import HostKeyModel, host_words, key_words, node_words, place_words, trust_words
from console.ui.theme import Themes
from console.wire import messages as m

_WIDTHS = (170, 110, 145, 180, 85)
_WIDE = (240, 180, 190, 420, 110)
"""Of the columns where there is room for a whole key; the last one, the place, takes what is left."""
_PLACE = 240
_ROW = 28
_ART_ROWS = 11


class _Ends(QStyledItemDelegate):
    """Of a place that is too long the end is shown: the file and its line."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideLeft


class HostKeyPage(QWidget):
    """Reads the files each time it is shown; what it shows is what stands there."""

    list_wanted = Signal()
    remove_wanted = Signal(object)
    """tuple of HostKeyLines"""
    restore_wanted = Signal()

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.setAccessibleName(_("Host keys"))
        self.model = HostKeyModel()
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(_("Host, node, fingerprint or file"))
        self.filter.setAccessibleName(_("Filter the host keys"))
        self.filter.setClearButtonEnabled(True)
        self._count = label("", "second", self, wraps=False)
        self._problems = label("", "error", self)
        self._problems.hide()
        self.reload_button = _small(_("Read again"), self)
        self.restore_button = _small(_("Take removal back"), self)
        self.restore_button.setEnabled(False)
        self.table = self._make_table()
        self.facts = label(" ", "mono", self)
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.art = label("", "evidence", self, wraps=False)
        self.copy_button = _small(_("Copy fingerprint"), self)
        self.remove_button = _small(_("Remove…"), self, "danger")
        self._lay_out()
        self.filter.textChanged.connect(self._filter)
        self.reload_button.clicked.connect(self.list_wanted)
        self.restore_button.clicked.connect(self.restore_wanted)
        self.copy_button.clicked.connect(self._copy)
        self.remove_button.clicked.connect(lambda: self.remove_wanted.emit(self.chosen()))
        self.table.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_chosen())
        self._show_chosen()

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName(_("Host keys"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        FirstRow(table)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        head.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        table.setItemDelegateForColumn(len(_WIDTHS), _Ends(table))
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.filter, 1)
        for part in (self._count, self.restore_button, self.reload_button):
            top.addWidget(part)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        for made in (self.copy_button, self.remove_button):
            buttons.addWidget(made)
        buttons.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(24)
        below.addWidget(self.facts, 1, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.art, 0, Qt.AlignmentFlag.AlignTop)
        below.addLayout(buttons)
        self.art.setMinimumHeight(self.art.fontMetrics().lineSpacing() * _ART_ROWS + 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self._problems)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)

    def take(self, keys: m.HostKeys) -> None:
        """Show what the core has read; what was chosen stays chosen where it is still there."""
        chosen = {(line.path, line.digest) for line in self.chosen()}
        self.model.take(keys.lines)
        self.restore_button.setEnabled(keys.removals > 0)
        self._problems.setText("\n".join(problem_text(problem) for problem in keys.problems))
        self._problems.setVisible(bool(keys.problems))
        self._tell_count()
        for row in range(self.model.rowCount()):
            line = self.model.line(row)
            if (line.path, line.digest) in chosen:
                self.table.selectRow(row)
                break
        self._show_chosen()

    def chosen(self) -> tuple[HostKeyLine, ...]:
        """Return the chosen lines, in their order."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.model.line(row) for row in rows)

    def _filter(self, text: str) -> None:
        self.model.filter(text)
        self._tell_count()
        self._show_chosen()

    def _tell_count(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        words = ngettext("{count} line", "{count} lines", total)
        if shown != total:
            words = fill(_("{shown} of {total}"), {"shown": str(shown), "total": words})
        self._count.setText(words)

    def _show_chosen(self) -> None:
        lines = self.chosen()
        line = lines[0] if len(lines) == 1 else None
        if not lines and (self.copy_button.hasFocus() or self.remove_button.hasFocus()):
            self.table.setFocus()  # not to be lost with the button that had it
        self.copy_button.setEnabled(line is not None and bool(line.fingerprint))
        self.remove_button.setEnabled(bool(lines) and all(each.is_writable for each in lines))
        self.art.setText(randomart(line) if line else "")
        self.art.setAccessibleName(_("Picture of the key") if line else "")
        if line is not None:
            self.facts.setText(_facts(line))
        elif lines:
            self.facts.setText(ngettext("{count} line chosen", "{count} lines chosen", len(lines)))
        else:
            self.facts.setText(_("Choose a line to see its key."))
        self.facts.setAccessibleName(self.facts.text())
        role = "mono" if line is not None else "second"
        if self.facts.property("role") != role:
            self.facts.setProperty("role", role)
            self.facts.style().polish(self.facts)

    def _copy(self) -> None:
        (line,) = self.chosen()
        QGuiApplication.clipboard().setText(line.fingerprint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show keys whole where there is room."""
        super().resizeEvent(event)
        widths = _WIDE if self.width() >= sum(_WIDE) + _PLACE else _WIDTHS
        if self.table.columnWidth(len(widths) - 2) != widths[-2]:
            for column, width in enumerate(widths):
                self.table.setColumnWidth(column, width)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the files anew."""
        super().showEvent(event)
        self.list_wanted.emit()


def _facts(line: HostKeyLine) -> str:
    rows = [
        (_("Host"), host_words(line)),
        (_("Nodes"), node_words(line) or _("none of this fleet")),
        (_("Key"), key_words(line)),
        (_("Fingerprint"), line.fingerprint),
        (_("Trust"), trust_words(line) + (f": {line.wrong}" if line.wrong else "")),
        (_("Comment"), line.comment),
        (_("Place"), place_words(line) + ("" if line.is_writable else f" ({_('cannot be changed')})")),
    ]
    return "\n".join(f"{word}: {value}" for word, value in rows if value)


def _small(words: str, parent: QWidget, kind: str = "") -> QPushButton:
    made = button(words, kind, parent)
    made.setProperty("small", "true")
    return made
