"""The profile of a terminal that is open: in its menu, where a person wants another one than the rules say."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from console.settings.language import _
from console.settings.profiles import DEFAULT_PROFILE
from console.wire import messages as m

if TYPE_CHECKING:
    from console.model.ids import TerminalId
    from console.ui.bridge import Bridge
    from console.ui.preferences import Preferences
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.terminals import Terminals


class ProfileMenu:
    """Adds the profiles to the menu of each terminal, where there are any."""

    def __init__(self, terminals: Terminals, preferences: Preferences, bridge: Bridge) -> None:
        self._terminals, self._preferences, self._bridge = terminals, preferences, bridge
        terminals.add(self._attach)

    def _attach(self, widget: TerminalWidget) -> None:
        widget.menu_parts.append(partial(self._extend, widget.terminal_id))

    def _extend(self, terminal_id: TerminalId, menu: QMenu, _place: QPoint) -> None:
        names = self._preferences.profiles.names()
        if not names:
            return
        menu.addSeparator()
        profiles = menu.addMenu(_("Profile"))
        group = QActionGroup(profiles)
        for name in names:
            action = group.addAction(profiles.addAction(name, partial(self._choose, terminal_id, name)))
            action.setCheckable(True)
            action.setChecked(name == self._terminals.profile(terminal_id))
        profiles.addSeparator()
        profiles.addAction(_("As the rules say"), partial(self._choose, terminal_id, DEFAULT_PROFILE))

    def _choose(self, terminal_id: TerminalId, profile: str) -> None:
        self._bridge.send(m.SetProfile(terminal_id=terminal_id, profile=profile))
