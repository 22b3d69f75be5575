from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.service import Doing, Work
from console.ui.services.workline import WorkLine
from tests.gui.fakes import FakeClock
from tests.gui.services.values import service

ONE = service("d1", NodeId("x"))


def test_it_counts_while_it_is_seen_and_something_is_at_work(qtbot: QtBot) -> None:
    parent, clock = QWidget(), FakeClock()
    qtbot.addWidget(parent)
    line = WorkLine(clock, parent)
    line._timer.setInterval(1)
    line.show_deploy(ONE)
    parent.show()
    assert line.text() == "Serving" and not line._timer.isActive()
    line.show_deploy(replace(ONE, work=Work(Doing.RESTART, clock.now().timestamp())))
    assert line.text() == "Restarting… 0:00"
    clock.at += timedelta(seconds=61)
    qtbot.waitUntil(lambda: line.text() == "Restarting… 1:01")
    assert line.accessibleName() == "Restarting…", "nobody wants to hear each second"
    parent.hide()
    assert not line._timer.isActive()
    parent.show()
    assert line._timer.isActive()
    line.show_deploy(ONE)
    assert line.text() == "Serving" and not line._timer.isActive()
