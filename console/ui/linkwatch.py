"""Brings what follows links once the window stands: nothing of it is needed before the pointer moves."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from console.model.clock import Clock

if TYPE_CHECKING:
    from console.settings.store import SettingsStore
    from console.ui.bridge import Bridge
    from console.ui.linkdesk import LinkDesk
    from console.ui.nodeview.opener import NodeDetails
    from console.ui.tabbook import TabBook
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window

LATER_MS = 300
"""After a terminal is made: its first prompt comes before."""


class LinkWatch:
    """Has the links of a window's terminals."""

    def __init__(
        self, window: Window, bridge: Bridge, settings: SettingsStore, book: TabBook, knowledge: Path, clock: Clock
    ) -> None:
        self._parts = (window, bridge, settings, book)
        self._knowledge, self._clock = knowledge, clock
        self.details: NodeDetails | None = None
        """What nodes say of their containers, once the window has its pages."""

    @cached_property
    def desk(self) -> LinkDesk:
        """What follows links."""
        from console.ui.linkdesk import LinkDesk
        from console.ui.xids import XidBook

        return LinkDesk(*self._parts, XidBook(self._knowledge / "xid.toml"), self._clock, details=lambda: self.details)

    def attach(self, terminal: TerminalWidget) -> None:
        """Watch over a new terminal, in a moment."""
        QTimer.singleShot(LATER_MS, terminal, partial(self._attach, terminal))

    def _attach(self, terminal: TerminalWidget) -> None:
        self.desk.attach(terminal)
