from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from console.model.ids import TerminalId
from console.ui.prompts.notices import FinishNotices
from console.ui.signs import Sign
from console.wire import messages as m
from tests.gui.prompts.conftest import FIRST, SECOND, Stage


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    called: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, _msec=0: called.append(window))
    return called


@pytest.fixture
def notices(stage: Stage, alerts: list[object]) -> FinishNotices:
    made = FinishNotices(stage.window, stage.bridge, stage.book, stage.clock)
    stage.begin()
    return made


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QApplication, "applicationState", lambda: Qt.ApplicationState.ApplicationInactive)


def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QApplication, "applicationState", lambda: Qt.ApplicationState.ApplicationActive)


def finish(stage: Stage, terminal_id: TerminalId, status: int | None = None) -> None:
    stage.bridge.command_finished.emit(
        m.CommandFinished(terminal_id=terminal_id, text="make -j8", seconds=75.0, status=status)
    )


def detail(stage: Stage, terminal_id: TerminalId) -> str:
    return stage.window.desk.roster.looks((terminal_id,))[terminal_id].detail


def test_what_one_looks_at_is_not_told(
    stage: Stage, notices: FinishNotices, alerts: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch)
    finish(stage, FIRST)
    assert stage.window.toast.isHidden()
    assert alerts == []


def test_in_another_tab_it_is_told_and_the_tab_marked(
    stage: Stage, notices: FinishNotices, alerts: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch)
    finish(stage, SECOND)
    toast = stage.window.toast
    assert toast.accessibleName().endswith(": finished after 1:15 min make -j8")
    assert detail(stage, SECOND) == "done"
    assert alerts == []
    assert stage.window.notices.entries == []
    button = next(button for button in toast.findChildren(QPushButton) if button.isVisible())
    button.click()
    tab = stage.window.desk.active_tab()
    assert tab is not None
    assert tab.terminal_id == SECOND
    assert detail(stage, SECOND) != "done"


def test_an_error_is_told_as_one(
    stage: Stage, notices: FinishNotices, alerts: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch)
    finish(stage, SECOND, status=2)
    toast = stage.window.toast
    assert "ended with status 2 after 1:15 min" in toast.accessibleName()
    assert toast._sign._sign is Sign.FAILED
    assert detail(stage, SECOND) == "failed"


def test_to_whoever_is_away_the_desktop_says_it_and_the_message_stays(
    stage: Stage, notices: FinishNotices, alerts: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch)
    finish(stage, FIRST, status=0)
    assert alerts == [stage.window]
    entries = stage.window.notices.entries
    assert [entry.problem.code for entry in entries] == ["terminal.finished"]
    assert "make -j8 has finished after 1:15 min." in entries[0].problem.text()
    assert detail(stage, FIRST) != "done"


def test_many_at_once_are_one_message(
    stage: Stage, notices: FinishNotices, alerts: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch)
    for _ in range(5):
        finish(stage, SECOND)
    assert len(alerts) == 1
    stage.clock.at += timedelta(seconds=2)
    finish(stage, SECOND)
    assert len(alerts) == 2
