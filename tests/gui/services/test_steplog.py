from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId, NodeId
from console.model.service import StepKind, StepState, StepView
from console.ui.services.steplog import LONGEST_LINE, StepLog, folded
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge
from tests.gui.services.values import PROBLEM, service
from tests.gui.wizards.walk import STEPS

VIEW = service("d1", NodeId("fra1/a"))
STEP = replace(STEPS[0], id="install", kind=StepKind.RUN, command="pip install x\npip check")
RUNS = StepView(STEP, StepState.RUNNING, output="one")
FAILED = StepView(STEP, StepState.FAILED, "two", duration_seconds=4.2, exit_code=23)
ASKED = m.ReadStepLog(deploy_id=DeployId("d1"), step="install")


@pytest.fixture
def log(themes: Themes, bridge: FakeBridge, qtbot: QtBot) -> Iterator[StepLog]:
    made = StepLog(themes, bridge)
    made.resize(700, 500)
    yield made
    drop(made)


def test_a_step_shows_its_command_its_end_and_all_that_it_printed(log: StepLog, bridge: FakeBridge) -> None:
    log.show_step(VIEW, FAILED)
    assert not bridge.asked  # nobody looks
    log.show()
    assert bridge.answer("one\ntwo\n") == ASKED
    assert log.command.toPlainText() == "$ pip install x\n$ pip check"
    assert log._facts.text() == "Failed · exit code 23 · 4.2 s"
    log.copy_button.click()
    assert QGuiApplication.clipboard().text() == log.output.toPlainText() == "one\ntwo\n"
    assert unnamed_widgets(log) == []


def test_what_goes_on_is_added_and_what_is_marked_stays(log: StepLog, bridge: FakeBridge, qtbot: QtBot) -> None:
    log.show()
    log.show_step(VIEW, RUNS)
    bridge.answer("one\n")
    cursor = log.output.textCursor()
    cursor.setPosition(3, cursor.MoveMode.KeepAnchor)
    log.output.setTextCursor(cursor)
    log.show_step(VIEW, RUNS)
    assert not bridge.asked  # it has printed nothing more
    log.show_step(VIEW, replace(RUNS, output="one\ntwo"))
    qtbot.waitUntil(lambda: bool(bridge.asked))
    bridge.answer("one\ntwo\n")
    assert log.output.toPlainText() == "one\ntwo\n" and log.output.textCursor().selectedText() == "one"


def test_a_step_that_was_left_says_no_more(log: StepLog, bridge: FakeBridge) -> None:
    log.show()
    log.show_step(VIEW, RUNS)
    _request, on_reply, _failed = bridge.asked.pop()
    log.show_step(VIEW, StepView(replace(STEP, id="start"), StepState.DONE))
    on_reply("of the first")
    assert log.output.toPlainText() == "" and not log.save_button.isEnabled()
    bridge.answer("")
    assert log._note.text() == "It has printed nothing."


def test_the_output_is_saved_whole(log: StepLog, bridge: FakeBridge) -> None:
    log.show()
    log.show_step(VIEW, FAILED)
    line = "x" * (2 * LONGEST_LINE + 1)
    bridge.answer(line)
    assert log.output.document().blockCount() == 3  # a line that long cannot be laid out
    log.save("/tmp/install.log")
    assert bridge.answer(None) == m.SaveText(path="/tmp/install.log", text=line)
    assert log._note.text() == "Saved as install.log"
    log.save("/root/install.log")
    _request, _reply, failed = bridge.asked.pop()
    assert failed is not None
    failed(PROBLEM)
    assert log._note.text() == "The example failed. Try the other one."


def test_only_long_lines_are_folded() -> None:
    assert folded("a\n" + "b" * LONGEST_LINE + "\nc") == "a\n" + "b" * LONGEST_LINE + "\nc"
    assert folded("b" * (LONGEST_LINE + 1)) == "b" * LONGEST_LINE + "\nb"
