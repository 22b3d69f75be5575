"""Recordings played in tabs, with a real core behind the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.model.ids import TerminalId
from console.terminal.cast import CastEvent, CastHeader
from console.wire import messages as m
from tests.core import Client, core_in_thread
from tests.unit.terminal.casts import DEMO, write_cast


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEITSTAND_HOME", str(tmp_path / "home"))
    return tmp_path


def play(client: Client, path: Path) -> TerminalId:
    number = client.ask(m.OpenRecording(path=str(path)))
    assert isinstance(number, int)
    terminal_id = TerminalId(number)
    client.send(m.ShowTerminal(terminal_id=terminal_id, visible=True, focused=True))
    client.until(lambda: bool(client.of(m.PlayerChanged)))
    return terminal_id


def player(client: Client) -> m.Player:
    return client.of(m.PlayerChanged)[-1].player


def control(client: Client, terminal_id: TerminalId, action: m.Play, value: float = 0.0) -> None:
    client.send(m.ControlPlayer(terminal_id=terminal_id, action=action, value=value))


def test_a_recording_is_a_tab_that_a_person_moves_in(home: Path) -> None:
    path = write_cast(home / "demo.cast", header=CastHeader(20, 6, title="Demo"))
    with core_in_thread() as client:
        terminal_id = play(client, path)
        tab = client.tab(terminal_id)
        assert tab is not None
        assert (tab.plays, tab.title) == (True, "Demo")
        client.until(lambda: client.screen(terminal_id).startswith("start"))
        shown = player(client)
        assert (shown.path, shown.cols, shown.rows, shown.duration) == (str(path), 20, 6, 13.0)
        assert shown.markers == (m.Marker(2.0, "here"),)
        assert not shown.playing
        # The window has another size; the recording keeps its own.
        client.send(m.ResizeTerminal(terminal_id=terminal_id, cols=90, rows=30, cell_width=8, cell_height=18))
        control(client, terminal_id, m.Play.SEEK, 3.5)
        client.until(lambda: "two" in client.screen(terminal_id))
        assert (client.frames[-1].cols, client.frames[-1].rows) == (30, 8)
        control(client, terminal_id, m.Play.SEEK, 1.0)
        client.until(lambda: client.screen(terminal_id).startswith("start\none\n\n"))
        assert (client.frames[-1].cols, client.frames[-1].rows) == (20, 6)
        assert client.ask(m.SearchRecording(terminal_id=terminal_id, text="two")) == m.Moments((3.0,))
        control(client, terminal_id, m.Play.SPEED, 8)
        control(client, terminal_id, m.Play.IDLE_LIMIT, 0.5)
        control(client, terminal_id, m.Play.PLAY)
        client.until(lambda: "late" in client.screen(terminal_id))
        client.until(lambda: not player(client).playing)
        assert (player(client).speed, player(client).idle_limit_seconds) == (8.0, 0.5)
        # It is nothing that leaving would end.
        losses = client.ask(m.Leave())
        assert losses == m.WouldEnd()
        client.wait_ended()


def test_what_a_program_asked_for_then_is_not_asked_for_again(home: Path) -> None:
    asks = "\x1b]0;other title\x07\x1b]52;c;aGVsbG8=\x07\x1b]9;notice\x07\x07\x1b[6ndone"
    path = write_cast(home / "demo.cast", [CastEvent(0.0, "o", asks)])
    with core_in_thread() as client:
        terminal_id = play(client, path)
        client.until(lambda: "done" in client.screen(terminal_id))
        client.send(m.KeyPress(terminal_id=terminal_id, key="a", text="a"))
        client.send(m.RenameTerminal(terminal_id=terminal_id, name="mine"))
        client.until(lambda: (tab := client.tab(terminal_id)) is not None and tab.name == "mine")
        tab = client.tab(terminal_id)
        assert tab is not None
        assert tab.title == "demo"
        assert not client.of(m.ClipboardWrite)
        assert not client.of(m.Bell)
        assert not client.of(m.Notice)


def test_a_broken_file_is_told_with_its_line(home: Path) -> None:
    (home / "none.cast").write_text("no recording\n")
    path = write_cast(home / "demo.cast")
    path.write_bytes(path.read_bytes() + b"broken\n")
    with core_in_thread() as client:
        assert client.refused(m.OpenRecording(path=str(home / "none.cast"))) == "cast.header"
        assert client.refused(m.OpenRecording(path=str(home / "nowhere.cast"))) == "cast.not_opened"
        play(client, path)
        problem = player(client).problem
        assert problem is not None
        assert problem.params["line"] == str(len(DEMO) + 2)


def test_a_closed_tab_plays_no_more(home: Path) -> None:
    path = write_cast(home / "demo.cast")
    with core_in_thread() as client:
        terminal_id = play(client, path)
        client.send(m.CloseTerminal(terminal_id=terminal_id))
        client.until(lambda: bool(client.of(m.TabClosed)))
        before = len(client.of(m.PlayerChanged))
        control(client, terminal_id, m.Play.PLAY)
        other = play(client, path)
        assert other != terminal_id
        assert all(event.player.terminal_id == other for event in client.of(m.PlayerChanged)[before:])
