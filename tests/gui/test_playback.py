from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId, TerminalId
from console.ui.playback import Playback
from console.ui.terminals import Terminals
from console.ui.transport import TransportBar
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.test_transport import STATE

PATH = "/home/ops/demo.cast"
PLAYED = TerminalId(9)


def playback(desk: Desk, folder: Path = Path("/nowhere")) -> Playback:
    terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
    return Playback(desk.window, desk.bridge, terminals, folder, desk.clock)


def played(desk: Desk) -> TransportBar:
    """Let the core play a recording in a tab of its own."""
    tab = m.Tab(PLAYED, NodeId("recording:demo"), "demo", state=m.TabState.OPEN, plays=True)
    desk.bridge.tab_changed.emit(tab)
    desk.window.desk.show_terminal(PLAYED)
    desk.bridge.player_changed.emit(msgspec.structs.replace(STATE, terminal_id=PLAYED))
    pane = desk.window.desk.pane(PLAYED)
    assert pane is not None
    bar = pane.findChild(TransportBar)
    assert isinstance(bar, TransportBar)
    return bar


def test_a_recording_is_chosen_and_opened(desk: Desk, tmp_path: Path) -> None:
    made = playback(desk, tmp_path)
    desk.window.commands["open_recording"].trigger()
    dialog = desk.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.fileSelected.emit(PATH)
    dialog.reject()
    assert desk.bridge.answer(9) == m.OpenRecording(path=PATH)
    assert made.parent() is desk.window


def test_its_pane_has_a_bar_and_the_terminal_its_keys(desk: Desk, qtbot: QtBot) -> None:
    kept = playback(desk)
    bar = played(desk)
    assert bar.isVisible()
    QTest.keyClick(desk.maker.made[PLAYED], Qt.Key.Key_Space)
    QTest.keyClick(desk.maker.made[PLAYED], Qt.Key.Key_A)
    assert desk.bridge.sent_of(m.ControlPlayer) == [m.ControlPlayer(terminal_id=PLAYED, action=m.Play.PLAY)]
    assert desk.maker.made[PLAYED].keys == [Qt.Key.Key_A]
    desk.bridge.player_changed.emit(msgspec.structs.replace(STATE, terminal_id=PLAYED, playing=True))
    assert bar.player.playing
    desk.bridge.tab_closed.emit(PLAYED)
    desk.bridge.player_changed.emit(msgspec.structs.replace(STATE, terminal_id=PLAYED))
    assert desk.window.desk.pane(PLAYED) is None
    assert kept.parent() is desk.window


def test_what_has_just_been_recorded_can_be_played(desk: Desk) -> None:
    kept = playback(desk)
    desk.window.recording._stopped(m.RecordingKind.CAST, PATH)
    desk.window.toast._run()
    assert desk.bridge.answer(9) == m.OpenRecording(path=PATH)
    assert kept.parent() is desk.window


def test_its_head_says_what_it_is_and_a_search_asks_the_core(desk: Desk, qtbot: QtBot) -> None:
    kept = playback(desk)
    bar = played(desk)
    pane = desk.window.desk.pane(PLAYED)
    assert pane is not None
    assert "Recording: demo" in {label.text() for label in pane.findChildren(QLabel)}
    qtbot.keyClicks(bar.field, "oom")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert desk.bridge.answer(m.Moments((40.0,))) == m.SearchRecording(terminal_id=PLAYED, text="oom")
    assert desk.bridge.sent_of(m.ControlPlayer)[-1] == m.ControlPlayer(
        terminal_id=PLAYED, action=m.Play.SEEK, value=40.0
    )
    assert kept.parent() is desk.window
