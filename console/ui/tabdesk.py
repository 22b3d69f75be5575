"""The terminals of the desk. The core owns them; this shows them, arranges them and asks for changes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from console.model.arrangement import MAIN, Arrangement
from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.model.split import Side, Tree
from console.ui.bridge import Bridge
from console.ui.models.fleet import FleetModel
from console.ui.panes import TerminalMaker, TerminalPane
from console.ui.questionbar import QuestionBar
from console.ui.roster import Roster
from console.ui.screens import bring_forward
from console.ui.secondwindow import SecondWindows
from console.ui.tabarea import TabArea
from console.ui.theme import Themes
from console.wire import messages as m


class TabDesk(QWidget):
    """All terminals of the desk; those of the main window stand here."""

    active_changed = Signal(object)
    """TerminalId or None"""
    arranged = Signal()
    """Other panes are seen, or they lie elsewhere."""
    connect_wanted = Signal()
    choice_wanted = Signal(QPoint)
    """Offer what a new terminal may be, at a place on the screen."""
    area_made = Signal(object)
    """TabArea of another window."""
    action_wanted = Signal(str)
    """The name of an action on the terminal in front."""

    def __init__(
        self, bridge: Bridge, fleet: FleetModel, maker: TerminalMaker, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._maker, self._themes = bridge, maker, themes
        self._wanted: TerminalId | None = None
        self._is_showing = False
        self.arrangement = Arrangement()
        self.roster = Roster(fleet, maker, themes, self)
        self.windows = SecondWindows(themes, self._area, self)
        self.area = self._area(MAIN, self._is_narrow)
        self.strip, self.panes, self.empty, self.content = (
            self.area.strip, self.area.field, self.area.empty, self.area.content
        )  # fmt: skip
        self.question = QuestionBar(themes, self.area)
        self.area.put_below_strip(self.question)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self._wire()

    def _wire(self) -> None:
        bridge = self._bridge
        bridge.tab_changed.connect(self.put)
        bridge.tab_closed.connect(self._closed)
        bridge.arranged.connect(self._arranged)
        bridge.fleet_changed.connect(self.roster.fleet_changed)
        bridge.bell.connect(self._ring)
        self._themes.changed.connect(self._maker.set_theme)
        self.roster.look_changed.connect(self._show_look)
        self.roster.pane_made.connect(self._pane_made)
        self.question.left.connect(self.focus_terminal)
        self.windows.closed.connect(lambda window_id: self.arrange(self.arrangement.window_closed(window_id)))
        self.windows.placed.connect(lambda *place: self.arrange(self.arrangement.window_placed(*place)))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _area(self, window_id: int, is_narrow: Callable[[], bool]) -> TabArea:
        area = TabArea(window_id, self._themes, is_narrow, self)
        strip = area.strip
        strip.chosen.connect(self.show_terminal)
        strip.close_wanted.connect(self.close_terminal)
        strip.renamed.connect(self._rename)
        strip.reconnect_wanted.connect(self.reconnect)
        strip.move_wanted.connect(lambda terminal, step: self.arrange(self.arrangement.page_moved(terminal, step)))
        strip.trade_wanted.connect(lambda one, other: self.arrange(self.arrangement.swapped(one, other)))
        strip.place_wanted.connect(
            lambda terminal, place: self.arrange(self.arrangement.undocked(terminal, window_id, place))
        )
        strip.new_wanted.connect(self.open_shell)
        strip.choice_wanted.connect(self.choice_wanted)
        strip.action_wanted.connect(self.action_wanted)
        area.empty.shell_wanted.connect(self.open_shell)
        area.empty.connect_wanted.connect(self.connect_wanted)
        area.field.reshaped.connect(self._reshape)
        area.field.equal_wanted.connect(lambda terminal: self.arrange(self.arrangement.equalised(terminal)))
        area.folded.connect(self.arranged)
        self.area_made.emit(area)
        return area

    def areas(self) -> dict[int, TabArea]:
        """Return the areas of all windows by their ids."""
        return {MAIN: self.area, **self.windows.areas()}

    @property
    def front_area(self) -> TabArea:
        """Return the area of the window with the keyboard."""
        return self.areas().get(self.arrangement.active, self.area)

    def _is_narrow(self) -> bool:
        return self.window().width() < self._themes.current.metrics.breakpoint.compact_below

    # ---- what the window calls ---------------------------------------------------------------

    def active_tab(self) -> m.Tab | None:
        """Return the tab in front."""
        return self.roster.tab(self.arrangement.focused)

    def pane(self, terminal_id: TerminalId) -> TerminalPane | None:
        """Return the pane of a terminal, in whichever window it is."""
        return self.roster.pane(terminal_id)

    def count(self) -> int:
        """Return how many tabs there are."""
        return len(self.roster)

    def restore(self, tabs: tuple[m.Tab, ...], arrangement: Arrangement, *, take_focus: bool = True) -> None:
        """Show exactly the tabs that the core has, as it has them."""
        kept = {tab.terminal_id for tab in tabs}
        for tab in tabs:
            self.roster.keep(tab)
        self._show(self._as_seen(arrangement.of(kept)), take_focus=take_focus and not self.area.is_covered)
        for terminal_id in self.roster:
            if terminal_id not in kept:
                self.roster.forget(terminal_id)

    def open_shell(self, profile: str = "", command: str = "") -> None:
        """Open a shell on this computer, of a profile or with a command where one is named."""
        self._bridge.ask(m.OpenTerminal(node_id=LOCAL_NODE, profile=profile, command=command), self.opened)

    def open_node(self, node_id: NodeId) -> None:
        """Open a terminal on a node; its tab comes to the front."""
        self._bridge.ask(m.OpenTerminal(node_id=node_id), self.opened)

    def open_destination(self, destination: str) -> None:
        """Connect to ``user@host:port``."""
        self._bridge.ask(m.QuickConnect(destination=destination), self.opened)

    def split(self, side: Side) -> None:
        """Open another terminal on the node of the one in front, of its kind, beside it."""
        tab = self.active_tab()
        if tab is None:
            self.open_shell()
            return
        node_id = LOCAL_NODE if tab.plays else tab.node_id
        request = m.OpenTerminal(node_id=node_id, profile=tab.profile, command=tab.command, beside=tab.terminal_id)
        self._bridge.ask(msgspec.structs.replace(request, side=side), self.opened)

    def show_terminal(self, terminal_id: int) -> None:
        """Bring a tab to the front and give it the keyboard."""
        self.arrange(self.arrangement.with_focus(terminal_id))
        self.focus_terminal()

    def close_terminal(self, terminal_id: int) -> None:
        """Close a tab and end its session."""
        self._bridge.send(m.CloseTerminal(terminal_id=TerminalId(terminal_id)))

    def close_active(self) -> None:
        """Close the tab in front."""
        active = self.arrangement.focused
        if active is not None:
            self.close_terminal(active)

    def show_place(self, place: int) -> None:
        """Go to the tab at a place, counted from 0."""
        order = self.front_area.strip.order()
        if place < len(order):
            self.show_terminal(order[place])

    def reconnect(self, terminal_id: int | None = None) -> None:
        """Connect a session anew, the one in front if none is named."""
        wanted = self.arrangement.focused if terminal_id is None else terminal_id
        if wanted is not None:
            self._bridge.send(m.Reconnect(terminal_id=TerminalId(wanted)))

    def zoom(self, steps: int) -> None:
        """Change the size of the terminals' text."""
        self._maker.zoom(steps)
        self._show(self.arrangement)

    def zoom_pane(self, terminal: int | None = None) -> None:
        """Show a pane of the page in front alone, or all of its panes again."""
        wanted = self.arrangement.focused if terminal is None else terminal
        if wanted is None:
            return
        field = self.front_area.field
        zoomed = True if not field.is_folded() else False if field.is_narrow() else None
        self.arrange(self.arrangement.with_focus(wanted).zoomed(wanted, zoomed=zoomed))
        self.focus_terminal()

    def _reshape(self, terminal: int, tree: Tree) -> None:
        self.arrange(self.arrangement.with_tree(terminal, lambda _before: tree))

    def focus_terminal(self) -> None:
        """Give the keyboard to the terminal in front, in whichever window it is."""
        bring_forward(self.front_area)
        self.front_area.focus_terminal()

    # ---- the arrangement ---------------------------------------------------------------------

    def arrange(self, arrangement: Arrangement) -> None:
        """Arrange the terminals anew and let the core keep it."""
        if arrangement != self.arrangement:
            self._show(arrangement)
            self._bridge.send(m.ArrangeTabs(arrangement=arrangement))

    def _arranged(self, arrangement: Arrangement) -> None:
        """Take what the core says. A terminal that is new in front has the keyboard, unless a person is elsewhere."""
        take_focus = self._wanted is not None or not self._focus_is_elsewhere()
        self._show(self._as_seen(arrangement.of(tuple(self.roster))), take_focus=take_focus)

    def _as_seen(self, arrangement: Arrangement) -> Arrangement:
        """Return an arrangement as this desk shows it: who only watches needs one window for all."""
        return arrangement.in_one_window() if self._bridge.is_watching else arrangement

    def _show(self, arrangement: Arrangement, *, take_focus: bool = False) -> None:
        before, self.arrangement = self.arrangement.focused, arrangement
        had_focus = not self._focus_is_elsewhere() and QApplication.focusWidget() is not None
        self._is_showing = True
        self.windows.open_missing(arrangement)
        areas = self.areas()
        for window in arrangement.windows:
            panes, looks = self.roster.panes(window.terminals), self.roster.looks(window.terminals)
            areas[window.id].show_window(window, panes, looks, has_keyboard=window.id == arrangement.active)
        self.windows.close_others(arrangement)
        self._is_showing = False
        focused = arrangement.focused
        if focused == self._wanted:
            self._wanted = None
        if focused is not None:
            self.roster.ring(focused, rang=False)
        if take_focus or (had_focus and focused != before):
            self.focus_terminal()
        self.arranged.emit()
        if focused != before:
            self.active_changed.emit(focused)

    def _focus_is_elsewhere(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and not any(area.holds_keyboard(focus) for area in self.areas().values())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Follow the person into another window of the desk."""
        if new is None or self._is_showing:
            return
        window_id = next((number for number, area in self.areas().items() if area.window() is new.window()), None)
        if window_id is not None and window_id != self.arrangement.active:
            self.arrange(replace(self.arrangement, active=window_id))

    # ---- what the core tells -----------------------------------------------------------------

    def put(self, tab: m.Tab) -> None:
        """Show a new tab or another state of one."""
        is_new = tab.terminal_id not in self.roster
        self.roster.keep(tab)
        if is_new:
            self._show(self.arrangement.of(tuple(self.roster)))
            if self._wanted == tab.terminal_id:
                self.show_terminal(tab.terminal_id)

    def _pane_made(self, pane: TerminalPane) -> None:
        pane.reconnect_wanted.connect(self.reconnect)
        pane.focus_gained.connect(self._focus_gained)
        pane.zoom_wanted.connect(self.zoom_pane)

    def _focus_gained(self, terminal_id: int) -> None:
        """Follow a click into another pane; what Qt focuses while panes come and go does not count."""
        if not self._is_showing:
            self.arrange(self.arrangement.with_focus(terminal_id))

    def opened(self, value: object) -> None:
        """Bring the terminal to the front that the core has just opened."""
        if not isinstance(value, int):
            return
        terminal_id = TerminalId(value)
        if terminal_id in self.roster:
            self.show_terminal(terminal_id)
        else:
            self._wanted = terminal_id

    def _closed(self, terminal_id: int) -> None:
        if terminal_id in self.roster:
            had_focus = not self._focus_is_elsewhere()
            self._show(self.arrangement.closed(terminal_id), take_focus=had_focus)
            self.roster.forget(TerminalId(terminal_id))

    def _show_look(self, terminal_id: TerminalId) -> None:
        window = self.arrangement.window_of(terminal_id)
        if window is not None and window.id in self.areas():
            self.areas()[window.id].show_look(terminal_id, self.roster.looks((terminal_id,))[terminal_id])

    def _ring(self, terminal_id: int) -> None:
        """Mark a tab that rang and is not seen, until it has been in front."""
        if not any(terminal_id in area.field.visible_terminals() for area in self.areas().values()):
            self.roster.ring(terminal_id, rang=True)

    def _rename(self, terminal_id: int, name: str) -> None:
        self._bridge.send(m.RenameTerminal(terminal_id=TerminalId(terminal_id), name=name))
        self.focus_terminal()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keyboard to the terminal when the window stands."""
        super().showEvent(event)
        if len(self.roster):
            self.focus_terminal()
