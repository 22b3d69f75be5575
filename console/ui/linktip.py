"""The card beside what the pointer is over. It is read, never clicked, and goes when the pointer goes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from console.ui.dialogs import label
from console.ui.fonts import mono_font
from console.ui.sheets import paint_shadow
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes

SHADOW = 8
WIDEST = 560
"""Logical pixels of an address; a longer one goes on in the next line, none of it is left out."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line of a card: with a sign it is a judgement, with a name a value, else it is just said."""

    text: str
    name: str = ""
    sign: Sign | None = None
    quiet: bool = False
    mono: bool = False


class Tip(QWidget):
    """A card over a window; it takes neither the keyboard nor the pointer."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._themes = themes
        self._parts: list[QWidget] = []
        self._grid = QGridLayout(self)
        edge = SHADOW + 12
        self._grid.setContentsMargins(edge, SHADOW + 9, edge, SHADOW + 9)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(2, 1)

    def say(self, notes: list[Note], beside: QRect) -> None:
        """Show ``notes`` under a place of the window, over it where there is no room."""
        for part in self._parts:
            self._grid.removeWidget(part)
            part.deleteLater()
        self._parts = []
        for line, note in enumerate(notes):
            self._add(line, note)
        self.setAccessibleName(" ".join(f"{note.name} {note.text}".strip() for note in notes))
        self.adjustSize()
        self.move(self._place(beside))
        self.show()
        self.raise_()

    @property
    def text(self) -> str:
        """All that it says, a line a note."""
        return "\n".join(part.text().replace("\u200b", "") for part in self._parts if isinstance(part, QLabel))

    def _add(self, line: int, note: Note) -> None:
        column = 0
        if note.sign is not None:
            sign = SignLabel(self._themes, note.sign, 14, self)
            self._put(sign, line, 0, 1)
            column = 1
        if note.name:
            self._put(label(note.name, "hint", self, wraps=False), line, column, 1)
            column = 2
        role = "evidence" if note.mono else "hint" if note.quiet else ""
        words = label(note.text, role, self, wraps=False)
        metrics = QFontMetrics(mono_font("mono_small") if note.mono else words.font())
        if metrics.horizontalAdvance(note.text) > WIDEST:
            # Labels break at blanks only; an address has none.
            words.setText("\u200b".join(note.text) if note.mono else note.text)
            words.setWordWrap(True)
            words.setFixedWidth(WIDEST)
            words.setMinimumHeight(words.heightForWidth(WIDEST))
        self._put(words, line, column, 3 - column)

    def _put(self, part: QWidget, line: int, column: int, span: int) -> None:
        self._grid.addWidget(part, line, column, 1, span, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        part.show()
        self._parts.append(part)

    def _place(self, beside: QRect) -> QPoint:
        room = self._window.rect()
        below = beside.bottom() + 6 - SHADOW
        above = beside.top() - 6 + SHADOW - self.height()
        y = below if below + self.height() <= room.bottom() or above < room.top() else above
        x = min(max(beside.left() - 14 - SHADOW, room.left()), max(room.left(), room.right() - self.width()))
        return QPoint(x, y)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its shadow."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, card, drop=3, blur=SHADOW, alpha=0.20)
        painter.setPen(QPen(colors.line, 1))
        painter.setBrush(colors.raised)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
