from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.ui.history.loading import Plots


def test_who_waits_is_called_in_turn_and_who_comes_later_at_once(qtbot: QtBot) -> None:
    owner = QObject()
    plots, called = Plots(owner), list[int]()
    plots.when_ready(lambda: called.append(1))
    plots.when_ready(lambda: called.append(2))
    assert called == []
    qtbot.waitUntil(lambda: plots.is_ready)
    plots.when_ready(lambda: called.append(3))
    assert called == [1, 2, 3]
