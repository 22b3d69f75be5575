"""Leaving the program: asks the core what would end, and the person where something would."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from console.ui.bridge import Bridge
from console.ui.sheets import SheetHost
from console.ui.theme import Themes
from console.wire import messages as m


class Leaving(QObject):
    """``settled`` comes when the window may close; nothing comes when the person stays."""

    settled = Signal()

    def __init__(self, bridge: Bridge, sheets: SheetHost, themes: Themes) -> None:
        super().__init__(sheets)
        self._bridge, self._sheets, self._themes = bridge, sheets, themes
        self.asks: Callable[[], bool] = lambda: True
        """Whether the person wants to be asked."""

    def ask(self) -> None:
        """Ask the core what leaving would end, unless the person wants no question."""
        if not self.asks():
            self._end_all()
            return
        self._bridge.ask(m.Leave(), self._told, lambda _problem: self.settled.emit())

    def _told(self, value: object) -> None:
        if not isinstance(value, m.WouldEnd) or not (value.sessions or value.deploys):
            self.settled.emit()
            return
        from console.ui.dialogs import LeaveDialog

        sheet = LeaveDialog(self._themes, value)
        sheet.keep_wanted.connect(self.settled)
        sheet.end_wanted.connect(self._end_all)
        self._sheets.present(sheet)

    def _end_all(self) -> None:
        leave = m.Leave(force=True)
        self._bridge.ask(leave, lambda _value: self.settled.emit(), lambda _problem: self.settled.emit())
