"""The card beside what the pointer is over. It is read, never clicked, and goes when the pointer goes."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from console.ui.dialogs import label
from console.ui.fonts import mono_font
from console.ui.sheets import paint_shadow
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes

SHADOW = 8
WIDEST = 560
"""Logical pixels of an address; a longer one goes on in the next line, none of it is left out."""


class Note(Struct, frozen=True):
    """A line of a card: with a sign it is a judgement, with a name a value, else it is just said."""

    text: str
    name: str = ""
    sign: Sign | None = None
    quiet: bool = False
    mono: bool = False
    strong: bool = False


class Tip(QWidget):
    """A card over a window; it takes neither the keyboard nor the pointer."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._beside = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._themes = themes
        self._content = QWidget(self)

    def say(self, notes: list[Note], beside: QRect | None = None) -> None:
        """Show ``notes`` under a place of the window, over it where there is no room; else where they were."""
        # A new one each time: a layout that is emptied does not lay out all that comes in anew.
        self._content.hide()
        self._content.deleteLater()
        self._content = QWidget(self)
        self._content.move(SHADOW, SHADOW)
        grid = QGridLayout(self._content)
        grid.setContentsMargins(12, 9, 12, 9)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for line, note in enumerate(notes):
            self._add(grid, line, note)
        self._content.adjustSize()
        self._content.show()
        self.setAccessibleName(" ".join(f"{note.name} {note.text}".strip() for note in notes))
        self._beside = beside or self._beside
        self.resize(self._content.size() + QSize(2 * SHADOW, 2 * SHADOW))
        self.move(self._place(self._beside))
        self.show()
        self.raise_()

    @property
    def text(self) -> str:
        """All that it says, a line a note."""
        return "\n".join(label.text().replace("\u200b", "") for label in self._content.findChildren(QLabel))

    def _add(self, grid: QGridLayout, line: int, note: Note) -> None:
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if note.name:
            grid.addWidget(label(note.name, "hint", self._content, wraps=False), line, 0, top)
            grid.addWidget(self._words(note), line, 1, top)
        elif note.sign is None:
            grid.addWidget(self._words(note), line, 0, 1, 2, top)
        else:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(SignLabel(self._themes, note.sign, 14, self._content), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(self._words(note), 1, Qt.AlignmentFlag.AlignLeft)
            grid.addLayout(row, line, 0, 1, 2)

    def _words(self, note: Note) -> QLabel:
        role = "evidence" if note.mono else "hint" if note.quiet else "strong" if note.strong else ""
        words = label(note.text, role, self._content, wraps=False)
        metrics = QFontMetrics(mono_font("mono_small") if note.mono else words.font())
        if metrics.horizontalAdvance(note.text) > WIDEST:
            # Labels break at blanks only; an address has none.
            words.setText("\u200b".join(note.text) if note.mono else note.text)
            words.setWordWrap(True)
            words.setFixedWidth(WIDEST)
            words.setMinimumHeight(words.heightForWidth(WIDEST))
        return words

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
