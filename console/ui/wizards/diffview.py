"""Lines that differ, told apart by their first sign and by colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QTextEdit, QWidget

from console.settings.language import _
from console.ui.fonts import MONO_FAMILIES, mono_font
from console.ui.theme import Colors, Themes

_MONO = "font-family:" + ",".join(f"'{family}'" for family in MONO_FAMILIES)


class DiffView(QTextEdit):
    """Shows a difference; it is painted anew when the theme changes."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._head, self._lines = "", list[str]()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("Changes"))
        self.document().setDocumentMargin(12)
        self.setFont(mono_font("mono_small"))
        themes.changed.connect(self._paint_anew)

    def show_lines(self, head: str, lines: Sequence[str]) -> None:
        """Show other lines under words that say between what they are the difference."""
        self._head, self._lines = head, list(lines)
        self._paint_anew()

    def _paint_anew(self) -> None:
        colors = self._themes.current.colors
        head = f'<p style="color:{colors.text2.name()}">{escape(self._head)}</p>'
        self.setHtml(head + "".join(_line(line, colors) for line in self._lines))


def _line(line: str, colors: Colors) -> str:
    ink = {"+": colors.ok, "-": colors.fail, "@": colors.accent}.get(line[:1], colors.text2)
    return f'<pre style="color:{ink.name()}; margin:0; white-space:pre-wrap; {_MONO}">{escape(line) or " "}</pre>'
