"""The theme that a person chooses, put on the whole program."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from console.ui.actions import Actions
from console.ui.stylesheet import palette, stylesheet
from console.ui.theme import Theme, Themes
from console.ui.themechoice import THEMES


class Dressing(QObject):
    """Does the actions on themes and gives the standard controls their colours."""

    chosen = Signal(str)
    """A person has chosen a theme."""

    def __init__(self, themes: Themes, commands: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._themes = themes
        for name in ("auto", *THEMES):
            commands.bind(f"theme_{name}", partial(self._choose, name))
        themes.changed.connect(self._dress)
        self._dress(themes.current)

    def next_theme(self) -> None:
        """Go on to the next theme."""
        at = THEMES.index(self._themes.current.name)
        self._choose(THEMES[(at + 1) % len(THEMES)])

    def _choose(self, name: str) -> None:
        self._themes.choose(name)
        self.chosen.emit(name)

    def _dress(self, theme: Theme) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(theme))
            app.setStyleSheet(stylesheet(theme))
