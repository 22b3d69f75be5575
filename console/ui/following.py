"""What in the window follows the settings: theme, terminals, selecting, the pace that the status bar names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.settings.options import CONFIRM_QUIT, COPY_ON_SELECT, SAMPLE_INTERVAL, THEME, WORD_CHARACTERS
from console.ui.habits import Habits
from console.ui.painting import Painting

if TYPE_CHECKING:
    from console.ui.preferences import Preferences
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.terminals import Terminals
    from console.ui.window import Window


class Following:
    """Carries each change of a setting to those parts of the window that are there already."""

    def __init__(self, window: Window, terminals: Terminals, preferences: Preferences) -> None:
        self._window, self._terminals, self._preferences = window, terminals, preferences
        terminals.add(self._attach)
        window.leaving.asks = lambda: preferences.get(CONFIRM_QUIT)
        window.show_sampling(preferences.get(SAMPLE_INTERVAL))
        preferences.changed.connect(self._follow)

    def _attach(self, widget: TerminalWidget) -> None:
        get = self._preferences.get
        Habits(get(WORD_CHARACTERS), copy_on_select=self._preferences.get(COPY_ON_SELECT)).attach(widget)
        Painting.of(self._preferences).attach(widget)

    def _follow(self, name: str) -> None:
        if name == THEME.name:
            self._window.themes.choose(self._preferences.get(THEME))
        elif name == SAMPLE_INTERVAL.name:
            self._window.show_sampling(self._preferences.get(SAMPLE_INTERVAL))
        else:
            for widget in self._terminals.widgets():
                self._attach(widget)
            self._terminals.restyle()
