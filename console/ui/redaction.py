"""The switch of live redaction, and the sign that says it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.errors import ConsoleError
from console.settings.language import _
from console.settings.redaction_options import REDACT
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.preferences import Preferences
    from console.ui.sheets import Sheet
    from console.ui.window import Window


class RedactionSwitch(QObject):
    """Turns it on and off; what is shown of it is what the core says, for every desk."""

    def __init__(self, window: Window, bridge: Bridge, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._bridge, self._preferences = window, bridge, preferences
        self._is_on = False
        window.commands.bind("redact", self._toggle)
        window.commands.bind("edit_hidden", self._edit)
        window.status.redaction_chosen.connect(self._toggle)
        bridge.redaction.connect(self._show)
        bridge.welcome.connect(lambda welcome: self._show(welcome.redacting))

    def _edit(self) -> None:
        self._bridge.ask(m.EditText(text=m.OwnText.HIDDEN), self._window.desk.opened)

    def _show(self, is_on: bool) -> None:
        if is_on != self._is_on:
            self._window.notices.set_aside(aside=is_on)
            if is_on:
                self._window.views.close_all()  # what they have read and are called tells what is hidden now
        self._is_on = is_on
        self._window.sheets.hide_names(self._curtain if is_on else None)
        self._window.commands["redact"].setChecked(is_on)
        tip = _(
            "Hosts, addresses, users and secrets are replaced in the whole window, in copies and in recordings;"
            " questions and editors show what is true, behind a curtain."
        )
        self._window.status.show_redaction(_("Names hidden") if is_on else "", tip if is_on else "")

    def _curtain(self, sheet: Sheet | None) -> Sheet:
        from console.ui.curtain import Curtain

        return Curtain(self._window.themes, sheet)

    def _toggle(self) -> None:
        self._window.commands["redact"].setChecked(self._is_on)
        if self._bridge.is_watching:
            self._bridge.refuse_input()
            return
        try:
            self._preferences.set(REDACT, not self._is_on)
        except ConsoleError as error:
            self._bridge.tell(m.Notice(error.problem))
