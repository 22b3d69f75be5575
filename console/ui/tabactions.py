"""The actions on terminals, panes and windows: open, close, split, walk, resize, maximise, swap, detach."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint

from console.model.arrangement import MAIN, WindowPages
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
_OFFSET = 40
"""Where a new window begins, from the area that its terminal comes from."""

OF_MANY = ("zoom_pane", "swap_panes", "equal_panes", "own_tab")
"""For a page with several panes; walks and pushes are for one whose panes are seen."""


class TabActions:
    """Ties the actions to the terminals of a desk, and offers those that do something."""

    def __init__(self, desk: TabDesk, commands: Actions, toast: Toast) -> None:
        self._desk, self._commands, self._toast = desk, commands, toast
        for name, call in self._calls().items():
            commands.bind(name, call)
        desk.windows.opened.connect(commands.lend)
        desk.arranged.connect(self._offer)
        self._offer()

    def _calls(self) -> dict[str, Callable[[], object]]:
        desk = self._desk
        return {
            "terminal": desk.focus_terminal,
            "local_shell": desk.open_shell,
            "close_tab": desk.close_active,
            "rename_tab": self._rename,
            "reconnect": desk.reconnect,
            "next_tab": partial(self._step, 1),
            "previous_tab": partial(self._step, -1),
            "move_right": lambda: desk.front_area.strip.move_active(1),
            "move_left": lambda: desk.front_area.strip.move_active(-1),
            "text_larger": partial(desk.zoom, 1),
            "text_smaller": partial(desk.zoom, -1),
            "text_normal": partial(desk.zoom, 0),
            "split_right": partial(self._split, Side.RIGHT),
            "split_down": partial(self._split, Side.BELOW),
            "zoom_pane": desk.zoom_pane,
            "swap_panes": self._swap,
            "equal_panes": self._equalise,
            "own_tab": self._own_tab,
            "own_window": self._own_window,
            "next_window": self._next_window,
            **{name: partial(self._walk, side) for name, side in WALKS.items()},
            **{name: partial(self._push, side) for name, side in PUSHES.items()},
        }

    def _step(self, by: int) -> None:
        terminal_id = self._desk.front_area.strip.neighbour(by)
        if terminal_id is not None:
            self._desk.show_terminal(terminal_id)

    def _equalise(self) -> None:
        arrangement = self._desk.arrangement
        if arrangement.focused is not None:
            self._desk.arrange(arrangement.equalised(arrangement.focused))

    def _rename(self) -> None:
        strip = self._desk.front_area.strip
        active = strip.active()
        if active is not None:
            strip.rename(active)

    def _offer(self) -> None:
        """Give Alt with an arrow to the program where there is no other pane to go to."""
        field = self._desk.front_area.field
        several = len(field.visible_terminals()) > 1
        for name in (*WALKS, *PUSHES):
            self._commands.offer(name, available=several)
        for name in OF_MANY:
            self._commands.offer(name, available=several or field.is_folded())
        windows, window = self._desk.arrangement.windows, self._window()
        self._commands.offer("own_window", available=window is not None and _would_leave_something(window))
        self._commands.offer("next_window", available=window is not None and len(windows) > 1)

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

    def _window(self) -> WindowPages | None:
        """Return the pages of the window that the focused terminal is in."""
        focused = self._desk.arrangement.focused
        return None if focused is None else self._desk.arrangement.window_of(focused)

    def _own_tab(self) -> None:
        window = self._window()
        if window is not None and window.page is not None:
            self._move(window.page.focused, window.id, window.front + 1)

    def _next_window(self) -> None:
        window, windows = self._window(), self._desk.arrangement.windows
        if window is not None and window.page is not None:
            following = windows[(windows.index(window) + 1) % len(windows)]
            self._move(window.page.focused, following.id, None)

    def _move(self, terminal: int, window_id: int, place: int | None) -> None:
        self._desk.arrange(self._desk.arrangement.undocked(terminal, window_id, place))
        self._desk.focus_terminal()

    def _own_window(self) -> None:
        window = self._window()
        if window is not None and window.page is not None:
            area = self._desk.front_area
            corner = area.mapToGlobal(QPoint(_OFFSET, _OFFSET))
            geometry = (corner.x(), corner.y(), area.width(), area.height())
            self._desk.arrange(self._desk.arrangement.detached(window.page.focused, geometry))
            self._desk.focus_terminal()


def _would_leave_something(window: WindowPages) -> bool:
    """Tell whether a window beside the main one keeps a terminal when one of them leaves it."""
    return window.id == MAIN or len(window.terminals) > 1
