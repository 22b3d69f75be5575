"""What the right mouse button offers on a terminal. The keys stand beside the words: here they are found."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from console.settings.language import _
from console.ui.qtwords import key_words
from console.ui.terminal.clipboard import Clipboard
from console.ui.terminal.surface import TerminalSurface

MenuPart = Callable[[QMenu, QPoint], None]
"""Adds entries to the menu of a terminal; the place is where it was asked for, in the widget."""

COPY, PASTE, SELECT_ALL, LEAVE = "Ctrl+Shift+C", "Ctrl+Shift+V", "Ctrl+Shift+A", "Ctrl+Shift+Esc"


def edit_menu(parent: QWidget, clipboard: Clipboard, surface: TerminalSurface, leave: Callable[[], None]) -> QMenu:
    """Return the menu; where nothing is marked, there is nothing to copy."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    marked = surface.selection is not None
    # Words and keys only: a shortcut of its own would quarrel with the terminal over the key.
    menu.addAction(_entry(_("Copy"), COPY), clipboard.copy).setEnabled(marked)
    copy_as = menu.addMenu(_("Copy as"))
    copy_as.setEnabled(marked)
    copy_as.addAction(_("Text"), clipboard.copy)
    copy_as.addAction(_("HTML"), clipboard.copy_html)
    copy_as.addAction(_("Text with colours (ANSI)"), clipboard.copy_ansi)
    menu.addAction(_entry(_("Paste"), PASTE), clipboard.paste)
    menu.addAction(_entry(_("Select all"), SELECT_ALL), surface.select_all)
    menu.addSeparator()
    menu.addAction(_entry(_("Leave the terminal"), LEAVE), leave)
    return menu


def _entry(words: str, keys: str) -> str:
    return words if sys.platform == "darwin" else f"{words}\t{key_words(keys)}"
