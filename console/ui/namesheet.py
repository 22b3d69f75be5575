"""Asks under which name something is saved; one that is taken is said to be, and then replaced."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from console.settings.language import _
from console.ui.dialogs import button, footer, label
from console.ui.sheets import Sheet
from console.ui.theme import Themes

WIDTH = 520


class NameWords(Struct, frozen=True):
    """What the sheet says, in the language of the window."""

    title: str
    field: str
    """What the name is a name of."""
    replaces: str
    """That the name is taken, and what that means."""


class NameSheet(Sheet):
    """A line for the name under ``detail``, which says what is saved."""

    chosen = Signal(str)

    def __init__(self, themes: Themes, words: NameWords, detail: QLabel, names: tuple[str, ...], longest: int) -> None:
        super().__init__(themes)
        self._words, self._names = words, names
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(words.title)
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName(words.field)
        self.edit.setPlaceholderText(words.field)
        self.edit.setMaxLength(longest)
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
        layout.addWidget(label(words.title, "title", self))
        layout.addWidget(detail)
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
        self._hint.setText(self._words.replaces if taken else " ")
        self.save_button.setText(_("Replace") if taken else _("Save"))
        self.save_button.setEnabled(bool(self._name()))

    def _save(self) -> None:
        if self._name():
            self.accept()
            self.chosen.emit(self._name())
