"""What goes from a terminal to the clipboard, and from the clipboard to a terminal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

from console.ui.terminal.sender import Sender
from console.ui.terminal.surface import TerminalSurface


class Clipboard:
    """Copies what is marked and pastes, for one terminal."""

    def __init__(self, surface: TerminalSurface, sender: Sender, take: Callable[[str], None]) -> None:
        self._surface = surface
        self._sender = sender
        self._take = take
        self.copies_at_once = False
        """Put what is marked on the clipboard as soon as it is."""

    def copy(self) -> None:
        """Put what is marked on the clipboard."""
        selection = self._surface.selection
        if selection is not None:
            self._sender.read(selection, QGuiApplication.clipboard().setText)

    def copy_html(self) -> None:
        """Put what is marked on the clipboard with its looks; what takes no HTML gets the text."""
        selection = self._surface.selection
        if selection is None:
            return

        def both(html: str) -> None:
            def put(text: str) -> None:
                content = QMimeData()
                content.setHtml(html)
                content.setText(text)
                QGuiApplication.clipboard().setMimeData(content)

            self._sender.read(selection, put)

        self._sender.read_styled(selection, both, html=True)

    def copy_ansi(self) -> None:
        """Put what is marked on the clipboard with the sequences that make its looks in a terminal."""
        selection = self._surface.selection
        if selection is not None:
            self._sender.read_styled(selection, QGuiApplication.clipboard().setText, html=False)

    def offer(self) -> None:
        """Offer what is marked to a middle click, where the system keeps that."""
        if self.copies_at_once:
            self.copy()
        selection = self._surface.selection
        clipboard = QGuiApplication.clipboard()
        if selection is not None and clipboard.supportsSelection():
            self._sender.read(selection, lambda text: clipboard.setText(text, QClipboard.Mode.Selection))

    def paste(self) -> None:
        """Paste the clipboard."""
        self._paste(QClipboard.Mode.Clipboard)

    def paste_primary(self) -> None:
        """Paste what was marked last, where the system keeps that; else the clipboard."""
        has_primary = QGuiApplication.clipboard().supportsSelection()
        self._paste(QClipboard.Mode.Selection if has_primary else QClipboard.Mode.Clipboard)

    def _paste(self, mode: QClipboard.Mode) -> None:
        self._take(QGuiApplication.clipboard().text(mode))
