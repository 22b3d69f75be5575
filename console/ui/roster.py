"""Every terminal of the desk: its tab as the core has it, its pane and its look, in whichever window it stands."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.model.ids import TerminalId
from console.model.node import ChangeSet
from console.settings.language import _
from console.ui.models.fleet import FleetModel
from console.ui.panes import TerminalMaker, TerminalPane
from console.ui.tabtext import TabLook, tab_look
from console.ui.theme import Themes
from console.wire.messages import Tab


class Roster(QObject):
    """Makes panes, keeps them up to date and lets them go."""

    look_changed = Signal(object)
    """TerminalId"""
    pane_made = Signal(object)
    """TerminalPane"""

    def __init__(self, fleet: FleetModel, maker: TerminalMaker, themes: Themes, home: QWidget) -> None:
        super().__init__(home)
        self._fleet, self._maker, self._themes, self._home = fleet, maker, themes, home
        self._tabs: dict[TerminalId, Tab] = {}
        self._panes: dict[TerminalId, TerminalPane] = {}
        self._looks: dict[TerminalId, TabLook] = {}
        self._rang: dict[TerminalId, str] = {}
        """What each that wants to be looked at says on its tab."""

    def __contains__(self, terminal_id: object) -> bool:
        return terminal_id in self._tabs

    def __iter__(self) -> Iterator[TerminalId]:
        return iter(tuple(self._tabs))

    def __len__(self) -> int:
        return len(self._tabs)

    def tab(self, terminal_id: int | None) -> Tab | None:
        """Return the tab of a terminal."""
        return None if terminal_id is None else self._tabs.get(TerminalId(terminal_id))

    def pane(self, terminal_id: int) -> TerminalPane | None:
        """Return the pane of a terminal."""
        return self._panes.get(TerminalId(terminal_id))

    def panes(self, terminals: tuple[int, ...]) -> dict[TerminalId, TerminalPane]:
        """Return the panes of terminals."""
        return {TerminalId(terminal): self._panes[TerminalId(terminal)] for terminal in terminals}

    def looks(self, terminals: tuple[int, ...]) -> dict[TerminalId, TabLook]:
        """Return the looks of terminals."""
        return {TerminalId(terminal): self._looks[TerminalId(terminal)] for terminal in terminals}

    def keep(self, tab: Tab) -> None:
        """Take a new tab or another state of one."""
        terminal_id = tab.terminal_id
        if terminal_id not in self._panes:
            pane = self._panes[terminal_id] = TerminalPane(tab, self._maker, self._themes, self._home)
            pane.hide()
            self.pane_made.emit(pane)
        self._tabs[terminal_id] = tab
        self._panes[terminal_id].show_tab(tab, self._fleet.view(tab.node_id))
        self._look(tab)

    def forget(self, terminal_id: TerminalId) -> None:
        """Let a terminal go."""
        pane = self._panes.pop(terminal_id)
        pane.hide()
        pane.part.release()
        pane.deleteLater()
        del self._tabs[terminal_id], self._looks[terminal_id]
        self._rang.pop(terminal_id, None)

    def ring(self, terminal_id: int, *, rang: bool, words: str = "") -> None:
        """Mark a terminal that rang or wants to be looked at for another reason, or take the mark away."""
        tab = self.tab(terminal_id)
        if tab is None:
            return
        before = self._rang.pop(tab.terminal_id, None)
        if rang:
            self._rang[tab.terminal_id] = words or _("bell")
        if before != self._rang.get(tab.terminal_id):
            self._look(tab)

    def fleet_changed(self, changes: ChangeSet) -> None:
        """Show another state of the nodes behind the terminals."""
        touched = {view.node.id for view in changes.changed} | set(changes.removed)
        for tab in self._tabs.values():
            if tab.node_id in touched:
                self.keep(tab)

    def _look(self, tab: Tab) -> None:
        look = replace(tab_look(tab, self._fleet.view(tab.node_id)), broadcast=self._panes[tab.terminal_id].broadcast)
        if tab.terminal_id in self._rang:
            look = replace(look, detail=self._rang[tab.terminal_id])
        self._looks[tab.terminal_id] = look
        self.look_changed.emit(tab.terminal_id)
