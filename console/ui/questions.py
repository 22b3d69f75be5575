"""What the core asks and what must not be missed, as sheets in the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.model.errors import Problem
from console.model.ids import NodeId
from console.ui.bridge import Bridge
from console.ui.models.fleet import FleetModel
from console.ui.sheets import Sheet, SheetHost
from console.ui.theme import Themes
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.hostkeys import KeyAlarm

ALARM_CODES = frozenset({"ssh.host_key_changed", "ssh.host_key_revoked"})


class Questions(QObject):
    """Turns questions and alarms into sheets, and answers into requests."""

    keys_wanted = Signal(str)
    """The name of a host whose known keys a person wants to see."""

    def __init__(self, bridge: Bridge, fleet: FleetModel, sheets: SheetHost, themes: Themes) -> None:
        super().__init__(sheets)
        self._bridge, self._fleet, self._sheets, self._themes = bridge, fleet, sheets, themes
        self._open: dict[int, Sheet] = {}
        self._alarms: dict[tuple[str, str], KeyAlarm] = {}
        self._seen: set[tuple[str, str]] = set()
        self._connecting: set[int] = set()
        bridge.tab_changed.connect(self._tab)
        bridge.question.connect(self._ask)
        bridge.question_gone.connect(self._gone)
        bridge.notice.connect(lambda notice: self.alarm(notice.problem, notice.node_id))
        bridge.core_lost.connect(self._drop_all)

    @property
    def has_alarm(self) -> bool:
        """Tell whether a host-key alarm is open."""
        return bool(self._alarms)

    def alarm(self, problem: Problem | None, node_id: NodeId | None) -> None:
        """Show the alarm of a changed key: once for each offered key, and again when a person tried again."""
        if problem is None or problem.code not in ALARM_CODES:
            return
        key = _alarm_key(problem)
        if key in self._seen:
            return
        # Sheets are imported when the first one opens: the first paint does not wait for them.
        from console.ui.hostkeys import KeyAlarm

        self._seen.add(key)
        view = self._fleet.view(node_id) if node_id is not None else None
        sheet = self._alarms[key] = KeyAlarm(self._themes, problem, view)
        sheet.finished.connect(lambda _result: self._alarms.pop(key, None))
        sheet.keys_wanted.connect(self.keys_wanted)
        self._sheets.present(sheet)

    def _tab(self, tab: m.Tab) -> None:
        if tab.state is m.TabState.CONNECTING:
            self._connecting.add(tab.terminal_id)
            return
        tried = tab.terminal_id in self._connecting
        self._connecting.discard(tab.terminal_id)
        if tried and tab.problem is not None and not self._alarms:
            self._seen.discard(_alarm_key(tab.problem))
            self.alarm(tab.problem, tab.node_id)

    def _ask(self, question: m.Question) -> None:
        number = question.question_id
        if question.kind is m.QuestionKind.TRUST_HOST_KEY:
            from console.ui.hostkeys import TrustDialog

            trust = TrustDialog(self._themes, question)
            trust.answered.connect(partial(self._trusted, number))
            sheet: Sheet = trust
        else:
            from console.ui.secretsheet import SecretSheet

            secret = SecretSheet(self._themes, question)
            secret.answered.connect(partial(self._secret, number))
            sheet = secret
        # What asks is waited for by whatever is shown, such as the checks of the wizard; not so another question.
        asks_already = self._sheets.current in (*self._open.values(), *self._alarms.values())
        self._open[number] = sheet
        self._sheets.present(sheet, above=not asks_already)

    def _trusted(self, number: int, trusted: bool) -> None:
        if self._open.pop(number, None) is not None:
            self._bridge.send(m.Answer(question_id=number, trusted=trusted))

    def _secret(self, number: int, secret: str | None, remember: bool, for_others: bool) -> None:
        if self._open.pop(number, None) is not None:
            self._bridge.send(m.Answer(question_id=number, secret=secret, remember=remember, for_others=for_others))

    def _gone(self, number: int) -> None:
        sheet = self._open.pop(number, None)
        if sheet is not None:
            self._sheets.withdraw(sheet)

    def _drop_all(self, _problem: Problem) -> None:
        for number in list(self._open):
            self._gone(number)


def _alarm_key(problem: Problem) -> tuple[str, str]:
    return problem.params.get("host", ""), problem.params.get("offered", "")
