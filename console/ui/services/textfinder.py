"""Finds words in a text that is shown: every hit is marked, one is chosen, and how many there are stands beside."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from console.model.text import fill
from console.settings.language import _
from console.ui.dialogs import label
from console.ui.formats import whole
from console.ui.theme import Themes

MOST_MARKED = 500
"""Hits with a ground of their own; all are counted and can be gone to."""


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """Return a text in lower case with as many characters as Qt counts: one a UTF-16 unit."""
    return _ASTRAL.sub("\ufffd\ufffd", text.replace("\u0130", "i").lower())


class TextFinder(QObject):
    """Enter in the field goes to the next hit, Shift+Enter to the one before; F3 does so from the text as well."""

    def __init__(self, themes: Themes, text: QPlainTextEdit, field: QLineEdit) -> None:
        super().__init__(text)
        self._themes, self._text, self._field = themes, text, field
        self._hits: list[int] = []
        self._at = -1
        self._words = ""
        self.figure = label("", "hint", field, wraps=False)
        field.textChanged.connect(self.find)
        field.installEventFilter(self)
        text.installEventFilter(self)
        themes.changed.connect(self._mark)

    def find(self, words: str) -> None:
        """Find words in whatever case, and go to the first hit from where the text stands."""
        self._words = plain(words)
        self._collect()
        here = self._text.textCursor().selectionStart()
        self._at = next((place for place, start in enumerate(self._hits) if start >= here), 0) if self._hits else -1
        self._go()

    def again(self) -> None:
        """Look again in a text that has changed; what is chosen stays where it is."""
        if self._words:
            self._collect()
            self._at = min(max(self._at, 0), len(self._hits) - 1)
            self._say()
            self._mark()

    def step(self, by: int) -> None:
        """Go so many hits on, round the ends."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._go()

    def _collect(self) -> None:
        self._hits = []
        if not self._words:
            return
        text = plain(self._text.toPlainText())
        start = text.find(self._words)
        while start >= 0:
            self._hits.append(start)
            start = text.find(self._words, start + len(self._words))

    def _go(self) -> None:
        self._say()
        self._mark()
        if self._at >= 0:
            self._text.setTextCursor(self._cursor(self._hits[self._at]))
            self._text.ensureCursorVisible()

    def _cursor(self, start: int) -> QTextCursor:
        cursor = QTextCursor(self._text.document())
        cursor.setPosition(start)
        cursor.setPosition(start + len(self._words), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _say(self) -> None:
        if not self._words:
            self.figure.setText("")
        elif not self._hits:
            self.figure.setText(_("Nothing found"))
        else:
            words = fill(_("Hit {number} of {count}"), {"number": whole(self._at + 1), "count": whole(len(self._hits))})
            self.figure.setText(words)

    def _mark(self) -> None:
        colors = self._themes.current.colors
        first = max(0, self._at - MOST_MARKED // 2)
        ground = QTextCharFormat()
        ground.setBackground(colors.select_idle)
        marks = []
        for start in self._hits[first : first + MOST_MARKED]:
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = self._cursor(start), ground
            marks.append(mark)
        self._text.setExtraSelections(marks)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step through the hits by keyboard."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        enters = watched is self._field and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not enters and event.key() != Qt.Key.Key_F3:
            return False
        if enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        return True
