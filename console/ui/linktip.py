"""The card beside what the pointer is over. It is read, never clicked, and goes when the pointer goes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
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


@dataclass(frozen=True, slots=True)
class Note:
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
        self._parts: list[QWidget] = []
        self._grid = QGridLayout(self)
        edge = SHADOW + 12
        self._grid.setContentsMargins(edge, SHADOW + 9, edge, SHADOW + 9)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)

    def say(self, notes: list[Note], beside: QRect | None = None) -> None:
        """Show ``notes`` under a place of the window, over it where there is no room; else where they were."""
        for part in self._parts:
            part.deleteLater()
        self._parts = []
        while self._grid.takeAt(0) is not None:
            pass
        for line, note in enumerate(notes):
            self._add(line, note)
        self.setAccessibleName(" ".join(f"{note.name} {note.text}".strip() for note in notes))
        self._beside = beside or self._beside
        self.adjustSize()
        self.move(self._place(self._beside))
        self.show()
        self.raise_()

    @property
    def text(self) -> str:
        """All that it says, a line a note."""
        return "\n".join(part.text().replace("\u200b", "") for part in self._parts if isinstance(part, QLabel))

    def _add(self, line: int, note: Note) -> None:
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if note.name:
            self._grid.addWidget(self._part(label(note.name, "hint", self, wraps=False)), line, 0, top)
            self._grid.addWidget(self._words(note), line, 1, top)
            return
        row = QHBoxLayout()
        row.setSpacing(8)
        if note.sign is not None:
            row.addWidget(self._part(SignLabel(self._themes, note.sign, 14, self)), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words(note), 1)
        self._grid.addLayout(row, line, 0, 1, 2)

    def _words(self, note: Note) -> QLabel:
        role = "evidence" if note.mono else "hint" if note.quiet else "strong" if note.strong else ""
        words = label(note.text, role, self, wraps=False)
        metrics = QFontMetrics(mono_font("mono_small") if note.mono else words.font())
        if metrics.horizontalAdvance(note.text) > WIDEST:
            # Labels break at blanks only; an address has none.
            words.setText("\u200b".join(note.text) if note.mono else note.text)
            words.setWordWrap(True)
            words.setFixedWidth(WIDEST)
            words.setMinimumHeight(words.heightForWidth(WIDEST))
        self._part(words)
        return words

    def _part(self, part: QWidget) -> QWidget:
        part.show()
        self._parts.append(part)
        return part

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
