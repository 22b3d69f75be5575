"""Asks under which name a filter is saved."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.settings.language import _
from console.ui.dialogs import button, footer, label
from console.ui.sheets import Sheet
from console.ui.theme import Themes

WIDTH = 520
MOST_CHARACTERS = 60


class SaveFilterSheet(Sheet):
    """A name that is taken is said to be, and its filter is replaced."""

    chosen = Signal(str)

    def __init__(self, themes: Themes, query: str, names: tuple[str, ...]) -> None:
        super().__init__(themes)
        self._names = names
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Save filter"))
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(_("Name of the filter"))
        self.edit.setPlaceholderText(_("Name of the filter"))
        self.edit.setMaxLength(MOST_CHARACTERS)
        self._hint = label("", "hint", self)
        self.save_button = button(_("Save"), "primary", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.reject)
        self.edit.textChanged.connect(lambda _text: self._show())
        self.edit.returnPressed.connect(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(_("Save filter"), "title", self))
        layout.addWidget(label(query, "mono", self))
        layout.addWidget(self.edit)
        layout.addWidget(self._hint)
        layout.addSpacing(6)
        layout.addLayout(footer(self.save_button, self.cancel_button))
        self._show()

    def first_focus(self) -> QWidget | None:
        """Return the line for the name."""
        return self.edit

    def _name(self) -> str:
        return " ".join(self.edit.text().split())

    def _show(self) -> None:
        taken = self._name() in self._names
        self._hint.setText(_("Replaces the filter of this name.") if taken else " ")
        self.save_button.setText(_("Replace") if taken else _("Save"))
        self.save_button.setEnabled(bool(self._name()))

    def _save(self) -> None:
        if self._name():
            self.accept()
            self.chosen.emit(self._name())
