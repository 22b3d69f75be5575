"""Whose a key is: that of a mode which is on, the terminal's own, the window's or the program's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QInputMethodEvent, QKeyEvent

from console.ui.terminal.display import Display
from console.ui.terminal.input import Local, belongs_to_window, local_action, stroke
from console.ui.terminal.sender import Sender
from console.ui.terminal.surface import TerminalSurface

KeyMode = Callable[[QKeyEvent], bool]
"""Looks at a key first; True: it was for the mode, nobody else gets it."""


class Keyboard:
    """Takes the keys of one terminal. ``modes`` are asked first, the newest before the others."""

    def __init__(
        self, display: Display, surface: TerminalSurface, sender: Sender, actions: dict[Local, Callable[[], None]]
    ) -> None:
        self._display = display
        self._surface = surface
        self._sender = sender
        self.modes: list[KeyMode] = []
        self._actions = actions
        self._scrolls: dict[Local, Callable[[], None]] = {
            Local.PAGE_UP: lambda: surface.scroll_pages(-1),
            Local.PAGE_DOWN: lambda: surface.scroll_pages(1),
            Local.LINE_UP: lambda: surface.scroll_lines(-1),
            Local.LINE_DOWN: lambda: surface.scroll_lines(1),
            Local.TOP: lambda: surface.scroll_to(display.scrollback.oldest_row),
            Local.BOTTOM: lambda: surface.scroll_to(None),
        }

    def keeps(self, event: QKeyEvent) -> bool:
        """Return whether a key is kept from the window's shortcuts."""
        return local_action(event) is not None or not belongs_to_window(event)

    def press(self, event: QKeyEvent) -> bool:
        """Do what the desk does itself, leave the window its shortcuts (False), send the rest."""
        if any(mode(event) for mode in reversed(self.modes)):
            return True
        action = local_action(event)
        if action is not None and self._act(action):
            return True
        if action is None and belongs_to_window(event):
            return False
        key = stroke(event)
        if key is None:
            return False
        self._surface.back_to_live()
        self._sender.key(key)
        return True

    def _act(self, action: Local) -> bool:
        """Return False where a key is the program's after all: there is nothing to scroll on its screen."""
        if action not in self._scrolls:
            self._actions[action]()
        elif self._surface.alternate():
            return False
        else:
            self._scrolls[action]()
        return True

    def compose(self, event: QInputMethodEvent) -> None:
        """Take composed text: what is finished is sent, what is not is shown at the cursor. A mode takes none."""
        if self.modes:
            event.accept()
            return
        if event.commitString():
            self._surface.back_to_live()
            self._sender.typed(event.commitString())
        self._display.preedit.text = event.preeditString()
        self._display.refresh_cursor()
        event.accept()
