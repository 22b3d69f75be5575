"""Which theme a choice stands for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

THEMES = ("dark", "light", "high_contrast")
AUTO = "auto"
"""Follow the desktop's own choice between dark and light."""


def theme_of(choice: str) -> str:
    """Return the name of the theme that a choice stands for: its own, or what the system prefers."""
    if choice in THEMES:
        return choice
    is_light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
    return "light" if is_light else "dark"
