"""The actions that work on the terminal in front: they find it and tell it what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.ui.linkwatch import LinkWatch
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.terminals import Terminals
    from console.ui.window import Window


class TerminalTools:
    """Binds the window's actions to whichever terminal is in front."""

    def __init__(self, window: Window, terminals: Terminals, links: LinkWatch) -> None:
        self._window, self._terminals, self._links = window, terminals, links
        self._bind("copy_mode", self._toggle_copy_mode)
        self._bind("hints", lambda terminal: links.desk.hint(terminal))
        self._bind("copy_text", lambda terminal: terminal.clipboard.copy())
        self._bind("copy_html", lambda terminal: terminal.clipboard.copy_html())
        self._bind("paste", lambda terminal: terminal.clipboard.paste())
        self._bind("select_all", lambda terminal: terminal.surface.select_all())
        self._bind("copy_ansi", lambda terminal: terminal.clipboard.copy_ansi())

    def active(self) -> TerminalWidget | None:
        """Return the terminal in front."""
        tab = self._window.desk.active_tab()
        return None if tab is None else self._terminals.widget(tab.terminal_id)

    def _toggle_copy_mode(self, terminal: TerminalWidget) -> None:
        from console.ui.terminal.copymode import CopyMode

        mode = CopyMode.of(terminal)
        if mode is not None:
            mode.leave()
        elif terminal.display.canvas is not None:
            CopyMode(terminal, partial(self._links.desk.offer_at, terminal))

    def _bind(self, name: str, do: Callable[[TerminalWidget], None]) -> None:
        def call() -> None:
            terminal = self.active()
            if terminal is not None:
                do(terminal)

        self._window.commands.bind(name, call)
