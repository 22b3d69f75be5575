"""What a new terminal may be: a profile of the person, or one of the shells of this computer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from console.settings.language import _
from console.settings.terminal_options import SHELL
from console.ui.actions import action_spec
from console.ui.qtwords import key_words
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.preferences import Preferences
    from console.ui.window import Window


class NewTerminal:
    """Offers the choice under the button of the tab strip, and as an action."""

    def __init__(self, window: Window, preferences: Preferences, bridge: Bridge) -> None:
        self._window, self._preferences, self._bridge = window, preferences, bridge
        window.desk.choice_wanted.connect(self.offer)
        window.commands.bind("new_with", lambda: window.desk.strip.choice_button.click())

    def offer(self, place: QPoint) -> None:
        """Ask the core which shells there are, then open the menu."""

        def show(value: object) -> None:
            self.menu(value.commands if isinstance(value, m.Shells) else ()).popup(place)

        self._bridge.ask(m.ListShells(), show, lambda _problem: show(None))

    def menu(self, shells: tuple[str, ...]) -> QMenu:
        """Return the menu: the usual shell, the profiles, the shells that are installed."""
        open_shell = self._window.desk.open_shell
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        usual = action_spec("local_shell")
        menu.addAction(f"{_(usual.text)}\t{key_words(usual.keys)}", lambda: open_shell())
        names = self._preferences.profiles.names()
        if names:
            _head(menu, _("Profiles"))
        for name in names:
            shell = self._preferences.get(SHELL, name)
            menu.addAction(f"{name}\t{shell}" if shell else name, partial(open_shell, profile=name))
        if shells:
            _head(menu, _("Shells"))
        for command in shells:
            menu.addAction(command, partial(open_shell, command=command))
        return menu


def _head(menu: QMenu, words: str) -> None:
    menu.addSeparator()
    menu.addAction(words).setEnabled(False)
