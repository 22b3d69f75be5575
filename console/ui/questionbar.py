"""A question over the terminals that takes no keyboard away: a program asks it, and programs ask when they like."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.settings.language import _
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes

MOST_WAITING = 8
"""Questions; a program that asks more is not heard."""


class Ask(Struct, frozen=True):
    """A question. A new one with the same ``key`` takes the place of the old one."""

    key: str
    words: str
    detail: str
    """What it is about, as evidence; one line, elided."""
    answers: tuple[tuple[str, Callable[[], None]], ...]
    """Words and what they do. Not to answer is always possible and does nothing."""


class QuestionBar(QWidget):
    """One question at a time; further ones wait."""

    left = Signal()
    """The question is answered from the keyboard, which goes back to the terminal."""
    shown = Signal(bool)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._asked: list[Ask] = []
        self._words, self._detail = QLabel(self), QLabel(self)
        self._words.setProperty("role", "strong")
        self._detail.setProperty("role", "evidence")
        for label in (self._words, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._buttons: list[QPushButton] = []
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._words)
        words.addWidget(self._detail)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(14, 8, 14, 8)
        self._line.setSpacing(8)
        self._line.addWidget(SignLabel(themes, Sign.WARNING, 14, self), 0, Qt.AlignmentFlag.AlignTop)
        self._line.addLayout(words, 1)
        self.hide()

    def ask(self, question: Ask) -> None:
        """Show a question, after those that are open."""
        keys = [asked.key for asked in self._asked]
        if question.key in keys:
            self._asked[keys.index(question.key)] = question
        elif len(self._asked) < MOST_WAITING:
            self._asked.append(question)
        if self._asked[0] is question:
            self._show()

    def withdraw(self, key: str) -> None:
        """Take back what is not asked any more: the question of a key, or of all keys below it (``key/...``)."""
        self._asked = [asked for asked in self._asked if asked.key != key and not asked.key.startswith(f"{key}/")]
        self._show()

    @property
    def current(self) -> Ask | None:
        """The question that is shown."""
        return self._asked[0] if self._asked else None

    def take_keyboard(self) -> None:
        """Give the keyboard to the answer that does nothing."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self) -> None:
        question = self.current
        had_focus = any(button.hasFocus() for button in self._buttons)
        self.setVisible(question is not None)
        self.shown.emit(question is not None)
        self._offer(() if question is None else (_("Not now"), *(words for words, _call in question.answers)))
        if question is None:
            if had_focus:
                self.left.emit()
            return
        is_new = self.accessibleName() != question.words
        self._words.setText(question.words)
        self._elide()
        self.setAccessibleName(question.words)
        for button in self._buttons:
            button.setAccessibleName(f"{button.text()}: {question.words}")
        if had_focus and not any(button.hasFocus() for button in self._buttons):
            self.take_keyboard()
        if is_new:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _offer(self, answers: tuple[str, ...]) -> None:
        """Show these buttons. The same ones stay: who asks again and again must not take them away from a finger."""
        if answers == tuple(button.text() for button in self._buttons):
            return
        for button in self._buttons:
            self._line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for place, words in enumerate(answers):
            button = QPushButton(words, self)
            button.setAccessibleName(words)
            button.setProperty("small", "true")
            button.clicked.connect(partial(self._answered, place))
            self._line.addWidget(button)
            self._buttons.append(button)
            button.show()

    def _answered(self, place: int) -> None:
        question = self._asked.pop(0)
        if place:
            question.answers[place - 1][1]()
        self._show()

    def _elide(self) -> None:
        question = self.current
        if question is not None:
            metric = QFontMetrics(self._detail.font())
            room = max(self._detail.width(), 200)
            self._detail.setText(metric.elidedText(question.detail, Qt.TextElideMode.ElideRight, room))
            self._detail.setVisible(bool(question.detail))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape answers nothing; Enter presses the button that has the focus."""
        if event.key() == Qt.Key.Key_Escape and self._buttons:
            self._buttons[0].click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the evidence as there is room for."""
        self._elide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of a question with its edge."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.raised)
        painter.fillRect(0, 0, 4, self.height(), colors.warn)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)
