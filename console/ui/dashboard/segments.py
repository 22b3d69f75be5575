"""A row of words of which one is chosen. The arrow keys walk along it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from console.ui.fonts import ui_font
from console.ui.theme import Themes

HEIGHT = 22


class Segment(QAbstractButton):
    """One of the words."""

    def __init__(self, themes: Themes, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setCheckable(True)
        self.setText(word)
        self.setAccessibleName(word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the row."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return room for the word."""
        return QSize(round(QFontMetricsF(ui_font("caption")).horizontalAdvance(self.text())) + 18, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the word; the chosen one stands on a ground."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(colors.focus, 2) if self.hasFocus() else QPen(colors.edge, 1))
            painter.setBrush(colors.press if self.isChecked() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.hover)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setFont(ui_font("caption"))
        painter.setPen(colors.text if self.isChecked() else colors.text2)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segments(QWidget):
    """The words side by side in one well."""

    chosen = Signal(int)
    """Place of the word."""

    def __init__(self, themes: Themes, words: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._place = 0
        self.buttons: list[Segment] = []
        for place, word in enumerate(words):
            button = Segment(themes, word, self)
            button.toggled.connect(partial(self._turned, place))
            self.buttons.append(button)
            layout.addWidget(button)
        self.choose(0)
        self.resize(self.sizeHint())

    def choose(self, place: int) -> None:
        """Mark a word as the chosen one."""
        self._place = place
        for number, button in enumerate(self.buttons):
            button.setChecked(number == place)

    def _turned(self, place: int, is_on: bool) -> None:
        """Follow a word: a click turns it, and so does a screen reader, which does not click."""
        if is_on != (place == self._place):
            self._pick(place)

    def _pick(self, place: int) -> None:
        self.choose(place)
        self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys: the next word is chosen at once."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        place = (self._place + step) % len(self.buttons)
        self.buttons[place].setFocus(Qt.FocusReason.OtherFocusReason)
        self._pick(place)

    def sizeHint(self) -> QSize:
        """Return room for all words."""
        return QSize(sum(button.sizeHint().width() for button in self.buttons), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the well."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.line, 1))
        painter.setBrush(colors.well)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
