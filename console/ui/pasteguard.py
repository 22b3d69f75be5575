"""Between what a person pastes and the terminal: asks where a paste could do harm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject

from console.model.ids import LOCAL_NODE, TerminalId
from console.model.node import Environment
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.models.rows import name_of
from console.ui.signs import Sign

if TYPE_CHECKING:
    from console.ui.pastesheet import Place
    from console.ui.tabbook import TabBook
    from console.ui.terminal.intake import Offer
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window


Receivers = Callable[[TerminalId], tuple[TerminalId, ...]]
"""Who gets what is pasted into a terminal."""


class PasteGuard(QObject):
    """Watches what comes into every terminal of a window. ``is_on`` is the person's setting.

    Control characters are taken out whether it asks or not.
    """

    def __init__(self, window: Window, book: TabBook, receivers: Receivers, is_on: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._book, self._receivers, self._is_on = window, book, receivers, is_on
        self._quiet: set[TerminalId] = set()
        """Tabs that are not asked about any more."""
        book.forgotten.connect(lambda terminal_id: self._quiet.discard(TerminalId(terminal_id)))

    def watch(self, terminal: TerminalWidget) -> None:
        """Stand before a new terminal."""
        terminal.intake.guard = partial(self.offer, terminal.terminal_id)
        terminal.intake.paths_typed.connect(partial(self._typed_paths, terminal.terminal_id))

    def offer(self, terminal_id: TerminalId, offer: Offer) -> None:
        """Paste at once what is harmless, and show the rest first."""
        from console.ui.terminal.pasting import Concern, examine

        pasting = examine(offer.text)
        place = self._place(terminal_id)
        # How the other programs of a broadcast take a paste is not known here.
        worries = pasting.worth_asking(is_held=offer.is_held and place.count == 1)
        dangerous = place.environment is Environment.PRODUCTION and Concern.DANGER in worries
        if not worries or not self._is_on() or (terminal_id in self._quiet and not dangerous):
            offer.paste(pasting.text)
            return
        # The sheet is imported when the first one opens: the first paint does not wait for it.
        from console.ui.pastesheet import PasteSheet

        sheet = PasteSheet(self._window.themes, pasting, worries, place, enter=offer.enter)
        sheet.agreed.connect(offer.paste)
        sheet.silenced.connect(lambda: self._quiet.add(terminal_id))
        self._window.sheets.present(sheet)

    def _place(self, terminal_id: TerminalId) -> Place:
        """Return where a paste would go; of several places, the one where a mistake would cost most."""
        from console.ui.pastesheet import Place

        tabs = [tab for tab in map(self._book.tab, self._receivers(terminal_id)) if tab is not None]
        views = [self._window.fleet.view(tab.node_id) for tab in tabs]
        places = [
            Place(tab.title, Environment.UNKNOWN) if view is None else Place(name_of(view.node), view.node.environment)
            for tab, view in zip(tabs, views, strict=True)
        ]
        order = list(Environment)
        worst = min(places, key=lambda place: order.index(place.environment), default=Place("", Environment.UNKNOWN))
        return replace(worst, count=max(1, len(tabs)))

    def _typed_paths(self, terminal_id: TerminalId, count: int) -> None:
        tab = self._book.tab(terminal_id)
        if tab is None or tab.node_id == LOCAL_NODE:
            return
        title = ngettext("Path of {count} file typed", "Paths of {count} files typed", count)
        words = fill(_("They are on this computer; {node} may not have them."), {"node": tab.title})
        self._window.toast.say(title, words, Sign.WARNING)
