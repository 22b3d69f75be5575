from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId, NodeId
from console.ui.services.logview import LogView
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge, FakeClock
from tests.gui.services.values import PROBLEM, service

NODE = NodeId("fra1/a")


@pytest.fixture
def log(bridge: FakeBridge, qtbot: QtBot) -> Iterator[LogView]:
    made = LogView(bridge, FakeClock())
    made.show_deploy(service("d1", NODE))
    yield made
    drop(made)


def test_the_log_is_read_when_somebody_looks(log: LogView, bridge: FakeBridge) -> None:
    assert not bridge.asked
    log.show()
    assert bridge.answer("one\ntwo\n") == m.ReadServiceLog(deploy_id=DeployId("d1"))
    log.copy_button.click()
    assert QGuiApplication.clipboard().text() == log.text.toPlainText() == "one\ntwo"
    log.show_deploy(service("d1", NODE))
    assert not bridge.asked  # it has changed, its log is read when a person wants it
    log.again.click()
    assert bridge.answer("three") == m.ReadServiceLog(deploy_id=DeployId("d1"))
    assert log.text.toPlainText() == "three"


def test_lines_of_a_service_that_was_left_do_not_show(log: LogView, bridge: FakeBridge) -> None:
    log.show()
    _request, on_reply, _on_problem = bridge.asked.pop()
    log.show_deploy(service("d2", NODE))
    on_reply("of the first")
    assert log.text.toPlainText() == ""
    _request, _on_reply, on_problem = bridge.asked.pop()
    assert on_problem is not None
    on_problem(PROBLEM)
    assert log._note.text() == "The example failed. Try the other one."


def test_long_lines_are_seen_from_their_beginning(log: LogView, bridge: FakeBridge) -> None:
    log.resize(300, 200)
    log.show()
    bridge.answer("\n".join(["a line that is much longer than the page is wide, " * 9] * 99))
    assert log.text.horizontalScrollBar().maximum() > 0
    assert log.text.horizontalScrollBar().value() == 0
    assert log.text.viewport().rect().contains(log.text.cursorRect())
    assert log.text.textCursor().blockNumber() == 98
