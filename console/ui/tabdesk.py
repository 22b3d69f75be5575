"""The right side: the tab strip over the panes. The core owns the tabs; this shows them and asks for changes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.model.node import ChangeSet
from console.settings.language import _
from console.ui.bridge import Bridge
from console.ui.empty import EmptyDesk
from console.ui.models.fleet import FleetModel
from console.ui.panes import PaneStack, TerminalMaker, TerminalPane
from console.ui.questionbar import QuestionBar
from console.ui.tabs import TabStrip
from console.ui.tabtext import tab_look
from console.ui.theme import Themes
from console.wire import messages as m


class TabDesk(QWidget):
    """All terminals of the window."""

    active_changed = Signal(object)
    """TerminalId or None"""
    connect_wanted = Signal()

    def __init__(
        self, bridge: Bridge, fleet: FleetModel, maker: TerminalMaker, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._fleet, self._maker, self._themes = bridge, fleet, maker, themes
        self._tabs: dict[TerminalId, m.Tab] = {}
        self._wanted: TerminalId | None = None
        self._rang: set[TerminalId] = set()
        self.strip = TabStrip(themes, self)
        self.question = QuestionBar(themes, self)
        self.panes = PaneStack(self)
        self.empty = EmptyDesk(themes, self)
        self.content = QStackedWidget(self)
        self.content.addWidget(self.empty)
        self.content.addWidget(self.panes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.question)
        layout.addWidget(self.content, 1)
        self.strip.chosen.connect(self.show_terminal)
        self.strip.close_wanted.connect(self.close_terminal)
        self.strip.renamed.connect(self._rename)
        self.strip.reconnect_wanted.connect(self.reconnect)
        self.strip.moved.connect(self._arranged)
        self.strip.new_wanted.connect(self.open_shell)
        self.question.left.connect(self.focus_terminal)
        self.empty.shell_wanted.connect(self.open_shell)
        self.empty.connect_wanted.connect(self.connect_wanted)
        bridge.tab_changed.connect(self.put)
        bridge.tab_closed.connect(self._closed)
        bridge.fleet_changed.connect(self._fleet_changed)
        bridge.bell.connect(self._ring)
        themes.changed.connect(maker.set_theme)

    # ---- what the window calls ---------------------------------------------------------------

    def active_tab(self) -> m.Tab | None:
        """Return the tab in front."""
        active = self.strip.active()
        return self._tabs.get(active) if active is not None else None

    def count(self) -> int:
        """Return how many tabs there are."""
        return len(self._tabs)

    def restore(self, tabs: tuple[m.Tab, ...], active: TerminalId | None) -> None:
        """Show exactly the tabs that the core has."""
        kept = {tab.terminal_id for tab in tabs}
        for terminal_id in [known for known in self._tabs if known not in kept]:
            self._closed(terminal_id)
        for tab in tabs:
            self.put(tab)
        front = active if active in kept else (tabs[0].terminal_id if tabs else None)
        if front is not None:
            self._activate(front, take_focus=True)
        else:
            self.focus_terminal()

    def open_shell(self) -> None:
        """Open a shell on this computer."""
        self.open_node(LOCAL_NODE)

    def open_node(self, node_id: NodeId) -> None:
        """Open a terminal on a node; its tab comes to the front."""
        self._bridge.ask(m.OpenTerminal(node_id=node_id), self._opened)

    def open_destination(self, destination: str) -> None:
        """Connect to ``user@host:port``."""
        self._bridge.ask(m.QuickConnect(destination=destination), self._opened)

    def show_terminal(self, terminal_id: int) -> None:
        """Bring a tab to the front and give it the keyboard."""
        self._activate(TerminalId(terminal_id), take_focus=True)
        self._arranged()

    def close_terminal(self, terminal_id: int) -> None:
        """Close a tab and end its session."""
        self._bridge.send(m.CloseTerminal(terminal_id=TerminalId(terminal_id)))

    def close_active(self) -> None:
        """Close the tab in front."""
        active = self.strip.active()
        if active is not None:
            self.close_terminal(active)

    def step(self, by: int) -> None:
        """Go ``by`` tabs further."""
        terminal_id = self.strip.neighbour(by)
        if terminal_id is not None:
            self.show_terminal(terminal_id)

    def show_place(self, place: int) -> None:
        """Go to the tab at a place, counted from 0."""
        order = self.strip.order()
        if place < len(order):
            self.show_terminal(order[place])

    def reconnect(self, terminal_id: int | None = None) -> None:
        """Connect a session anew, the one in front if none is named."""
        wanted = TerminalId(terminal_id) if terminal_id is not None else self.strip.active()
        if wanted is not None:
            self._bridge.send(m.Reconnect(terminal_id=wanted))

    def zoom(self, steps: int) -> None:
        """Change the size of the terminals' text."""
        self._maker.zoom(steps)

    def focus_terminal(self) -> None:
        """Give the keyboard to the terminal in front."""
        pane = self.panes.pane(self.strip.active())
        if pane is not None:
            pane.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.empty.shell.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- what the core tells -----------------------------------------------------------------

    def put(self, tab: m.Tab) -> None:
        """Show a new tab or another state of one."""
        is_new = tab.terminal_id not in self._tabs
        self._tabs[tab.terminal_id] = tab
        view = self._fleet.view(tab.node_id)
        if is_new:
            pane = TerminalPane(tab, self._maker, self._themes, self.panes)
            pane.reconnect_wanted.connect(self.reconnect)
            self.panes.add(pane)
        self._show_look(tab)
        shown = self.panes.pane(tab.terminal_id)
        if shown is not None:
            shown.show_tab(tab, view)
        if self.strip.active() is None or self._wanted == tab.terminal_id:
            self._activate(tab.terminal_id, take_focus=self._wanted == tab.terminal_id)

    def _opened(self, value: object) -> None:
        if not isinstance(value, int):
            return
        terminal_id = TerminalId(value)
        if terminal_id in self._tabs:
            self.show_terminal(terminal_id)
        else:
            self._wanted = terminal_id

    def _closed(self, terminal_id: int) -> None:
        gone = TerminalId(terminal_id)
        if self._tabs.pop(gone, None) is None:
            return
        order = self.strip.order()
        was_active = self.strip.active() == gone
        had_focus = not self._focus_is_elsewhere()
        place = order.index(gone) if gone in order else 0
        self.strip.remove(gone)
        self.panes.drop(gone)
        rest = self.strip.order()
        if was_active and rest:
            self._activate(rest[min(place, len(rest) - 1)], take_focus=had_focus)
        elif not rest:
            self._activate(None, take_focus=had_focus)
        self._arranged()

    def _focus_is_elsewhere(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and not self.isAncestorOf(focus)

    def _show_look(self, tab: m.Tab) -> None:
        look = tab_look(tab, self._fleet.view(tab.node_id))
        if tab.terminal_id in self._rang:
            look = replace(look, detail=_("bell"))
        self.strip.put(tab.terminal_id, look)

    def _ring(self, terminal_id: int) -> None:
        """Mark a tab that rang and is not in front, until it is."""
        tab = self._tabs.get(TerminalId(terminal_id))
        if tab is not None and self.strip.active() != terminal_id:
            self._rang.add(tab.terminal_id)
            self._show_look(tab)

    def _fleet_changed(self, changes: ChangeSet) -> None:
        touched = {view.node.id for view in changes.changed} | set(changes.removed)
        for tab in self._tabs.values():
            if tab.node_id in touched:
                view = self._fleet.view(tab.node_id)
                self._show_look(tab)
                pane = self.panes.pane(tab.terminal_id)
                if pane is not None:
                    pane.show_tab(tab, view)

    def _activate(self, terminal_id: TerminalId | None, *, take_focus: bool) -> None:
        self._wanted = None
        self.strip.set_active(terminal_id)
        tab = self._tabs.get(terminal_id) if terminal_id is not None else None
        if tab is not None and tab.terminal_id in self._rang:
            self._rang.discard(tab.terminal_id)
            self._show_look(tab)
        pane = self.panes.pane(terminal_id)
        if pane is not None:
            self.panes.setCurrentWidget(pane)
            self.content.setCurrentWidget(self.panes)
        else:
            self.content.setCurrentWidget(self.empty)
        if take_focus:
            self.focus_terminal()
        self.active_changed.emit(terminal_id)

    def _rename(self, terminal_id: int, name: str) -> None:
        self._bridge.send(m.RenameTerminal(terminal_id=TerminalId(terminal_id), name=name))
        self.focus_terminal()

    def _arranged(self) -> None:
        self._bridge.send(m.ArrangeTabs(order=self.strip.order(), active=self.strip.active()))

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the terminal when the window stands."""
        super().showEvent(event)
        if self._tabs:
            self.focus_terminal()
