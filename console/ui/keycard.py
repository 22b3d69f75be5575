"""Two fingerprints one above the other, so that an eye can compare them."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from console.ui.fonts import mono_font
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes


def plain_html(digest: str) -> str:
    """Return a fingerprint as it is known."""
    return f"SHA256:{escape(digest)}"


def marked_html(runs: list[tuple[str, bool]], themes: Themes) -> str:
    """Return a fingerprint whose differing characters are bold, tinted and underlined."""
    colors = themes.current.colors
    style = f"color:{colors.fail.name()};background:{colors.fail_bg.name()};font-weight:700;text-decoration:underline"
    parts = [f'<span style="{style}">{escape(run)}</span>' if differs else escape(run) for run, differs in runs]
    return "SHA256:" + "".join(parts)


class KeyCard(QWidget):
    """A framed card; each key is a sign, a word, its type and its full fingerprint."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnMinimumWidth(1, 120)
        self._grid.setColumnStretch(2, 1)

    def add(self, sign: Sign, word: str, key_type: str, fingerprint_html: str) -> None:
        """Add a key below the others."""
        line = self._grid.rowCount()
        title, kind, digest = QLabel(word, self), QLabel(key_type, self), QLabel(self)
        title.setProperty("role", "strong")
        kind.setProperty("role", "hint")
        digest.setProperty("role", "key")
        digest.setFont(mono_font("mono_key"))
        digest.setTextFormat(Qt.TextFormat.RichText)
        digest.setText(fingerprint_html)
        digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        digest.setAccessibleName(word)
        if line > 1:
            self._grid.setRowMinimumHeight(line, 6)
            line += 1
        self._grid.addWidget(SignLabel(self._themes, sign, 14, self), line, 0)
        self._grid.addWidget(title, line, 1)
        self._grid.addWidget(digest, line, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(kind, line + 1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.line, 1))
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
