from __future__ import annotations

from msgspec.structs import replace

from console.model.errors import Problem
from console.ui.hostkeys import KeyAlarm
from console.ui.secretsheet import SecretSheet
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.demo import question
from tests.gui.fakes import tab
from tests.gui.fleet import KEY_CHANGED


def test_a_refused_connection_raises_the_alarm_each_time_a_person_tries(desk: Desk) -> None:
    view = desk.views["gpu-b06"]
    for _attempt in range(2):
        desk.bridge.tab_changed.emit(tab(9, view, m.TabState.CONNECTING))
        desk.bridge.tab_changed.emit(tab(9, view, m.TabState.LOST, KEY_CHANGED))
        desk.bridge.tab_changed.emit(tab(9, view, m.TabState.LOST, KEY_CHANGED))
        sheet = desk.window.sheets.current
        assert isinstance(sheet, KeyAlarm)
        sheet.keep_button.click()
        assert desk.window.sheets.current is None


def test_an_alarm_and_a_question_wait_for_each_other(desk: Desk) -> None:
    desk.bridge.question.emit(question(m.QuestionKind.PASSPHRASE))
    desk.change(replace(desk.views["gpu-b06"], problem=KEY_CHANGED))
    assert isinstance(desk.window.sheets.current, SecretSheet)
    assert desk.window.questions.has_alarm
    desk.bridge.question_gone.emit(1)
    sheet = desk.window.sheets.current
    assert isinstance(sheet, KeyAlarm)
    sheet.reject()
    assert not desk.window.questions.has_alarm


def test_other_problems_raise_no_alarm(desk: Desk) -> None:
    desk.window.questions.alarm(Problem("ssh.refused", "Refused."), None)
    desk.window.questions.alarm(None, None)
    assert desk.window.sheets.current is None


def test_a_lost_core_takes_its_questions_along(desk: Desk) -> None:
    desk.bridge.question.emit(question(m.QuestionKind.TRUST_HOST_KEY))
    desk.bridge.core_lost.emit(Problem("core.lost", "The core has ended."))
    assert desk.window.sheets.current is None
    assert not desk.bridge.sent_of(m.Answer)
