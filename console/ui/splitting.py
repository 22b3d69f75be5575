"""The actions on panes: split, walk, resize, maximise, swap. Offered where they do something."""

from __future__ import annotations

from functools import partial

from console.model.split import Side
from console.model.text import fill
from console.settings.language import _
from console.ui.actions import Actions, action_spec
from console.ui.qtwords import key_words
from console.ui.signs import Sign
from console.ui.tabdesk import TabDesk
from console.ui.toast import Toast

WALKS = {
    "pane_left": Side.LEFT,
    "pane_right": Side.RIGHT,
    "pane_up": Side.ABOVE,
    "pane_down": Side.BELOW,
}
PUSHES = {
    "push_left": Side.LEFT,
    "push_right": Side.RIGHT,
    "push_up": Side.ABOVE,
    "push_down": Side.BELOW,
}
OF_MANY = ("zoom_pane", "swap_panes", "equal_panes", "own_tab")
"""For a page with several panes; walks and pushes are for one whose panes are seen."""


class Splitting:
    """Ties the actions on panes to the terminals of a desk."""

    def __init__(self, desk: TabDesk, commands: Actions, toast: Toast) -> None:
        self._desk, self._commands, self._toast = desk, commands, toast
        commands.bind("split_right", partial(self._split, Side.RIGHT))
        commands.bind("split_down", partial(self._split, Side.BELOW))
        for name, side in WALKS.items():
            commands.bind(name, partial(self._walk, side))
        for name, side in PUSHES.items():
            commands.bind(name, partial(self._push, side))
        commands.bind("zoom_pane", desk.zoom_pane)
        commands.bind("swap_panes", self._swap)
        commands.bind("equal_panes", desk.equalise)
        commands.bind("own_tab", self._own_tab)
        desk.arranged.connect(self._offer)
        self._offer()

    def _offer(self) -> None:
        """Give Alt with an arrow to the program where there is no other pane to go to."""
        field = self._desk.front_area.field
        several = len(field.visible_terminals()) > 1
        for name in (*WALKS, *PUSHES):
            self._commands.offer(name, available=several)
        for name in OF_MANY:
            self._commands.offer(name, available=several or field.is_folded())

    def _split(self, side: Side) -> None:
        field = self._desk.front_area.field
        if self._desk.active_tab() is not None and not field.is_folded() and not field.would_show(side):
            line = _("The window is too narrow to show all panes. {keys} shows them all the same.")
            keys = {"keys": key_words(action_spec("zoom_pane").keys)}
            self._toast.say(_("The new pane is a tab"), fill(line, keys), Sign.HOLLOW)
        self._desk.split(side)

    def _walk(self, side: Side) -> None:
        terminal = self._desk.front_area.field.neighbour(side)
        if terminal is not None:
            self._desk.show_terminal(terminal)

    def _push(self, side: Side) -> None:
        self._desk.front_area.field.push(side)

    def _swap(self) -> None:
        arrangement = self._desk.arrangement
        focused = arrangement.focused
        page = None if focused is None else arrangement.page_of(focused)
        if page is not None:
            order = page.terminals
            other = order[(order.index(page.focused) + 1) % len(order)]
            self._desk.arrange(arrangement.swapped(page.focused, other))

    def _own_tab(self) -> None:
        arrangement = self._desk.arrangement
        focused = arrangement.focused
        window = None if focused is None else arrangement.window_of(focused)
        if focused is not None and window is not None:
            self._desk.arrange(arrangement.undocked(focused, window.id, window.front + 1))
            self._desk.focus_terminal()
