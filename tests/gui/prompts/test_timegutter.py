from __future__ import annotations

import pytest

from console.model.ids import TerminalId
from console.ui.prompts.jumps import PromptJumps
from console.ui.prompts.stamps import WIDTH_CELLS
from console.ui.prompts.timegutter import TimeGutter
from console.wire import messages as m
from tests.gui.prompts.conftest import FIRST, SECOND, Stage

TIMES = ((0, 1_700_000_000), (994, 1_700_000_009))


@pytest.fixture
def gutter(stage: Stage) -> TimeGutter:
    made = TimeGutter(
        stage.window, stage.bridge, stage.book, PromptJumps(stage.window, stage.bridge, stage.terminals, stage.book)
    )
    stage.begin()
    return made


def watched(stage: Stage) -> list[tuple[TerminalId, bool]]:
    found = [
        (request.terminal_id, request.watching) for request in stage.bridge.sent if isinstance(request, m.WatchTimes)
    ]
    stage.bridge.sent.clear()
    return found


def test_on_request_times_stand_beside_the_rows_of_a_terminal(stage: Stage, gutter: TimeGutter) -> None:
    action = stage.window.commands["show_times"]
    before = stage.widget().size_in_cells()[0]
    action.trigger()
    assert watched(stage) == [(FIRST, True)]
    assert before - stage.widget().size_in_cells()[0] == WIDTH_CELLS
    stage.show(990)
    blank = stage.widget().grab().toImage()
    stage.bridge.row_times.emit(m.RowTimes(terminal_id=FIRST, from_row=0, times=TIMES))
    assert stage.widget().grab().toImage() != blank
    action.trigger()
    assert watched(stage) == [(FIRST, False)]
    assert stage.widget().size_in_cells()[0] == before


def test_each_terminal_has_its_own_switch_and_the_action_shows_it(stage: Stage, gutter: TimeGutter) -> None:
    action = stage.window.commands["show_times"]
    action.trigger()
    assert action.isChecked()
    stage.window.desk.show_terminal(SECOND)
    assert not action.isChecked()
    stage.window.desk.show_terminal(FIRST)
    assert action.isChecked()


def test_a_core_that_is_attached_again_is_asked_again(stage: Stage, gutter: TimeGutter) -> None:
    stage.window.commands["show_times"].trigger()
    watched(stage)
    stage.welcome()
    assert watched(stage) == [(FIRST, True)]
    stage.bridge.tab_closed.emit(FIRST)
    stage.welcome()
    assert watched(stage) == []
