"""What a reading of the inventory would change, before it is taken."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.settings.language import _, problem_text
from console.ui.dialogs import button, footer, label
from console.ui.inventory.changelist import ChangeList
from console.ui.inventory.words import summary
from console.ui.sheets import Sheet
from console.ui.theme import Themes
from console.wire import messages as m

WIDTH, LIST_HEIGHT = 640, 320
_MOST_PROBLEMS = 4


class PreviewSheet(Sheet):
    """Shows added, changed and gone nodes; nothing happens before somebody takes them."""

    taken = Signal(int)
    """The number of the preview."""

    def __init__(self, themes: Themes, title: str, preview: m.InventoryPreview) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(title)
        self._number = preview.number
        self.changes = ChangeList(themes, self)
        self.changes.setFixedHeight(LIST_HEIGHT)
        self.changes.show_changes(preview.changes)
        self.take_button = button(_("Take these changes"), "primary", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self.take_button.clicked.connect(self._take)
        self.cancel_button.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(title, "title", self))
        layout.addWidget(label(summary(preview.changes), "strong", self))
        layout.addWidget(label(_("Nodes with open terminals stay until these are closed."), "second", self))
        problems = [problem for state in preview.sources for problem in state.problems]
        for problem in problems[:_MOST_PROBLEMS]:
            layout.addWidget(label(problem_text(problem), "error", self))
        layout.addWidget(self.changes)
        layout.addSpacing(6)
        layout.addLayout(footer(self.take_button, self.cancel_button))

    def first_focus(self) -> QWidget | None:
        """Return the list: it is there to be read."""
        return self.changes

    def _take(self) -> None:
        self.accept()
        self.taken.emit(self._number)
