"""What the right mouse button offers on a terminal. The keys stand beside the words: here they are found."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from console.settings.language import _
from console.ui.qtwords import key_words

MenuPart = Callable[[QMenu, QPoint], None]
"""Adds entries to the menu of a terminal; the place is where it was asked for, in the widget."""

COPY, PASTE, SELECT_ALL, LEAVE = "Ctrl+Shift+C", "Ctrl+Shift+V", "Ctrl+Shift+A", "Ctrl+Shift+Esc"


def edit_menu(
    parent: QWidget,
    *,
    copy: Callable[[], None] | None,
    paste: Callable[[], None],
    select_all: Callable[[], None],
    leave: Callable[[], None],
) -> QMenu:
    """Return the menu; without ``copy`` nothing is marked and that entry is grey."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Words and keys only: a shortcut of its own would quarrel with the terminal over the key.
    menu.addAction(_entry(_("Copy"), COPY), copy or select_all).setEnabled(copy is not None)
    menu.addAction(_entry(_("Paste"), PASTE), paste)
    menu.addAction(_entry(_("Select all"), SELECT_ALL), select_all)
    menu.addSeparator()
    menu.addAction(_entry(_("Leave the terminal"), LEAVE), leave)
    return menu


def _entry(words: str, keys: str) -> str:
    return words if sys.platform == "darwin" else f"{words}\t{key_words(keys)}"
