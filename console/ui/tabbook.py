"""The tabs as the core tells of them, for features that only look."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from console.model.ids import TerminalId
from console.ui.bridge import Bridge
from console.wire import messages as m


class TabBook(QObject):
    """Knows each tab that there is."""

    forgotten = Signal(int)
    """TerminalId: a tab is gone, or it is another core's."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._tabs: dict[TerminalId, m.Tab] = {}
        bridge.welcome.connect(self._welcome)
        bridge.tab_changed.connect(self._know)
        bridge.tab_closed.connect(self._forget)
        # Another core counts its terminals from one again.
        bridge.core_lost.connect(lambda _problem: self._keep_only(()))

    def tab(self, terminal_id: TerminalId) -> m.Tab | None:
        """Return a tab, None when it is gone."""
        return self._tabs.get(terminal_id)

    def tabs(self) -> tuple[m.Tab, ...]:
        """Return all tabs, oldest first."""
        return tuple(sorted(self._tabs.values(), key=lambda tab: tab.terminal_id))

    def _welcome(self, welcome: m.Welcome) -> None:
        self._keep_only(tab.terminal_id for tab in welcome.tabs)
        for tab in welcome.tabs:
            self._know(tab)

    def _know(self, tab: m.Tab) -> None:
        self._tabs[tab.terminal_id] = tab

    def _forget(self, terminal_id: int) -> None:
        if self._tabs.pop(TerminalId(terminal_id), None) is not None:
            self.forgotten.emit(terminal_id)

    def _keep_only(self, kept: Iterable[TerminalId]) -> None:
        for terminal_id in set(self._tabs) - set(kept):
            self._forget(terminal_id)
