from __future__ import annotations

from console.model.errors import Problem
from console.ui.dialogs import LeaveDialog
from console.ui.leaving import Leaving
from console.wire import messages as m
from tests.gui.conftest import Desk


def asked(desk: Desk) -> tuple[Leaving, list[int]]:
    leaving = Leaving(desk.bridge, desk.window.sheets, desk.window.themes)
    settled: list[int] = []
    leaving.settled.connect(lambda: settled.append(1))
    leaving.ask()
    return leaving, settled


def test_nothing_to_end_settles_it(desk: Desk) -> None:
    _leaving, settled = asked(desk)
    desk.bridge.answer(m.WouldEnd())
    assert settled == [1]


def test_keeping_sessions_ends_nothing_in_the_core(desk: Desk) -> None:
    _leaving, settled = asked(desk)
    desk.bridge.answer(m.WouldEnd(sessions=2))
    sheet = desk.window.sheets.current
    assert isinstance(sheet, LeaveDialog)
    sheet.keep_button.click()
    assert settled == [1]
    assert not desk.bridge.asked


def test_a_core_that_cannot_answer_does_not_hold_the_window(desk: Desk) -> None:
    _leaving, settled = asked(desk)
    _request, _reply, on_problem = desk.bridge.asked.pop()
    assert on_problem is not None
    on_problem(Problem("core.lost", "The core has ended."))
    assert settled == [1]


def test_who_wants_no_question_gets_none(desk: Desk) -> None:
    leaving = Leaving(desk.bridge, desk.window.sheets, desk.window.themes)
    settled: list[int] = []
    leaving.settled.connect(lambda: settled.append(1))
    leaving.asks = lambda: False
    leaving.ask()
    assert desk.bridge.answer(None) == m.Leave(force=True)
    assert settled == [1]
    assert desk.window.sheets.current is None
