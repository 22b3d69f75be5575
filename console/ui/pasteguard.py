"""Between what a person pastes and the terminal: asks where a paste could do harm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.ids import LOCAL_NODE, TerminalId
from console.model.node import Environment
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.pastesheet import Place
    from console.ui.terminal.intake import Offer
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window


class PasteGuard(QObject):
    """Watches what comes into every terminal of a window. ``is_on`` is the person's setting.

    Control characters are taken out whether it asks or not.
    """

    def __init__(self, window: Window, bridge: Bridge, is_on: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_on = window, is_on
        self._tabs: dict[TerminalId, m.Tab] = {}
        self._quiet: set[TerminalId] = set()
        """Tabs that are not asked about any more."""
        bridge.welcome.connect(lambda welcome: self._tabs.update({tab.terminal_id: tab for tab in welcome.tabs}))
        bridge.tab_changed.connect(self._know)
        bridge.tab_closed.connect(self._forget)
        # Another core counts its terminals from one again.
        bridge.core_lost.connect(lambda _problem: self._quiet.clear())

    def watch(self, terminal: TerminalWidget) -> None:
        """Stand before a new terminal."""
        terminal.intake.guard = partial(self.offer, terminal.terminal_id)
        terminal.intake.paths_typed.connect(partial(self._typed_paths, terminal.terminal_id))

    def offer(self, terminal_id: TerminalId, offer: Offer) -> None:
        """Paste at once what is harmless, and show the rest first."""
        from console.ui.terminal.pasting import Concern, examine

        pasting = examine(offer.text)
        place = self._place(terminal_id)
        worries = pasting.worth_asking(is_held=offer.is_held)
        dangerous = place.environment is Environment.PRODUCTION and Concern.DANGER in worries
        if not worries or not self._is_on() or (terminal_id in self._quiet and not dangerous):
            offer.paste(pasting.text)
            return
        # The sheet is imported when the first one opens: the first paint does not wait for it.
        from console.ui.pastesheet import PasteSheet

        sheet = PasteSheet(self._window.themes, pasting, worries, place)
        sheet.agreed.connect(offer.paste)
        sheet.silenced.connect(lambda: self._quiet.add(terminal_id))
        self._window.sheets.present(sheet)

    def _place(self, terminal_id: TerminalId) -> Place:
        from console.ui.pastesheet import Place

        tab = self._tabs.get(terminal_id)
        view = self._window.fleet.view(tab.node_id) if tab is not None else None
        if tab is None or view is None:
            return Place(tab.title if tab is not None else "", Environment.UNKNOWN)
        return Place(view.node.name, view.node.environment)

    def _typed_paths(self, terminal_id: TerminalId, count: int) -> None:
        tab = self._tabs.get(terminal_id)
        if tab is None or tab.node_id == LOCAL_NODE:
            return
        title = ngettext("Path of {count} file typed", "Paths of {count} files typed", count)
        words = fill(_("They are on this computer; {node} may not have them."), {"node": self._place(terminal_id).node})
        self._window.toast.say(title, words, Sign.WARNING)

    def _know(self, tab: m.Tab) -> None:
        self._tabs[tab.terminal_id] = tab

    def _forget(self, terminal_id: int) -> None:
        self._tabs.pop(TerminalId(terminal_id), None)
        self._quiet.discard(TerminalId(terminal_id))
