from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.ui.bridge import CORE_LOST
from console.ui.tabbutton import TabButton
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab

PATH = "/home/ops/.local/share/leitstand/recordings/gpu-a03-20261120-143012.cast"
NAMES = {1: "gpu-a03", 2: "gpu-b02", 3: "gpu-c01"}


def record(desk: Desk, number: int = 1, **files: m.Recording | None) -> None:
    """Let the core tell which files a tab is written to."""
    known = tab(number, desk.views[NAMES[number]])
    desk.bridge.tab_changed.emit(msgspec.structs.replace(known, **files))


def started(desk: Desk, seconds: float = 0.0) -> m.Recording:
    return m.Recording(PATH, desk.clock.at.timestamp() - seconds)


def button(desk: Desk, number: int = 1) -> TabButton:
    return next(b for b in desk.window.desk.strip.findChildren(TabButton) if b.terminal_id == number)


def entry(desk: Desk) -> QPushButton | None:
    entries = [b for b in desk.window.status.findChildren(QPushButton) if "ecording" in b.text() and b.isVisible()]
    return entries[0] if entries else None


@pytest.fixture
def recorded(desk: Desk) -> Iterator[Desk]:
    record(desk, recording=started(desk, 185))
    yield desk
    desk.bridge.core_lost.emit(CORE_LOST)


def test_the_terminal_in_front_is_recorded_and_the_toast_says_where(desk: Desk) -> None:
    desk.window.commands["record"].trigger()
    assert not desk.window.commands["record"].isChecked()
    request = desk.bridge.answer(PATH)
    assert request == m.StartRecording(terminal_id=TerminalId(1))
    assert desk.window.toast.accessibleName() == f"Recording gpu-a03 {PATH}"
    record(desk, recording=started(desk))
    assert desk.window.commands["record"].isChecked()
    desk.window.commands["record"].trigger()
    assert desk.bridge.answer(PATH) == m.StopRecording(terminal_id=TerminalId(1))
    assert "Recording ended" in desk.window.toast.accessibleName()
    record(desk)
    assert not desk.window.commands["record"].isChecked()


def test_a_log_is_an_action_of_its_own(desk: Desk) -> None:
    desk.window.commands["session_log"].trigger()
    assert desk.bridge.answer(PATH) == m.StartRecording(terminal_id=TerminalId(1), kind=m.RecordingKind.LOG)
    record(desk, log=started(desk))
    assert desk.window.commands["session_log"].isChecked()
    assert not desk.window.commands["record"].isChecked()
    assert "logged" in button(desk).accessibleName()
    assert entry(desk) is None


def test_a_recorded_tab_says_so(recorded: Desk) -> None:
    narrow = button(recorded, 2).wanted_width()
    record(recorded, 2, recording=started(recorded))
    assert "recorded" in button(recorded, 2).accessibleName()
    assert "recorded" in button(recorded, 2).toolTip()
    assert button(recorded, 2).wanted_width() > narrow


def test_the_status_bar_counts_time_and_recordings(recorded: Desk) -> None:
    shown = entry(recorded)
    assert shown is not None
    assert shown.text() == "Recording gpu-a03 3:05"
    assert shown.toolTip() == PATH
    record(recorded, 2, recording=started(recorded))
    assert shown.text() == "2 recordings"
    record(recorded, 2)
    record(recorded, 1)
    assert entry(recorded) is None


def test_its_list_ends_a_recording(recorded: Desk, qtbot: QtBot) -> None:
    shown = entry(recorded)
    assert shown is not None
    shown.click()
    menu = recorded.window.desk.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Stop recording gpu-a03"]
    menu.actions()[0].trigger()
    menu.hide()
    assert recorded.bridge.answer(PATH) == m.StopRecording(terminal_id=TerminalId(1))


def test_a_moment_is_marked_where_there_is_a_recording(recorded: Desk) -> None:
    recorded.window.commands["mark_recording"].trigger()
    assert recorded.bridge.answer(value=True) == m.AddMarker(terminal_id=TerminalId(1))
    assert "marked" in recorded.window.toast.accessibleName()
    recorded.window.desk.show_terminal(2)
    assert not recorded.window.commands["mark_recording"].isEnabled()


def test_the_menu_of_a_tab_has_it(recorded: Desk) -> None:
    strip = recorded.window.desk.strip
    button(recorded).menu_wanted.emit(strip.mapToGlobal(strip.rect().center()))
    menu = strip.findChild(QMenu)
    assert isinstance(menu, QMenu)
    actions = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert actions["Record terminal"].isChecked()
    assert not actions["Log terminal to a file"].isChecked()
    actions["Record terminal"].trigger()
    menu.hide()
    assert recorded.bridge.answer(PATH) == m.StopRecording(terminal_id=TerminalId(1))
