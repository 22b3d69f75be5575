from __future__ import annotations

import pytest
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


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_fails_to_load_is_tried_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def load(name: str) -> None:
        tried.append(name)
        if len(tried) == 1:
            raise ImportError("half of it")

    monkeypatch.setattr("console.ui.history.loading.import_module", load)
    owner = QObject()
    plots, called = Plots(owner), list[int]()
    plots.when_ready(lambda: called.append(1))
    qtbot.waitUntil(lambda: plots.has_failed)
    assert called == []
    plots._again.setInterval(0)
    plots._again.start()
    qtbot.waitUntil(lambda: plots.is_ready)
    assert called == [1] and len(tried) == 2
