"""Which terminals get the input of each other: a list with their systems, and what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.model.ids import TerminalId
from console.model.node import Environment
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.badges import badge_icon
from console.ui.broadcastpreview import Member, differences, systems
from console.ui.dialogs import button, footer, label
from console.ui.environmentcell import EnvironmentDelegate, environment_item
from console.ui.environments import environment_word
from console.ui.sheets import Sheet
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.tick import TickDelegate

WIDTH, ROW = 720, 30
MOST_ROWS = 9
"""Rows that are seen at once."""
_ENVIRONMENT = 3


class BroadcastSheet(Sheet):
    """Production needs its typed word; nothing is chosen but the terminal that asked."""

    chosen = Signal(object)
    """tuple of TerminalIds"""

    def __init__(self, themes: Themes, members: Sequence[Member], source: TerminalId) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        title = _("Broadcast input")
        self.setAccessibleName(title)
        self._members = tuple(members)
        self.table = self._make_table(source)
        self.start_button = button("", "primary", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self.typed_word = QLineEdit(self)
        self._word_wanted = label("", "advice", self)
        self._preview, self._differs = label("", "strong", self), label("", "second", self)
        self._sign = SignLabel(themes, Sign.WARNING, 14, self)
        self.cancel_button.clicked.connect(self.reject)
        self.start_button.clicked.connect(self._start)
        self.table.itemChanged.connect(lambda _item: self._show())
        self.typed_word.textChanged.connect(lambda _text: self._show())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(title, "title", self))
        layout.addWidget(label(_("What is typed or pasted into one of them goes to all."), "second", self))
        layout.addLayout(self._quick(source))
        layout.addWidget(self.table)
        layout.addLayout(self._foot())
        layout.addSpacing(8)
        layout.addLayout(footer(self.start_button, self.cancel_button))
        self._show()

    def first_focus(self) -> QWidget | None:
        """Return the list."""
        return self.table

    def _quick(self, source: TerminalId) -> QHBoxLayout:
        """Buttons that tick many at once."""
        group = next((member.group for member in self._members if member.terminal_id == source), "")
        line = QHBoxLayout()
        line.setSpacing(8)
        kinds: list[tuple[str, Callable[[Member], bool]]] = [(_("All"), lambda _member: True)]
        if group:
            words = fill(_("All of {group}"), {"group": group})
            kinds.insert(0, (words, lambda member: member.group == group))
        kinds.append((_("None"), lambda _member: False))
        for words, wanted in kinds:
            made = button(words, "", self)
            made.setProperty("small", "true")
            made.clicked.connect(lambda _checked=False, wanted=wanted: self._tick(wanted))
            line.addWidget(made)
        line.addStretch(1)
        return line

    def _foot(self) -> QVBoxLayout:
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(self._preview)
        lines.addWidget(self._differs)
        words.addLayout(lines, 1)
        foot = QVBoxLayout()
        foot.setSpacing(6)
        foot.addLayout(words)
        foot.addWidget(self._word_wanted)
        foot.addWidget(self.typed_word)
        return foot

    def _make_table(self, source: TerminalId) -> QTableWidget:
        table = QTableWidget(len(self._members), 4, self)
        table.setAccessibleName(_("Terminals"))
        table.setHorizontalHeaderLabels([_("Terminal"), _("Account"), _("System"), _("Environment")])
        table.setItemDelegateForColumn(0, TickDelegate(self.themes, table))
        table.setItemDelegateForColumn(_ENVIRONMENT, EnvironmentDelegate(self.themes, table))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setIconSize(QSize(16, 16))
        for row, member in enumerate(self._members):
            name = QTableWidgetItem(member.name)
            name.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            is_source = member.terminal_id == source
            name.setCheckState(Qt.CheckState.Checked if is_source else Qt.CheckState.Unchecked)
            system = QTableWidgetItem(member.system)
            system.setIcon(badge_icon(member.distro, self.themes.current, self.devicePixelRatioF()))
            environment = environment_item(member.environment)
            for column, item in enumerate((name, QTableWidgetItem(member.account), system, environment)):
                table.setItem(row, column, item)
        table.setFixedHeight(head.sizeHint().height() + min(len(self._members), MOST_ROWS) * ROW + 8)
        at = next((row for row, member in enumerate(self._members) if member.terminal_id == source), 0)
        table.setCurrentCell(at, 0)  # what is ticked is in sight
        return table

    def _tick(self, wanted: Callable[[Member], bool]) -> None:
        for row, member in enumerate(self._members):
            item = self.table.item(row, 0)
            if item is not None:
                item.setCheckState(Qt.CheckState.Checked if wanted(member) else Qt.CheckState.Unchecked)

    def ticked(self) -> tuple[Member, ...]:
        """Return the members that are ticked."""
        rows = ((self.table.item(row, 0), member) for row, member in enumerate(self._members))
        return tuple(member for item, member in rows if item and item.checkState() is Qt.CheckState.Checked)

    def _show(self) -> None:
        members = self.ticked()
        differs = differences(members)
        self._preview.setText(systems(members) or _("Nothing is ticked."))
        self._differs.setText(
            fill(_("They differ in: {what}."), {"what": ", ".join(differs)}) if differs else _("They are alike.")
        )
        self._differs.setVisible(len(members) > 1)
        self._sign.set_sign(Sign.WARNING if differs else Sign.OK)
        production = sum(member.environment is Environment.PRODUCTION for member in members)
        word = environment_word(Environment.PRODUCTION)
        wanted = ngettext(
            "Type {word} to include {count} terminal of production",
            "Type {word} to include {count} terminals of production",
            production,
        )
        self._word_wanted.setText(fill(wanted, {"word": word}))
        self.typed_word.setAccessibleName(self._word_wanted.text())
        self.typed_word.setPlaceholderText(word)
        for widget in (self._word_wanted, self.typed_word):
            widget.setVisible(production > 0)
        is_confirmed = production == 0 or self.typed_word.text().strip() == word
        words = ngettext("Input to {count} terminal", "Input to {count} terminals", len(members))
        _restyle(self.start_button, words, "danger" if production else "primary")
        self.start_button.setEnabled(len(members) > 1 and is_confirmed)

    def _start(self) -> None:
        self.accept()
        self.chosen.emit(tuple(member.terminal_id for member in self.ticked()))


def _restyle(made: QPushButton, words: str, kind: str) -> None:
    made.setText(words)
    made.setAccessibleName(words)
    if made.property("kind") != kind:
        made.setProperty("kind", kind)
        made.style().unpolish(made)
        made.style().polish(made)
