"""The sheets of layouts: a name to save what is open under, and the list of those that there are."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from console.settings.language import _, ngettext
from console.ui.dialogs import button, footer, label
from console.ui.namesheet import WIDTH, NameSheet, NameWords
from console.ui.sheets import Sheet
from console.ui.theme import Themes
from console.wire.messages import LayoutInfo

MOST_CHARACTERS = 80
_ROWS, _ROW = 8, 30


class SaveLayoutSheet(NameSheet):
    """Says what of the terminals is kept."""

    def __init__(self, themes: Themes, names: tuple[str, ...]) -> None:
        words = NameWords(_("Save layout"), _("Name of the layout"), _("Replaces the layout of this name."))
        detail = _("Keeps which terminals are open and how they are arranged, not what they show.")
        super().__init__(themes, words, label(detail, "second"), names, MOST_CHARACTERS)


class LayoutListSheet(Sheet):
    """Opens a layout, or deletes it."""

    chosen = Signal(str)
    delete_wanted = Signal(str)

    def __init__(self, themes: Themes, layouts: tuple[LayoutInfo, ...]) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Layouts"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Layouts"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.open_button = button(_("Open"), "primary", self)
        self.delete_button = button(_("Delete"), "danger", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self.open_button.clicked.connect(self._open)
        self.delete_button.clicked.connect(self._delete)
        self.cancel_button.clicked.connect(self.reject)
        self.list.itemActivated.connect(lambda _item: self._open())
        self.list.currentRowChanged.connect(lambda _row: self._show())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(_("Layouts"), "title", self))
        layout.addWidget(
            label(_("The terminals of a layout are opened anew, behind those that are open."), "second", self)
        )
        layout.addWidget(self.list)
        layout.addSpacing(6)
        line = footer(self.open_button, self.cancel_button)
        line.insertWidget(0, self.delete_button)
        layout.addLayout(line)
        self.show_layouts(layouts)

    def first_focus(self) -> QWidget | None:
        """Return the list."""
        return self.list

    def show_layouts(self, layouts: tuple[LayoutInfo, ...]) -> None:
        """Show other layouts; the place in the list stays."""
        row = max(0, self.list.currentRow())
        self.list.clear()
        for info in layouts:
            item = QListWidgetItem(f"{info.name}    {layout_words(info)}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, info.name)
            item.setSizeHint(QSize(0, _ROW))
        self.list.setCurrentRow(min(row, len(layouts) - 1))
        self.list.setFixedHeight(_ROW * min(max(len(layouts), 2), _ROWS) + 4)
        self._show()

    def current(self) -> str:
        """Return the name of the chosen layout, empty where there is none."""
        row = self.list.currentRow()
        return "" if row < 0 else str(self.list.item(row).data(Qt.ItemDataRole.UserRole))

    def _show(self) -> None:
        for part in (self.open_button, self.delete_button):
            part.setEnabled(bool(self.current()))

    def _open(self) -> None:
        name = self.current()
        if name:
            self.accept()
            self.chosen.emit(name)

    def _delete(self) -> None:
        if self.current():
            self.delete_wanted.emit(self.current())


def layout_words(info: LayoutInfo) -> str:
    """Return what a layout holds: how many terminals, and on which nodes."""
    count = len(info.nodes)
    nodes = Counter(info.nodes)
    named = ", ".join(name if times == 1 else f"{name} ({times})" for name, times in nodes.most_common(4))
    words = ngettext("{count} terminal", "{count} terminals", count)
    return f"{words}: {named}" + (" …" if len(nodes) > 4 else "")
