from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.ui.prompts.jumps import PromptJumps
from console.ui.terminal.highlights import Layer
from console.ui.terminal.marks import MarkKind
from console.ui.terminal.selection import Selection, Spot
from console.wire import messages as m
from console.wire.frames import Mode
from tests.gui.prompts.conftest import FIRST, SECOND, Stage

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
COMMANDS = (
    m.Command(100, 1.0, 101, 500, 12.0, 0), m.Command(500, 2.0, 501, 992, 3.0, 2), m.Command(992, 3.0, 993, 998, 1.0),
    m.Command(998),
)  # fmt: skip


@pytest.fixture
def jumps(stage: Stage) -> PromptJumps:
    made = PromptJumps(stage.window, stage.bridge, stage.terminals, stage.book)
    stage.begin()
    stage.commands(*COMMANDS)
    return made


def lit(stage: Stage) -> list[int]:
    return list(stage.widget().display.highlights.layer(Layer.PROMPT))


def test_prompts_and_errors_stand_beside_the_scroll_bar(stage: Stage, jumps: PromptJumps) -> None:
    marks = stage.widget().display.marks
    assert marks._rows[MarkKind.PROMPT] == [100, 500, 992, 998]
    assert marks._rows[MarkKind.ERROR] == [500]
    stage.commands(m.Command(998, 4.0, 999), from_row=998)
    assert marks._rows[MarkKind.PROMPT] == [100, 500, 992, 998]


def test_up_and_down_from_prompt_to_prompt(stage: Stage, jumps: PromptJumps, qtbot: QtBot) -> None:
    places = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(stage.widget(), key, CTRL_SHIFT)
        scrolls = stage.scrolls()
        places.append((lit(stage), scrolls))
        for row in scrolls:
            stage.show(990 if row is None else row)
    assert places == [([992], []), ([500], [499]), ([100], [99]), ([100], []), ([500], [499])]
    stage.window.commands["prompt_down"].trigger()
    stage.show(990)
    assert lit(stage) == [992]
    stage.window.commands["prompt_down"].trigger()
    assert (lit(stage), stage.scrolls()[-1]) == ([], None)


def test_from_the_middle_of_the_scrollback_one_goes_to_the_nearest(stage: Stage, jumps: PromptJumps) -> None:
    stage.show(300)
    stage.window.commands["prompt_up"].trigger()
    assert (lit(stage), stage.scrolls()) == ([100], [99])
    stage.show(99)
    stage.show(300)
    stage.window.commands["prompt_down"].trigger()
    assert lit(stage) == [500]


def test_the_light_goes_out_with_the_live_screen(stage: Stage, jumps: PromptJumps) -> None:
    stage.show(300)
    stage.window.commands["prompt_up"].trigger()
    stage.show(99)
    assert lit(stage) == [100]
    stage.widget().surface.scroll_to(None)
    stage.show(990)
    assert lit(stage) == []


def test_the_light_is_not_seen_in_a_program_that_takes_the_screen(stage: Stage, jumps: PromptJumps) -> None:
    stage.window.commands["prompt_up"].trigger()
    assert lit(stage) == [992]
    stage.show(990, modes=Mode.ALTERNATE_SCREEN)
    assert lit(stage) == []


def test_the_light_goes_out_with_the_next_command(stage: Stage, jumps: PromptJumps) -> None:
    stage.window.commands["prompt_up"].trigger()
    assert lit(stage) == [992]
    stage.commands(m.Command(992, 3.0, 993, 998, 1.0), m.Command(998), from_row=992)
    assert lit(stage) == [992]
    stage.commands(m.Command(998, 4.0, 999), from_row=998)
    assert lit(stage) == []


def test_the_output_of_the_command_is_marked(stage: Stage, jumps: PromptJumps) -> None:
    stage.window.commands["select_output"].trigger()
    assert stage.widget().surface.selection == Selection(Spot(993, 0), Spot(998, 0))
    assert stage.scrolls() == []
    for _ in range(2):
        stage.window.commands["prompt_up"].trigger()
    stage.show(499)
    stage.window.commands["select_output"].trigger()
    assert stage.widget().surface.selection == Selection(Spot(501, 0), Spot(992, 0))


def test_of_a_command_that_runs_it_is_what_there_is(stage: Stage, jumps: PromptJumps) -> None:
    stage.commands(m.Command(995, 4.0, 996), from_row=995)
    stage.window.commands["select_output"].trigger()
    assert stage.widget().surface.selection == Selection(Spot(996, 0), Spot(1000, 0))


def test_the_output_is_copied_without_marking_it(stage: Stage, jumps: PromptJumps) -> None:
    QGuiApplication.clipboard().setText("before")
    stage.window.commands["copy_output"].trigger()
    request = stage.bridge.answer("one  \ntwo\n\n")
    assert isinstance(request, m.ReadText)
    assert (request.start_row, request.end_row, request.end_col) == (993, 998, 0)
    assert QGuiApplication.clipboard().text() == "one\ntwo\n"
    assert stage.widget().surface.selection is None
    assert stage.window.toast.accessibleName() == "Output copied 2 lines"


def test_where_nothing_is_known_it_says_so(stage: Stage, jumps: PromptJumps) -> None:
    stage.window.desk.show_terminal(SECOND)
    stage.window.commands["select_output"].trigger()
    assert stage.window.toast.accessibleName() == "No command is known here yet"
    stage.commands(m.Command(998, 4.0, 999, 999, 0.1), terminal_id=SECOND)
    stage.window.commands["copy_output"].trigger()
    assert stage.window.toast.accessibleName() == "The command has written nothing"


def test_the_menu_offers_the_command_under_the_pointer(stage: Stage, jumps: PromptJumps) -> None:
    widget = stage.widget()
    height = widget.display.geometry.metrics.height
    menu = QMenu(widget)
    for part in widget.menu_parts:
        part(menu, QPoint(50, 8 + height * 5))
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[1:] == ["Select the output of the command", "Copy the output of the command"]
    assert texts[0].endswith("1.0 s")
    menu.actions()[-2].trigger()
    assert widget.surface.selection == Selection(Spot(993, 0), Spot(998, 0))
    empty = QMenu(widget)
    for part in widget.menu_parts:
        part(empty, QPoint(50, 8 + height * 9))
    assert empty.actions() == []


def test_a_tab_that_is_gone_takes_its_commands_along(stage: Stage, jumps: PromptJumps) -> None:
    stage.bridge.tab_closed.emit(FIRST)
    assert jumps.record(FIRST).commands == ()
