"""Programs that write the clipboard: asked about once for each host, and only from the tab in front."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from console.model.errors import ConsoleError
from console.model.ids import TerminalId
from console.model.text import fill
from console.settings.language import _, ngettext
from console.settings.store import SettingsStore
from console.ui.models.rows import name_of
from console.ui.questionbar import Ask
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.window import Window

TABLE = "clipboard_write"
"""The table of the settings file with an answer for each host."""
ALWAYS, NEVER = "always", "never"
MOST_SHOWN = 200
"""Characters of the text that stand in the question."""


class ClipboardConsent(QObject):
    """Puts text of programs (OSC 52) on the clipboard of a person who allows it."""

    def __init__(self, window: Window, bridge: Bridge, settings: SettingsStore) -> None:
        super().__init__(window)
        self._window, self._bridge, self._settings = window, bridge, settings
        bridge.clipboard_write.connect(self._written)
        window.desk.active_changed.connect(lambda _terminal_id: window.desk.question.withdraw(TABLE))

    def _written(self, terminal_id: int, text: str) -> None:
        tab = self._window.desk.active_tab()
        if tab is None or tab.terminal_id != TerminalId(terminal_id):
            return  # what nobody sees must not replace what is there, nor ask for it
        from console.ui.terminal.pasting import clean

        view = self._window.fleet.view(tab.node_id)
        host = view.node.name if view is not None else str(tab.node_id)
        name = name_of(view.node) if view is not None else host
        put = partial(self._put, name, clean(text))
        match self._settings.answer(TABLE, host):
            case "always":
                put()
            case "never":
                return
            case _:
                self._ask(host, name, text, put)

    def _ask(self, host: str, name: str, text: str, put: partial[None]) -> None:
        from console.ui.terminal.pasting import examine

        words = ngettext(
            "{host} wants to put {count} character on the clipboard.",
            "{host} wants to put {count} characters on the clipboard.",
            len(text),
        )
        shown = "".join(piece.text for piece in examine(text[:MOST_SHOWN]).pieces)

        def always() -> None:
            self._remember(host, ALWAYS)
            put()

        question = Ask(
            TABLE,
            fill(words, {"host": name}),
            " ".join(shown.split()),
            (
                (_("Allow once"), put),
                (_("Always for this host"), always),
                (_("Never for this host"), partial(self._remember, host, NEVER)),
            ),
        )
        self._window.desk.question.ask(question)

    def _put(self, name: str, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        title = fill(_("{name} wrote to the clipboard"), {"name": name})
        self._window.toast.say(title, ngettext("{count} character", "{count} characters", len(text)))

    def _remember(self, host: str, answer: str) -> None:
        try:
            self._settings.set_answer(TABLE, host, answer)
        except ConsoleError as error:
            self._bridge.tell(m.Notice(error.problem))
