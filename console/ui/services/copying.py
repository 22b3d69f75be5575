"""Text to read and to take along."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.settings.language import _
from console.ui.dialogs import button, label, shown_text
from console.ui.fonts import mono_font

_FRAME = 18
"""Above and below the lines of a text, in logical pixels."""


def small_button(words: str, parent: QWidget, name: str = "") -> QPushButton:
    """Return a button for a line of them; ``name`` says which of several alike it is."""
    made = button(words, "", parent)
    made.setProperty("small", "true")
    if name:
        made.setAccessibleName(name)
    return made


def copy(text: str) -> None:
    """Put a text where the next paste takes it from."""
    QGuiApplication.clipboard().setText(text)


class CopyBlock(QWidget):
    """A title, a text that is as high as it is, and a button that copies it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.copy_button = small_button(_("Copy"), self, f"{_('Copy')}: {title}")
        self.text = shown_text("", title, self)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.copy_button.clicked.connect(lambda: copy(self.text.toPlainText()))
        head = QHBoxLayout()
        head.addWidget(label(title, "strong", self, wraps=False), 1)
        head.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.text)

    def fill(self, text: str) -> None:
        """Show another text."""
        if text == self.text.toPlainText():
            return
        self.text.setPlainText(text)
        line = QFontMetricsF(mono_font("mono_small")).lineSpacing()
        self.text.setFixedHeight(round(line * (text.count("\n") + 1)) + _FRAME)
