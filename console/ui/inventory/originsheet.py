"""Where a node is known from: what each source says of it, and who is believed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from console.model.inventory import FIELDS, Told
from console.model.text import fill
from console.settings.language import _
from console.ui.dialogs import button, footer, label
from console.ui.fonts import ui_font
from console.ui.inventory.words import field_name, short_name, source_name
from console.ui.sheets import Sheet
from console.ui.theme import Themes

WIDTH, ROW, MOST_ROWS = 760, 28, 12


class OriginSheet(Sheet):
    """A row a field, a column a source, the strongest at the left; what counts is bold."""

    def __init__(self, themes: Themes, name: str, told: tuple[Told, ...]) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        title = fill(_("Where {node} is known from"), {"node": name})
        self.setAccessibleName(title)
        self.table = self._make_table(told)
        self.close_button = button(_("Close"), "primary", self)
        self.close_button.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(title, "title", self))
        words = _("What counts is bold. Sources further left are believed more; the others fill what those leave open.")
        if not told:
            words = _("No source knows this node any more; it goes when its terminals are closed.")
        layout.addWidget(label(words, "second", self))
        layout.addWidget(self.table)
        layout.addSpacing(6)
        layout.addLayout(footer(self.close_button))
        self.table.setVisible(bool(told))

    def first_focus(self) -> QWidget | None:
        """Return the table where there is one."""
        return self.table if self.table.rowCount() else self.close_button

    def _make_table(self, told: tuple[Told, ...]) -> QTableWidget:
        fields = [field for field in FIELDS if any(field in dict(one.says) for one in told)]
        table = QTableWidget(len(fields), len(told), self)
        table.setAccessibleName(_("Sources"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, one in enumerate(told):
            head = QTableWidgetItem(short_name(one.source_id))
            head.setToolTip(source_name(one.source_id))
            table.setHorizontalHeaderItem(column, head)
        table.setVerticalHeaderLabels([field_name(field) for field in fields])
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().setDefaultSectionSize(ROW)
        for column, one in enumerate(told):
            says = dict(one.says)
            for row, field in enumerate(fields):
                item = QTableWidgetItem(says.get(field, ""))
                item.setToolTip(says.get(field, ""))
                if field in one.wins:
                    item.setFont(ui_font("body_strong"))
                table.setItem(row, column, item)
        table.setFixedHeight(ROW * (min(len(fields), MOST_ROWS) + 1) + 8)
        return table
