"""What else the command field knows: the open terminals, and where a person connected to before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.settings.language import _
from console.ui.actions import TAB_KEYS
from console.ui.environments import environment_word
from console.ui.qtwords import key_words
from console.ui.tabtext import tab_look
from console.wire import messages as m

if TYPE_CHECKING:
    from console.model.ids import TerminalId
    from console.ui.bridge import Bridge
    from console.ui.models.suggest import Entry
    from console.ui.tabbook import TabBook
    from console.ui.window import Window


class Palette(QObject):
    """Adds sources to the command field of a window."""

    def __init__(self, window: Window, bridge: Bridge, book: TabBook) -> None:
        super().__init__(window)
        self._window, self._bridge, self._book = window, bridge, book
        self._destinations: tuple[str, ...] = ()
        window.field.sources += [self._terminals, self._recent]
        window.commands.bind("forget_destinations", lambda: bridge.send(m.ForgetDestinations()))
        window.commands.offer("forget_destinations", available=False)
        bridge.destinations.connect(self._remember)

    def _remember(self, texts: tuple[str, ...]) -> None:
        self._destinations = texts
        self._window.commands.offer("forget_destinations", available=bool(texts))
        self._window.field.refresh()

    def _terminals(self) -> list[Entry]:
        desk = self._window.desk
        keys = dict(zip(desk.strip.order(), TAB_KEYS, strict=False))
        return [self._terminal(tab, keys.get(tab.terminal_id, "")) for tab in self._book.tabs()]

    def _terminal(self, tab: m.Tab, keys: str) -> Entry:
        from console.ui.models.suggest import Entry, Section

        look = tab_look(tab, self._window.fleet.view(tab.node_id))
        detail = " · ".join(word for word in (look.state_words, environment_word(look.environment)) if word)
        run = partial(self._show, tab.terminal_id)
        return Entry(look.name, Section.OPEN, run, detail, f"{tab.user}@{tab.title}", key_words(keys) if keys else "")

    def _show(self, terminal_id: TerminalId) -> None:
        self._window.desk.show_terminal(terminal_id)

    def _recent(self) -> list[Entry]:
        from console.ui.models.suggest import Entry, Section

        return [
            Entry(
                text,
                Section.RECENT,
                partial(self._window.desk.open_destination, text),
                _("Delete forgets it"),
                forget=partial(self._forget, text),
            )
            for text in self._destinations
        ]

    def _forget(self, text: str) -> None:
        self._bridge.send(m.ForgetDestinations(texts=(text,)))
