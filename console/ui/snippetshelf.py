"""The person's snippets in the window: in the command field and in the menu of a terminal."""

from __future__ import annotations

import shlex
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from console.model.snippet import Snippet
from console.settings.language import _
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.models.suggest import Entry
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.terminals import Terminals
    from console.ui.window import Window


class SnippetShelf(QObject):
    """Inserts snippets into the terminal in front, past the paste guard. Enter is pressed only where one says so."""

    def __init__(self, window: Window, bridge: Bridge, terminals: Terminals) -> None:
        super().__init__(window)
        self._window, self._bridge, self._terminals = window, bridge, terminals
        self._snippets: tuple[Snippet, ...] = ()
        window.field.sources.append(self._entries)
        window.commands.bind("reload_texts", lambda: bridge.ask(m.ReloadTexts(), lambda _none: self._read()))
        for text in m.OwnText:
            window.commands.bind(
                f"edit_{text.name.lower()}", partial(bridge.ask, m.EditText(text=text), window.desk.opened)
            )
        bridge.snippets.connect(self._take)

    def watch(self, terminal: TerminalWidget) -> None:
        """Stand in the menu of a new terminal."""
        terminal.menu_parts.append(self._menu)

    def _take(self, snippets: tuple[Snippet, ...]) -> None:
        self._snippets = snippets
        self._window.field.refresh()

    def _read(self) -> None:
        self._window.toast.say(_("Snippets and triggers are read"))

    def _entries(self) -> list[Entry]:
        from console.ui.models.suggest import Entry, Section

        return [
            Entry(
                snippet.name,
                Section.SNIPPETS,
                partial(self.insert, snippet),
                " ".join((snippet.seen_as or snippet.text).split()),
                snippet.section,
            )
            for snippet in self._snippets
        ]

    def _menu(self, menu: QMenu, _place: QPoint) -> None:
        if not self._snippets:
            return
        menu.addSeparator()
        shelf = menu.addMenu(_("Snippets"))
        sections: dict[str, QMenu] = {}
        for snippet in self._snippets:
            if snippet.section not in sections:
                sections[snippet.section] = shelf.addMenu(_plain(snippet.section))
            sections[snippet.section].addAction(_plain(snippet.name), partial(self.insert, snippet))

    def insert(self, snippet: Snippet) -> None:
        """Insert a snippet, after its missing values are asked for."""
        tab = self._window.desk.active_tab()
        terminal = None if tab is None else self._terminals.widget(tab.terminal_id)
        if tab is None or terminal is None:
            self._window.toast.say(_("A snippet needs an open terminal"), sign=Sign.HOLLOW)
            return
        known = self._known(tab)
        if all(known.get(name) for name in snippet.placeholders):
            self._put(terminal, snippet, snippet.filled(known))
            return
        # The sheet is imported when it opens: the first paint does not wait for it.
        from console.ui.snippetsheet import SnippetSheet

        sheet = SnippetSheet(self._window.themes, snippet, known)
        sheet.filled.connect(partial(self._put, terminal, snippet))
        self._window.sheets.present(sheet)

    def _put(self, terminal: TerminalWidget, snippet: Snippet, text: str) -> None:
        terminal.intake.take(text.rstrip("\n"), enter=snippet.run)

    def _known(self, tab: m.Tab) -> dict[str, str]:
        """Return the values that need no question, as a shell reads them: none where names are hidden from the desk."""
        if self._window.commands["redact"].isChecked():
            return {}
        view = self._window.fleet.view(tab.node_id)
        values = {"user": tab.user}
        if view is not None:
            values["node"] = view.node.name
            values["host"] = view.node.address_shown or view.node.host
        return {name: shlex.quote(value) for name, value in values.items() if value}


def _plain(words: str) -> str:
    """Return words for a menu: an ampersand in them marks no key."""
    return words.replace("&", "&&")
