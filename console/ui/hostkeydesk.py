"""The host keys in the window: opened from the menu, from a node or from an alarm; removed after a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.hostkey import HostKeyLine
from console.model.node import NodeView, Source
from console.settings.language import _, ngettext
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.hostkeypage import HostKeyPage
    from console.ui.window import Window

KEY = "host_keys"


class HostKeyDesk(QObject):
    """Opens the page and carries its wishes to the core."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        window.commands.bind("host_keys", lambda: self.show_keys(""))
        window.questions.keys_wanted.connect(self._show_host)
        window.panel.menu_entries.append(self._entries)

    def show_keys(self, text: str) -> None:
        """Show the page, with ``text`` in its filter."""
        from console.ui.hostkeypage import HostKeyPage

        def make() -> HostKeyPage:
            page = HostKeyPage(self._window.themes)
            page.list_wanted.connect(lambda: self._ask(page, m.ListHostKeys()))
            page.restore_wanted.connect(lambda: self._ask(page, m.RestoreHostKeys()))
            page.remove_wanted.connect(partial(self._confirm, page))
            return page

        page = self._window.views.open(KEY, _("Host keys"), make)
        if isinstance(page, HostKeyPage):
            page.filter.setText(text)

    def _entries(self, view: NodeView) -> list[tuple[str, Callable[[], object]]]:
        if view.node.source is Source.LOCAL:
            return []
        return [(_("Host keys"), partial(self.show_keys, view.node.name))]

    def _show_host(self, name: str) -> None:
        """Show what is known of a host by the name that it has in known_hosts; hashed lines have that of their node."""
        host = name.partition("]")[0].removeprefix("[")
        named = (view.node.name for view in self._window.fleet.views() if host in {view.node.host, view.node.alias})
        self.show_keys(next(named, host))

    def _ask(self, page: HostKeyPage, request: m.Request) -> None:
        def take(keys: m.Value) -> None:
            # It may have been closed while the core read.
            if isinstance(keys, m.HostKeys) and self._window.views.page(KEY) is page:
                page.take(keys)

        self._bridge.ask(request, take)

    def _confirm(self, page: HostKeyPage, lines: tuple[HostKeyLine, ...]) -> None:
        from console.ui.hostkeysheet import RemoveKeysSheet

        sheet = RemoveKeysSheet(self._window.themes, lines)
        sheet.confirmed.connect(lambda: self._remove(page, lines))
        self._window.sheets.present(sheet)

    def _remove(self, page: HostKeyPage, lines: tuple[HostKeyLine, ...]) -> None:
        def take(keys: m.Value) -> None:
            if not isinstance(keys, m.HostKeys):
                return
            if self._window.views.page(KEY) is page:
                page.take(keys)
            words = ngettext("{count} line removed", "{count} lines removed", len(lines))
            back = partial(self._ask, page, m.RestoreHostKeys())
            self._window.toast.say(words, lines[0].path, action=_("Take back"), call=back)

        self._bridge.ask(m.RemoveHostKeys(lines=lines), take)
