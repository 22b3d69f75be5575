"""The values that a snippet needs, and what it will be with them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from console.model.snippet import Snippet
from console.settings.language import _
from console.ui.dialogs import button, footer, label, shown_text
from console.ui.fonts import mono_font
from console.ui.sheets import Sheet, open_dialog
from console.ui.terminal.pasting import quoted
from console.ui.theme import Themes

WIDTH = 640
FILE = "file"
"""The placeholder whose value is a path: it is quoted."""


class SnippetSheet(Sheet):
    """A line for each value. What stands in the preview is what goes to the terminal."""

    tells_truth = True

    filled = Signal(str)

    def __init__(self, themes: Themes, snippet: Snippet, known: Mapping[str, str]) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(snippet.name)
        self._snippet, self._known = snippet, known
        self.edits: dict[str, QLineEdit] = {}
        self.insert_button = button(_("Run") if snippet.run else _("Insert"), "primary", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self.insert_button.clicked.connect(self._insert)
        self.cancel_button.clicked.connect(self.reject)
        self.preview = shown_text("", _("Preview"), self, wraps=True)
        self.preview.setFont(mono_font("mono_small"))
        lines = min(snippet.text.count("\n") + 2, 8)
        self.preview.setFixedHeight(lines * QFontMetrics(self.preview.font()).lineSpacing() + 14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(snippet.name, "title", self))
        layout.addLayout(self._lines())
        layout.addWidget(self.preview)
        layout.addSpacing(6)
        layout.addLayout(footer(self.insert_button, self.cancel_button))
        self._show()

    def first_focus(self) -> QWidget | None:
        """Return the first line."""
        return next(iter(self.edits.values()), self.insert_button)

    def _lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        wanted = [name for name in self._snippet.placeholders if not self._known.get(name)]
        for row, name in enumerate(wanted):
            words = _("File") if name == FILE else name.replace("_", " ")
            edit = self.edits[name] = QLineEdit(self._snippet.defaults.get(name, ""), self)
            edit.setAccessibleName(words)
            edit.textChanged.connect(lambda _text: self._show())
            edit.returnPressed.connect(self._insert)
            grid.addWidget(label(words, "second", self, wraps=False), row, 0)
            grid.addWidget(edit, row, 1)
            if name == FILE:
                choose = button(_("Choose…"), "", self)
                choose.setProperty("small", "true")
                choose.clicked.connect(self._choose)
                grid.addWidget(choose, row, 2)
        grid.setColumnStretch(1, 1)
        return grid

    def text(self) -> str:
        """Return the snippet with all its values."""
        typed = {name: edit.text() for name, edit in self.edits.items() if edit.text()}
        if FILE in typed:
            typed[FILE] = quoted([typed[FILE]]).strip()
        return self._snippet.filled({**self._known, **typed})

    def _show(self) -> None:
        self.preview.setPlainText(self.text())
        self.insert_button.setEnabled(all(edit.text() for edit in self.edits.values()))

    def _choose(self) -> None:
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.edits[FILE].setText)
        open_dialog(dialog)

    def _insert(self) -> None:
        if self.insert_button.isEnabled():
            self.accept()
            self.filled.emit(self.text())
