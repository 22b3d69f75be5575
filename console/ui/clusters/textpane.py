"""Text beside a table: the details of a row, the end of an output, a log that goes on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.settings.language import _
from console.ui.dialogs import label, shown_text
from console.ui.icons import IconButton
from console.ui.theme import Themes

MOST_LINES = 20_000
"""A log that goes on for days must not fill the memory: its oldest lines go."""


class TextPane(QWidget):
    """A title, the text, and a cross to put it away."""

    closed = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("", "strong", self, wraps=False)
        self._note = label("", "hint", self, wraps=False)
        self._again = IconButton(themes, "ph.arrow-clockwise", _("Read again"), self)
        self._closing = IconButton(themes, "ph.x", _("Close"), self, 12)
        self._closing.clicked.connect(self.put_away)
        self.again = self._again.clicked
        self.text = shown_text("", "", self)
        self.text.setMaximumBlockCount(MOST_LINES)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._note, 1)
        head.addWidget(self._again)
        head.addWidget(self._closing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)
        self.hide()

    def begin(self, title: str, note: str = "", *, can_repeat: bool = True) -> None:
        """Show a new text, empty at first."""
        self._title.setText(title)
        self._note.setText(note)
        self._again.setVisible(can_repeat)
        self.text.setAccessibleName(title)
        self.text.clear()
        self.show()

    def note(self, words: str) -> None:
        """Say something beside the title."""
        self._note.setText(words)

    def fill(self, text: str, *, at_end: bool = False) -> None:
        """Show a text from its beginning or its end; its lines from their beginnings."""
        self.text.setPlainText(text)
        self.text.moveCursor(QTextCursor.MoveOperation.End if at_end else QTextCursor.MoveOperation.Start)
        self.text.moveCursor(QTextCursor.MoveOperation.StartOfBlock)

    def add(self, text: str) -> None:
        """Add text; who reads further up is not torn away."""
        bar = self.text.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 2
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        if follows:
            bar.setValue(bar.maximum())

    def put_away(self) -> None:
        """Close it."""
        if self.isVisible():
            self.hide()
            self.text.clear()
            self.closed.emit()
