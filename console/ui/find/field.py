"""The line that the pattern is typed into. It shows at which character a pattern is wrong."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit, QWidget

from console.settings.language import _
from console.ui.fonts import mono_font
from console.ui.theme import Themes

Key = Qt.Key
_STEPS = {Key.Key_Return: 1, Key.Key_Enter: 1, Key.Key_F3: 1, Key.Key_Up: 1, Key.Key_Down: -1}


class FindField(QLineEdit):
    """Enter goes on to older hits, Shift+Enter to newer ones."""

    stepped = Signal(int)
    """By how many hits, towards the older ones."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._wrong: int | None = None
        self.setObjectName("find")
        self.setFont(mono_font("mono_small"))
        self.setPlaceholderText(_("Find"))
        self.setAccessibleName(_("Find in the terminal"))
        self.textChanged.connect(lambda: self.show_mistake(None))

    def show_mistake(self, position: int | None) -> None:
        """Underline the character at ``position``, counted from 0."""
        if position is None and self._wrong is None:
            return
        self._wrong = position
        attributes: list[QInputMethodEvent.Attribute] = []
        if position is not None:
            style = QTextCharFormat()
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            style.setUnderlineColor(self._themes.current.colors.fail)
            style.setForeground(self._themes.current.colors.fail)
            start = min(position, max(0, len(self.text()) - 1)) - self.cursorPosition()
            attributes.append(QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.TextFormat, start, 1, style))
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from hit to hit; everything else is text."""
        step = _STEPS.get(Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.stepped.emit(-step if shifted else step)
