"""A talk as it is read: who said what, and under each answer how long it took."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QWidget

from console.settings.language import _
from console.ui.fonts import ui_font
from console.ui.services.talks import Exchange, Talk
from console.ui.theme import Themes


class Transcript(QTextBrowser):
    """Grows at its end while an answer is written; who reads further up is not torn away."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._talk: Talk | None = None
        self.setAccessibleName(_("Questions and answers"))
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(12)
        themes.changed.connect(self._again)

    def show_talk(self, talk: Talk) -> None:
        """Show a talk from its beginning."""
        self._talk = talk
        self._again()

    def _again(self) -> None:
        self.clear()
        if self._talk is not None:
            for exchange in self._talk.exchanges:
                self.begin(exchange)
                self.grow(exchange.text)
                if exchange.is_over:
                    self.end(exchange)

    def begin(self, exchange: Exchange) -> None:
        """Show a question, and the place of its answer."""
        colors = self._themes.current.colors
        self._paragraph(_("You"), "caption", colors.text3, 0 if self.document().isEmpty() else 14)
        self._paragraph(exchange.question, "body", colors.text, 2)
        self._paragraph(_("Vector") if exchange.is_vector else _("Model"), "caption", colors.text3, 10)
        self._paragraph("", "body", colors.text, 2)

    def grow(self, text: str) -> None:
        """Add what is new of the answer."""
        self._write(text, ui_font("body"), self._themes.current.colors.text)

    def end(self, exchange: Exchange) -> None:
        """Say how it went."""
        colors = self._themes.current.colors
        color = colors.fail if exchange.problem is not None else colors.text3
        if exchange.text:
            self._paragraph(exchange.facts(), "small", color, 4)
        else:
            self._write(exchange.facts(), ui_font("small"), color)

    def _paragraph(self, text: str, role: str, color: QColor, above: int) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        form = QTextBlockFormat()
        form.setTopMargin(above)
        if self.document().isEmpty():
            cursor.setBlockFormat(form)
        else:
            cursor.insertBlock(form)
        self._write(text, ui_font(role), color)

    def _write(self, text: str, font: QFont, color: QColor) -> None:
        bar = self.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 2
        form = QTextCharFormat()
        form.setFont(font)
        form.setForeground(color)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, form)
        if follows:
            bar.setValue(bar.maximum())
