"""Broadcast input in the window: who gets it is chosen in a sheet, seen on every pane, and off with one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.model.ids import TerminalId
from console.settings.language import _, ngettext
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.tabbook import TabBook
    from console.ui.window import Window


class Broadcasting(QObject):
    """Shows the group that the core has, and asks for another."""

    changed = Signal()

    def __init__(self, window: Window, bridge: Bridge, book: TabBook) -> None:
        super().__init__(window)
        self._window, self._bridge, self._book = window, bridge, book
        self.group: tuple[TerminalId, ...] = ()
        window.commands.bind("broadcast", self._toggle)
        window.commands.bind("broadcast_off", self._stop)
        window.commands.offer("broadcast_off", available=False)
        bridge.broadcast.connect(self._take)
        # The core has ended it with the desk before; a core that is lost sends nothing on.
        bridge.welcome.connect(lambda _welcome: self._take(()))
        bridge.core_lost.connect(lambda _problem: self._take(()))

    def reach(self, terminal_id: TerminalId) -> tuple[TerminalId, ...]:
        """Return who gets what is typed into a terminal, itself first."""
        others = self.group if terminal_id in self.group else ()
        return (terminal_id, *(other for other in others if other != terminal_id))

    def _show(self, before: tuple[TerminalId, ...]) -> None:
        """Say it on the head of every pane that gets input, and on its tab."""
        desk = self._window.desk
        panes = {terminal_id: desk.pane(terminal_id) for terminal_id in (*before, *self.group)}
        nodes = {pane.tab.node_id for pane in panes.values() if pane is not None and pane.terminal_id in self.group}
        if len(nodes) == len(self.group):
            words = ngettext("Input to {count} node", "Input to {count} nodes", len(nodes))
        else:
            words = ngettext("Input to {count} terminal", "Input to {count} terminals", len(self.group))
        for pane in panes.values():
            if pane is not None:
                pane.show_broadcast(words if pane.terminal_id in self.group else "")
                desk.put(pane.tab)

    def _toggle(self) -> None:
        self._window.commands["broadcast"].setChecked(bool(self.group))
        if self.group:
            self._stop()
            return
        source = self._window.desk.active_tab()
        tabs = [tab for tab in self._book.tabs() if tab.state is m.TabState.OPEN]
        if source is None or len(tabs) < 2:
            self._window.toast.say(_("Two open terminals are needed to broadcast input"), sign=Sign.HOLLOW)
            return
        # The sheet is imported when it opens: the first paint does not wait for it.
        from console.ui.broadcastpreview import member_of
        from console.ui.broadcastsheet import BroadcastSheet

        members = [member_of(tab, self._window.fleet.view(tab.node_id)) for tab in tabs]
        sheet = BroadcastSheet(self._window.themes, members, source.terminal_id)
        sheet.chosen.connect(lambda group: self._bridge.send(m.BroadcastInput(terminals=group)))
        self._window.sheets.present(sheet)

    def _stop(self) -> None:
        self._bridge.send(m.BroadcastInput(terminals=()))

    def _take(self, group: tuple[TerminalId, ...]) -> None:
        before, self.group = self.group, group
        self._window.commands["broadcast"].setChecked(bool(group))
        self._window.commands.offer("broadcast_off", available=bool(group))
        if group == before:
            return
        self._show(before)
        if group:
            words = ngettext("Input goes to {count} terminal", "Input goes to {count} terminals", len(group))
            self._window.toast.say(words, sign=Sign.WARNING, action=_("End it"), call=self._stop)
        else:
            self._window.toast.say(_("Input goes to one terminal again"))
        self.changed.emit()
